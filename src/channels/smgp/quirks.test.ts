import { describe, expect, it } from "vitest";
import { HEARTBEAT, openCarrierRig, TIMEOUT, WINDOW } from "../../../test/house/carrier-rig.ts";
import type { LabProtocol } from "../../lab/protocol.ts";
import { smgpLab } from "../../lab/smgp.ts";
import * as golden from "./frames.testing.ts";
import { smgp } from "./index.ts";
import { decode, encode, type Submit } from "./pdus.ts";

const SECOND = 1_000;
const LOGIN = "login: { user: '10690001', password: secret }";

interface Options {
  readonly script?: string;
  readonly protocol?: LabProtocol;
  readonly own?: Readonly<Record<string, unknown>>;
  readonly taking?: () => void;
}

/** A channel that is logged in at a lab. */
function open({ script = "", protocol = smgpLab, own = {}, taking }: Options = {}) {
  const settings = { clientId: "10690001", sharedSecret: "secret", ...own };
  return openCarrierRig({ kind: smgp, protocol, script, own: settings, ...(taking ? { taking } : {}) });
}

describe("a login", () => {
  it.each(["transmit", "separate"])("proves the secret, and the gateway proves it back (%s)", async (loginMode) => {
    await using opened = await open({ script: LOGIN, own: { loginMode } });
    expect([opened.channel.isUp(), opened.logged]).toEqual([true, []]);
    expect(opened.lab.clients).toBe(loginMode === "separate" ? 2 : 1);
  });

  it("with a wrong secret leaves the channel down, says why and is tried again", async () => {
    await using opened = await open({ script: LOGIN, own: { sharedSecret: "mistaken" } });
    expect(opened.channel.isUp()).toBe(false);
    expect(opened.logged.join()).toContain("the login was refused with status 21: clientId or sharedSecret is wrong");
    await opened.pass(5 * SECOND);
    expect(opened.logged.length).toBeGreaterThan(1);
    expect(opened.logged.join()).not.toContain("mistaken");
  });

  it("goes on where the gateway proves itself with nonsense, and says so", async () => {
    await using opened = await open();
    expect(opened.channel.isUp()).toBe(true);
    expect(opened.logged.join()).toContain("AuthenticatorServer is wrong");
  });
});

describe("a submit", () => {
  it("of a long text leaves in parts that say so", async () => {
    await using opened = await open({ own: { serviceId: "YZ" } });
    const texts = ["一".repeat(67), "二".repeat(67), "三"];
    const sends = texts.map((text, index) => opened.send({ text, part: index + 1, parts: 3, reference: 9 }));
    await opened.pass(2 * SECOND);
    const ids = (await Promise.all(sends)).map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
    const pdus = opened.lab.seen.map(({ pdu }) => pdu as Submit);
    expect(pdus.map(({ msgContent }) => msgContent.toString("hex", 0, 8))).toEqual([
      "0500030903014e00",
      "0500030903024e8c",
      "0500030903034e09",
    ]);
    expect(pdus[0]).toMatchObject({ serviceId: "YZ", srcTermId: "1069000005", needReport: 1, msgFormat: 8 });
    expect(opened.receipts.map(({ upstreamId }) => upstreamId).sort()).toEqual(ids.sort());
  });

  it("is deferred while the gateway is busy, and taken afterwards", async () => {
    await using opened = await open({ script: "rules: [{ answer: throttled, times: 1 }]" });
    expect(await opened.send()).toEqual({ kind: "deferred", code: "SMGP:1", why: "throttled" });
    expect([opened.channel.ready(), opened.channel.isUp()]).toEqual([0, true]);
    await opened.pass(SECOND);
    expect(opened.channel.ready()).toBe(WINDOW);
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
  });

  it("whose answer has another sequence id ends as unknown, and the next one is answered", async () => {
    await using opened = await open({ script: "rules: [{ answer: wrong-sequence, times: 1 }]" });
    const lost = opened.send();
    await opened.pass(TIMEOUT);
    expect(await lost).toEqual({ kind: "unknown", code: "SMGP:SILENT" });
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
  });

  it("that is answered twice under one sequence id is accepted once", async () => {
    await using opened = await open({ script: "rules: [{ answer: twice }]" });
    const sends = [opened.send(), opened.send({ phone: "18900001112" })];
    await opened.pass(0);
    const ids = (await Promise.all(sends)).map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
    expect(new Set(ids).size).toBe(2);
    expect(opened.channel.ready()).toBe(WINDOW);
  });

  it.each(["drop", "nonsense", "oversize", "half-open"])(
    "is unknown where the connection breaks (%s), and a new one carries on",
    async (wire) => {
      await using opened = await open({ script: `rules: [{ wire: ${wire}, submits: 2 }]` });
      expect(await opened.send()).toMatchObject({ kind: "accepted" });
      const lost = [opened.send(), opened.send()];
      await opened.pass(TIMEOUT);
      expect((await Promise.all(lost)).map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
      await opened.pass(TIMEOUT);
      expect(opened.channel.isUp()).toBe(true);
      expect(opened.receipts.length).toBeGreaterThan(0);
      expect(await opened.send()).toMatchObject({ kind: "accepted" });
    },
  );

  it("is answered although a frame that means nothing came before", async () => {
    await using opened = await open({ script: "rules: [{ wire: garbled, submits: 1 }]" });
    const lost = opened.send();
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
    await opened.pass(TIMEOUT);
    expect(await lost).toMatchObject({ kind: "unknown" });
    expect(opened.logged.join()).toContain("request id 4008636142 is not known");
  });
});

describe("a report", () => {
  it("that comes before the answer is handed over before it, under the id that the answer will have", async () => {
    await using opened = await open();
    const outcome = await opened.send({ phone: "18900009007" });
    expect(opened.events).toEqual(["receipt DELIVRD", "accepted"]);
    expect(outcome).toEqual({ kind: "accepted", upstreamId: opened.receipts[0]?.upstreamId });
  });

  it("for a message id that nobody was given is handed over and acknowledged like any other", async () => {
    await using opened = await open({ script: "rules: [{ receipt: unknown-id }]" });
    const outcome = await opened.send();
    await opened.pass(2 * SECOND);
    const ids = opened.receipts.map(({ upstreamId }) => upstreamId);
    expect(ids).toHaveLength(2);
    expect(ids.filter((id) => outcome.kind === "accepted" && id === outcome.upstreamId)).toHaveLength(1);
    expect(opened.lab.counts).toMatchObject({ delivered: 2, waiting: 0 });
  });

  it("comes over the next connection where this one broke before it was acknowledged", async () => {
    await using opened = await open({ script: "receiptAfter: 3s" });
    const outcome = await opened.send();
    opened.lab.drop();
    await opened.pass(10 * SECOND);
    expect(opened.receipts).toMatchObject([{ status: "delivered" }]);
    expect(outcome).toEqual({ kind: "accepted", upstreamId: opened.receipts[0]?.upstreamId });
  });

  it("is refused while it can't be stored, and comes again", async () => {
    let failures = 2;
    await using opened = await open({
      taking: () => {
        if (failures-- > 0) throw new Error("the store is full");
      },
    });
    await opened.send({ phone: "18900009009" });
    await opened.pass(2 * SECOND);
    expect([opened.receipts, opened.lab.counts.delivered]).toEqual([[], 0]);
    await opened.pass(20 * SECOND);
    expect(opened.receipts).toMatchObject([{ status: "failed", code: "MA:0006" }]);
    expect(Buffer.from(opened.receipts[0]?.raw ?? "", "hex").toString("latin1")).toContain("stat:MA:0006");
  });
});

describe("a text from a phone", () => {
  it("that is long comes in parts that belong together, over the connection that receives", async () => {
    await using opened = await open({ own: { loginMode: "separate" } });
    const text = "一二三四五六七八九十".repeat(20);
    opened.lab.say({ from: "18900001111", to: "1069000005", text });
    await opened.pass(0);
    expect(opened.inbound.map(({ part }) => part?.number)).toEqual([3, 2, 1]);
    expect(new Set(opened.inbound.map(({ part }) => `${part?.reference} of ${part?.of}`)).size).toBe(1);
    expect(new Set(opened.inbound.map(({ key }) => key)).size).toBe(3);
    expect(
      opened.inbound
        .toReversed()
        .map((inbound) => inbound.text)
        .join(""),
    ).toBe(text);
  });
});

describe("a silent connection", () => {
  it("stays where link tests are answered with link tests", async () => {
    const echo: LabProtocol = {
      ...smgpLab,
      converse(facts) {
        const conversation = smgpLab.converse(facts);
        return {
          heartbeat: () => conversation.heartbeat(),
          deliver: (delivery) => conversation.deliver(delivery),
          hear(frame) {
            const { name, sequence } = decode(frame);
            return name === "activeTest" ? { kind: "life", reply: encode("activeTest", sequence, {}) } : conversation.hear(frame);
          },
        };
      },
    };
    await using opened = await open({ protocol: echo, script: LOGIN });
    await opened.pass(20 * HEARTBEAT);
    expect([opened.channel.isUp(), opened.lab.counts.connections, opened.logged]).toEqual([true, 1, []]);
  });

  it("is given up where link tests are not answered, and made again", async () => {
    await using opened = await open({ script: "answersHeartbeats: false" });
    await opened.pass(3 * HEARTBEAT);
    expect(opened.logged.join()).toContain("the session ended");
    expect(opened.channel.isUp()).toBe(true);
  });

  it("ends when the gateway says good-bye, and a new one is made", async () => {
    await using opened = await open();
    opened.lab.raw(Buffer.from("0000000c0000000600000005", "hex"));
    await opened.pass(0);
    expect(opened.logged.join()).toContain("the carrier ended the session");
    await opened.pass(2 * SECOND);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("may bring frames that were cut anywhere", async () => {
    await using opened = await open();
    const frames = Buffer.from(golden.REPORT + golden.DELIVER, "hex");
    for (const byte of frames) {
      opened.lab.raw(Buffer.of(byte));
      await opened.pass(0);
    }
    expect([opened.receipts.length, opened.inbound.length]).toEqual([1, 1]);
  });
});
