import { describe, expect, it } from "vitest";
import { type CarrierRigOptions, HEARTBEAT, openCarrierRig, TIMEOUT, WINDOW } from "../../../test/house/carrier-rig.ts";
import { cmppLab } from "../../lab/cmpp.ts";
import type { LabConversation, LabProtocol } from "../../lab/protocol.ts";
import * as golden from "./frames.testing.ts";
import { cmpp } from "./index.ts";
import { COMMANDS, encode, type Submit } from "./pdus.ts";

const SECOND = 1_000;

function open({ protocol = cmppLab, script = "", own = {} }: Partial<Pick<CarrierRigOptions, "protocol" | "script" | "own">> = {}) {
  return openCarrierRig({ kind: cmpp, protocol, script, own: { sourceAddr: "901234", sharedSecret: "secret", ...(own as object) } });
}

/** The lab's gateway with something of its own in what it says to a frame of ours. */
function gateway(
  name: keyof typeof COMMANDS,
  answer: (heard: Buffer, conversation: LabConversation) => ReturnType<LabConversation["hear"]>,
): LabProtocol {
  return {
    ...cmppLab,
    converse(facts) {
      const conversation = cmppLab.converse(facts);
      return {
        hear: (frame) => (frame.readUInt32BE(4) === COMMANDS[name] ? answer(frame, conversation) : conversation.hear(frame)),
        heartbeat: () => conversation.heartbeat(),
        deliver: (delivery) => conversation.deliver(delivery),
      };
    },
  };
}

describe("a login", () => {
  const login = "login: { user: '901234', password: secret }";

  it.each(["2.0", "3.0"])("proves the secret to a CMPP %s gateway, and the gateway proves it back", async (version) => {
    await using opened = await open({ script: login, own: { version } });
    expect([opened.channel.isUp(), opened.logged]).toEqual([true, []]);
  });

  it("with a wrong secret leaves the channel down, says why and is tried again", async () => {
    await using opened = await open({ script: login, own: { sharedSecret: "mistaken" } });
    expect(opened.channel.isUp()).toBe(false);
    expect(opened.logged.join()).toContain("the login was refused with status 3: sourceAddr or sharedSecret is wrong");
    await opened.pass(5 * SECOND);
    expect(opened.logged.length).toBeGreaterThan(1);
    expect(opened.logged.join()).not.toContain("mistaken");
  });

  it("goes on where the gateway proves itself with nonsense", async () => {
    await using opened = await open();
    expect(opened.channel.isUp()).toBe(true);
    expect(opened.logged.join()).toContain("AuthenticatorISMG is wrong");
    const outcome = opened.send();
    await opened.pass(SECOND);
    expect(await outcome).toMatchObject({ kind: "accepted" });
  });

  it("at a gateway of the other generation leaves the channel down and says so", async () => {
    const old = gateway("connect", (frame, conversation) => {
      const heard = conversation.hear(frame);
      return heard.kind === "login" ? { ...heard, accept: Buffer.from(golden.CONNECT_RESPONSE["2.0"], "hex") } : heard;
    });
    await using opened = await open({ protocol: old, own: { version: "3.0" } });
    expect(opened.channel.isUp()).toBe(false);
    expect(opened.logged.join()).toContain("the carrier speaks CMPP 2.0, the channel's settings say 3.0");
  });
});

describe("a submit", () => {
  it.each(["2.0", "3.0"])("of a long text leaves in parts that say so, in CMPP %s", async (version) => {
    await using opened = await open({ own: { version, serviceId: "YZ" } });
    const texts = ["一".repeat(67), "二".repeat(67), "三"];
    const sends = texts.map((text, index) => opened.send({ text, part: index + 1, parts: 3, reference: 9 }));
    await opened.pass(2 * SECOND);
    const ids = (await Promise.all(sends)).map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
    const pdus = opened.lab.seen.map(({ pdu }) => pdu as Submit);
    expect(pdus.map(({ pkTotal, pkNumber, tpUdhi, msgFmt }) => [pkTotal, pkNumber, tpUdhi, msgFmt])).toEqual([
      [3, 1, 1, 8],
      [3, 2, 1, 8],
      [3, 3, 1, 8],
    ]);
    expect(pdus.map(({ msgContent }) => msgContent.toString("hex", 0, 8))).toEqual([
      "0500030903014e00",
      "0500030903024e8c",
      "0500030903034e09",
    ]);
    expect(pdus[0]).toMatchObject({ serviceId: "YZ", msgSrc: "901234", srcId: "1069000005", registeredDelivery: 1 });
    expect(opened.receipts.map(({ upstreamId }) => upstreamId).sort()).toEqual(ids.sort());
  });

  it("is deferred while the gateway says that it is too much, and taken afterwards", async () => {
    await using opened = await open({ script: "rules: [{ answer: throttled, times: 2 }]" });
    const first = [opened.send(), opened.send()];
    await opened.pass(0);
    expect(await Promise.all(first)).toEqual([0, 1].map(() => ({ kind: "deferred", code: "CMPP:8", why: "throttled" })));
    expect([opened.channel.ready(), opened.channel.isUp()]).toEqual([0, true]);
    await opened.pass(SECOND);
    expect(opened.channel.ready()).toBe(WINDOW);
    const outcome = opened.send();
    await opened.pass(0);
    expect(await outcome).toMatchObject({ kind: "accepted" });
  });

  it("whose answer has another sequence id ends as unknown, and the next one is answered", async () => {
    await using opened = await open({ script: "rules: [{ answer: wrong-sequence, times: 1 }]" });
    const lost = opened.send();
    await opened.pass(TIMEOUT);
    expect(await lost).toEqual({ kind: "unknown", code: "CMPP:SILENT" });
    const next = opened.send();
    await opened.pass(0);
    expect(await next).toMatchObject({ kind: "accepted" });
  });

  it("that is answered twice is accepted once", async () => {
    await using opened = await open({ script: "rules: [{ answer: twice }]" });
    const sends = [opened.send(), opened.send({ phone: "13800138001" })];
    await opened.pass(2 * SECOND);
    const outcomes = await Promise.all(sends);
    expect(new Set(outcomes.map((outcome) => outcome.kind === "accepted" && outcome.upstreamId)).size).toBe(2);
    expect(opened.channel.ready()).toBe(WINDOW);
  });

  it.each(["drop", "nonsense", "oversize", "half-open"])(
    "is unknown where the connection breaks (%s), and a new one carries on",
    async (wire) => {
      await using opened = await open({ script: `rules: [{ wire: ${wire}, submits: 2 }]` });
      const first = opened.send();
      await opened.pass(0);
      expect(await first).toMatchObject({ kind: "accepted" });
      const lost = [opened.send(), opened.send()];
      await opened.pass(TIMEOUT);
      expect((await Promise.all(lost)).map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
      await opened.pass(2 * TIMEOUT);
      expect(opened.channel.isUp()).toBe(true);
      expect(opened.receipts.length).toBeGreaterThan(0);
      const next = opened.send();
      await opened.pass(0);
      expect(await next).toMatchObject({ kind: "accepted" });
    },
  );

  it("is answered although frames that mean nothing come in between", async () => {
    await using opened = await open({ script: "rules: [{ wire: garbled, submits: 1 }]" });
    const lost = opened.send();
    const next = opened.send();
    await opened.pass(0);
    expect(await next).toMatchObject({ kind: "accepted" });
    await opened.pass(TIMEOUT);
    expect(await lost).toMatchObject({ kind: "unknown" });
    expect(opened.logged.join()).toContain("command 0xeeeeeeee is not known");
  });
});

describe("a status report", () => {
  it("that comes before the answer is handed over before it", async () => {
    await using opened = await open();
    const outcome = opened.send({ phone: "13800139007" });
    await opened.pass(2 * SECOND);
    expect(opened.events).toEqual(["receipt DELIVRD", "accepted"]);
    expect(await outcome).toEqual({ kind: "accepted", upstreamId: opened.receipts[0]?.upstreamId });
  });

  it("for a message id that nobody was given is handed over and acknowledged like any other", async () => {
    await using opened = await open({ script: "rules: [{ receipt: unknown-id }]" });
    void opened.send();
    await opened.pass(2 * SECOND);
    expect(opened.receipts).toHaveLength(2);
    expect(opened.lab.counts).toMatchObject({ delivered: 2, waiting: 0 });
  });

  it("comes over the next connection where this one broke before", async () => {
    await using opened = await open({ script: "receiptAfter: 3s" });
    const outcome = opened.send();
    await opened.pass(0);
    opened.lab.drop();
    await opened.pass(10 * SECOND);
    expect(opened.receipts).toMatchObject([{ upstreamId: ((await outcome) as { upstreamId: string }).upstreamId, status: "delivered" }]);
  });

  it.each(["2.0", "3.0"])("keeps the frame that it came in, in CMPP %s", async (version) => {
    await using opened = await open({ own: { version } });
    void opened.send({ phone: "13800139009" });
    await opened.pass(2 * SECOND);
    expect(opened.receipts).toMatchObject([{ status: "failed", code: "MA:0006" }]);
    expect(Buffer.from(opened.receipts[0]?.raw ?? "", "hex").toString("latin1")).toContain("MA:0006");
  });
});

describe("a text from a phone", () => {
  it("that is long comes in parts that belong together", async () => {
    await using opened = await open();
    const text = "一二三四五六七八九十".repeat(20);
    opened.lab.say({ from: "13800138000", to: "1069000005", text });
    await opened.pass(0);
    expect(opened.inbound.map(({ part }) => part?.number)).toEqual([3, 2, 1]);
    expect(new Set(opened.inbound.map(({ part }) => `${part?.reference} of ${part?.of}`)).size).toBe(1);
    expect(new Set(opened.inbound.map(({ key }) => key)).size).toBe(3);
    const inOrder = opened.inbound.toReversed().map((inbound) => inbound.text);
    expect(inOrder.join("")).toBe(text);
  });

  it("and what leaves to it have the service code that the gateway knows, where it is another one", async () => {
    await using opened = await open({ own: { spCode: "95533" } });
    void opened.send({ phone: "13800139010" });
    await opened.pass(2 * SECOND);
    expect(opened.lab.seen[0]?.source).toBe("9553305");
    expect(opened.inbound).toMatchObject([{ phone: "13800139010", accessCode: "1069000005", text: "收到" }]);
  });
});

describe("a silent connection", () => {
  it("stays where link tests are answered with link tests", async () => {
    const echo = gateway("activeTest", (frame) => ({ kind: "life", reply: encode("2.0", "activeTest", frame.readUInt32BE(8), {}) }));
    await using opened = await open({ protocol: echo });
    await opened.pass(20 * HEARTBEAT);
    expect([opened.channel.isUp(), opened.lab.counts.connections]).toEqual([true, 1]);
    expect(opened.logged.join()).not.toContain("the session ended");
  });

  it("answers the gateway's link tests", async () => {
    await using opened = await open({ script: "heartbeat: 1s" });
    await opened.pass(5 * HEARTBEAT);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("is given up where link tests are not answered, and made again", async () => {
    await using opened = await open({ script: "answersHeartbeats: false" });
    await opened.pass(3 * HEARTBEAT);
    expect(opened.logged.join()).toContain("the session ended");
    expect(opened.channel.isUp()).toBe(true);
  });

  it("ends at a frame that is longer than the protocol knows, and a new one is made", async () => {
    await using opened = await open();
    opened.lab.raw(Buffer.from("000010010000000500000001", "hex"));
    await opened.pass(0);
    expect(opened.logged.join()).toContain("a frame says that it has 4097 bytes");
    await opened.pass(2 * SECOND);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("ends when the gateway says good-bye, and a new one is made", async () => {
    await using opened = await open();
    opened.lab.raw(Buffer.from(golden.TERMINATE, "hex"));
    await opened.pass(0);
    expect(opened.logged.join()).toContain("the carrier ended the session");
    await opened.pass(2 * SECOND);
    expect(opened.channel.isUp()).toBe(true);
  });
});
