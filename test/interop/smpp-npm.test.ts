import smpp, { type Pdu, type Session } from "smpp";
import { describe, expect, it } from "vitest";
import { type Lab, startLab } from "../../src/lab/lab.ts";
import { readScript } from "../../src/lab/script.ts";
import { smppLab } from "../../src/lab/smpp.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { CUSTOMER, House } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { until } from "../house/until.ts";
import { ask, element, request } from "../house/wire.ts";
import { NpmSmsc } from "./npm-smsc.ts";

const PHONE = "13800138000";
const LONG = "驿站春节期间照常营业，请凭取件码领取包裹。".repeat(5);

function planFor(port: number, own: string, more = ""): string {
  return `
version: 1
channels:
  - name: smsc
    kind: smpp
    operators: [mobile, unicom, telecom]
    code: "10690000"
    connect: { host: 127.0.0.1, port: ${port} }
    retry: { backoff: [50ms] }
    smpp: { systemId: yizhan, password: Secret-2${own} }
    ${more}
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [smsc] }] }
accounts:
  - { login: customer, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: 10000, signature: { mode: none } }
`;
}

/** The whole server with one channel to an SMSC of others. */
async function open({ own = "", more = "", binds = 1 }: { own?: string; more?: string; binds?: number } = {}) {
  const smsc = await NpmSmsc.open();
  const house = await House.open({ plan: planFor(smsc.port, own, more) });
  await until("the channel is bound", () => smsc.bound.length === binds);
  return {
    smsc,
    house,
    customer: new HuaxinClient(house, CUSTOMER),
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      await smsc[Symbol.asyncDispose]();
    },
  };
}

/** Reports of the account's messages, when so many are there. */
async function reports(customer: HuaxinClient, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  await until(`${count} reports are there`, async () => {
    seen.push(...(await customer.query()).map(({ mobile, errorcode }) => `${mobile} ${errorcode}`));
    return seen.length >= count;
  });
  return seen.sort();
}

/** Resolves when so many deliveries have been answered, each with success. */
async function acknowledged(smsc: NpmSmsc, count: number): Promise<void> {
  await until(`${count} deliveries are answered`, () => smsc.taken.length >= count);
  expect(smsc.taken).toEqual(Array.from({ length: count }, () => 0));
}

/** Inbound texts, when so many are there. */
async function texts(house: House, count: number): Promise<readonly (readonly string[])[]> {
  const seen: (readonly string[])[] = [];
  const body = new URLSearchParams({ action: "query", account: CUSTOMER.login, password: CUSTOMER.password }).toString();
  await until(`${count} texts are there`, async () => {
    const headers = ["Content-Type: application/x-www-form-urlencoded"];
    const response = await ask(house.port, request("POST", "/callApi.aspx", { headers, body }));
    for (const [, box = ""] of response.body.matchAll(/<callbox>(.*?)<\/callbox>/gs))
      seen.push(["mobile", "content", "extno"].map((name) => element(box, name)));
    return seen.length >= count;
  });
  return seen;
}

describe("an SMSC of the npm package smpp", () => {
  it("lets our transceiver in, understands its text in UCS-2 and has its receipt by text become the report", async () => {
    await using stage = await open();
    expect((await stage.customer.send(PHONE, "您好，驿站【茶】", { extno: "88" })).status).toBe("Success");
    expect(await reports(stage.customer, 1)).toEqual([`${PHONE} DELIVRD`]);
    expect(stage.smsc.binds[0]).toMatchObject({ command: "bind_transceiver", system_id: "yizhan", interface_version: 0x34 });
    expect(stage.smsc.submits).toHaveLength(1);
    const [submit] = stage.smsc.submits;
    expect(submit).toMatchObject({ source_addr: "106900000588", destination_addr: PHONE, registered_delivery: 1, data_coding: 8 });
    expect(submit?.short_message?.message).toBe("您好，驿站【茶】");
    await acknowledged(stage.smsc, 1);
    expect(stage.house.errors).toEqual([]);
  });

  it("may be bound to separately, and gives receipts as optional parameters over the receiver", async () => {
    await using stage = await open({ own: ", bind: separate", binds: 2 });
    stage.smsc.receipts = "parameters";
    await stage.customer.send(PHONE, "您好");
    expect(await reports(stage.customer, 1)).toEqual([`${PHONE} DELIVRD`]);
    expect(stage.smsc.bound).toEqual(["bind_receiver", "bind_transmitter"]);
    await acknowledged(stage.smsc, 1);
  });

  it("gets the 7-bit alphabet where the channel is set so", async () => {
    await using stage = await open({ own: ", encoding: auto" });
    await stage.customer.send(PHONE, "Tea @ 5 {cups} for 3€_");
    expect(await reports(stage.customer, 1)).toEqual([`${PHONE} DELIVRD`]);
    expect(stage.smsc.submits[0]?.data_coding).toBe(0);
    expect(stage.smsc.submits[0]?.short_message?.message).toBe("Tea @ 5 {cups} for 3€_");
  });

  it("gets a long text in parts that it can put together, and their receipts make one report", async () => {
    await using stage = await open();
    await stage.customer.send(PHONE, LONG);
    expect(await reports(stage.customer, 1)).toEqual([`${PHONE} DELIVRD`]);
    await acknowledged(stage.smsc, 2);
    const parts = stage.smsc.submits.map(({ short_message }) => ({ ...short_message, head: [...(short_message?.udh?.[0] ?? [])] }));
    const inOrder = parts.toSorted((a, b) => (a.head[4] ?? 0) - (b.head[4] ?? 0));
    expect(inOrder.map(({ message }) => message).join("")).toBe(LONG);
    const [reference] = inOrder[0]?.head.slice(2) ?? [];
    expect(inOrder.map(({ head }) => head)).toEqual([1, 2].map((number) => [0, 3, reference, 2, number]));
  });

  it("brings what phones write: one text, and one that came in parts, the last one first", async () => {
    await using stage = await open();
    await stage.customer.send(PHONE, "您好", { extno: "88" });
    await reports(stage.customer, 1);
    stage.smsc.say(PHONE, "106900000588", ["收到，谢谢🌸"]);
    expect(await texts(stage.house, 1)).toEqual([[PHONE, "收到，谢谢🌸", "88"]]);
    stage.smsc.say("13900139000", "106900000577", ["一二三", "四五六"]);
    expect(await texts(stage.house, 1)).toEqual([["13900139000", "一二三四五六", "77"]]);
    await acknowledged(stage.smsc, 4);
  });

  it("is sent to again after it said that it was too much", async () => {
    await using stage = await open();
    stage.smsc.throttle = 1;
    await stage.customer.send(PHONE, "您好");
    expect(await reports(stage.customer, 1)).toEqual([`${PHONE} DELIVRD`]);
    expect(stage.smsc.heard.filter((command) => command === "submit_sm")).toHaveLength(2);
  });

  it("has its enquire_link answered, and is asked when it was silent", async () => {
    await using stage = await open({ more: "heartbeat: 1s" });
    expect(await stage.smsc.ask("enquire_link")).toEqual(["enquire_link_resp"]);
    await until("it is asked again and again", () => stage.smsc.heard.filter((command) => command === "enquire_link").length >= 3);
    expect(stage.smsc.binds).toHaveLength(1);
    expect(stage.smsc.bound).toEqual(["bind_transceiver"]);
  });

  it("may log us out, and finds us back", async () => {
    await using stage = await open();
    expect(await stage.smsc.ask("unbind")).toEqual(["unbind_resp"]);
    await until("the channel is bound again", () => stage.smsc.binds.length === 2 && stage.smsc.bound.length === 1);
    await stage.customer.send(PHONE, "您好");
    expect(await reports(stage.customer, 1)).toEqual([`${PHONE} DELIVRD`]);
  });

  it("is told good-bye when the server stops", async () => {
    await using stage = await open();
    await stage.customer.send(PHONE, "您好");
    await reports(stage.customer, 1);
    await stage.house.running.stop();
    expect(stage.smsc.heard.at(-1)).toBe("unbind");
    expect(stage.smsc.bound).toEqual([]);
  });
});

describe("an ESME of the npm package smpp", () => {
  async function connect(lab: Lab): Promise<Session> {
    return await new Promise((resolve) => {
      const session = smpp.connect({ host: "127.0.0.1", port: lab.port }, () => resolve(session));
      session.on("error", () => undefined);
    });
  }

  const say = (session: Session, command: "bind_transceiver" | "submit_sm" | "enquire_link" | "unbind", fields = {}): Promise<Pdu> =>
    new Promise((resolve) => session[command](fields, resolve));

  async function openLab(script: string) {
    const lab = await startLab({ protocol: smppLab, script: readScript(script), clock: systemClock, port: 0 });
    const session = await connect(lab);
    const delivered: Pdu[] = [];
    session.on("deliver_sm", (pdu: Pdu) => {
      delivered.push(pdu);
      session.send(pdu.response());
    });
    return {
      lab,
      session,
      delivered,
      async [Symbol.asyncDispose]() {
        session.destroy();
        await lab.stop();
      },
    };
  }

  it("is let into our lab, submits, gets its receipt by text and parameters, and logs out", async () => {
    await using stage = await openLab(
      "login: { user: npm, password: secret }\nreceiptAfter: 0s\nids: { answer: hex, receipt: decimal }\nreceiptParameters: true",
    );
    const { session, delivered } = stage;
    const bound = await say(session, "bind_transceiver", { system_id: "npm", password: "secret" });
    expect(bound).toMatchObject({ command: "bind_transceiver_resp", command_status: 0, system_id: "yizhan-lab" });
    const fields = { source_addr: "1069", destination_addr: PHONE, registered_delivery: 1, short_message: "您好" };
    const { command_status, message_id = "" } = await say(session, "submit_sm", fields);
    expect(command_status).toBe(0);
    await until("the receipt is there", () => delivered.length === 1 && stage.lab.counts.delivered === 1);
    const decimal = BigInt(`0x${message_id}`).toString();
    expect(delivered[0]?.short_message?.message).toMatch(new RegExp(`^id:${decimal} sub:001 .* stat:DELIVRD err:000 text:$`));
    expect(delivered[0]).toMatchObject({ esm_class: 4, receipted_message_id: message_id, message_state: 2, source_addr: PHONE });
    expect((await say(session, "enquire_link")).command).toBe("enquire_link_resp");
    expect((await say(session, "unbind")).command).toBe("unbind_resp");
  });

  it("gets a phone's long text in parts that it understands, and is asked whether it is there", async () => {
    await using stage = await openLab("heartbeat: 100ms");
    const asked = new Promise<void>((resolve) => {
      stage.session.on("enquire_link", (pdu: Pdu) => {
        stage.session.send(pdu.response());
        resolve();
      });
    });
    await say(stage.session, "bind_transceiver", { system_id: "anybody", password: "" });
    stage.lab.say({ from: PHONE, to: "1069", text: LONG });
    await until("both parts are there", () => stage.delivered.length === 2);
    expect(stage.delivered.map(({ short_message }) => short_message?.udh?.[0]?.[4])).toEqual([2, 1]);
    const parts = stage.delivered.toReversed().map(({ short_message }) => short_message?.message);
    expect(parts.join("")).toBe(LONG);
    await asked;
  });

  it("is refused with a wrong password, throttled and refused as the script says", async () => {
    await using stage = await openLab(
      "login: { user: npm, password: secret }\nrules: [{ submits: 1-1, answer: throttled }, { ending: '0001', answer: refused }]",
    );
    await say(stage.session, "bind_transceiver", { system_id: "npm", password: "secret" });
    const statuses: number[] = [];
    for (const destination_addr of [PHONE, PHONE, "13800130001"])
      statuses.push((await say(stage.session, "submit_sm", { destination_addr, short_message: "tea" })).command_status);
    expect(statuses).toEqual([0x58, 0, 0x0b]);
    const stranger = await connect(stage.lab);
    expect((await say(stranger, "bind_transceiver", { system_id: "npm", password: "wrong" })).command_status).toBe(0x0e);
    stranger.destroy();
  });
});
