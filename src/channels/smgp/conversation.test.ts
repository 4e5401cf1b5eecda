import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { Heard } from "../carrier/protocol.ts";
import type { Part } from "../channel.ts";
import { SmgpConversation } from "./conversation.ts";
import * as golden from "./frames.testing.ts";

/** 1 March in Shanghai, 00:00:00: the time of the golden login. */
const START = Date.UTC(2026, 1, 28, 16);
const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "18900001111",
  source: "1069000123",
  text: "您好",
  reference: 0x2a,
};
const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");

function begin(encoding: "ucs2" | "auto" = "ucs2") {
  const warnings: string[] = [];
  const conversation = new SmgpConversation({
    config: { code: "10690001", encoding },
    settings: { clientId: "10690001", sharedSecret: "shared", loginMode: "transmit", serviceId: "SVC" },
    mode: 2,
    clock: new ManualClock(START),
    warn: (message) => warnings.push(message),
  });
  return { conversation, warnings, login: conversation.login(), hear: (hex: string): Heard => conversation.hear(bytes(hex)) };
}

function open(encoding?: "ucs2" | "auto") {
  const begun = begin(encoding);
  expect(begun.hear(golden.LOGIN_RESPONSE)).toEqual({ kind: "open" });
  return begun;
}

/** A golden frame with other bytes from some byte on. */
const changed = (frame: string, at: number, hex: string): string => frame.slice(0, at * 2) + hex + frame.slice(at * 2 + hex.length);
/** Where a deliver's content begins, and its count. */
const CONTENT = 12 + 69;
/** A deliver with this content, and these optional parameters behind its end. */
function deliverOf(frame: string, content: Buffer, options = ""): string {
  const body = Buffer.concat([bytes(frame).subarray(0, CONTENT - 1), Buffer.of(content.length), content, Buffer.alloc(8), bytes(options)]);
  body.writeUInt32BE(body.length, 0);
  return body.toString("hex");
}

describe("a login", () => {
  it("proves the secret", () => {
    const { login, warnings } = open();
    expect(login.toString("hex")).toBe(golden.LOGIN);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["00000015", "status 21: clientId or sharedSecret is wrong"],
    ["00000002", "status 2: there are more connections"],
    ["00000063", "status 99: the carrier gives no known reason"],
  ])("that is refused with %s ends the session, and the log says why", (status, why) => {
    const heard = begin().hear(changed(golden.LOGIN_RESPONSE, 12, status));
    expect(heard.kind).toBe("end");
    expect(heard.kind === "end" && heard.why).toContain(why);
  });

  it("is good although the gateway's own proof is nonsense, which is said in the log", () => {
    const { hear, warnings } = begin();
    expect(hear(changed(golden.LOGIN_RESPONSE, 16, "ff".repeat(16)))).toEqual({ kind: "open" });
    expect(warnings).toHaveLength(1);
  });

  it("is answered once: a second answer changes nothing, one that is too short ends the session", () => {
    const { hear } = open();
    expect(hear(golden.LOGIN_RESPONSE)).toMatchObject({ kind: "life" });
    expect(hear(changed(golden.LOGIN_RESPONSE, 12, "00000015"))).toMatchObject({ kind: "life" });
    expect(begin().hear("0000001080000001000000010000".padEnd(32, "0"))).toMatchObject({ kind: "end" });
  });
});

describe("a submit", () => {
  it("carries the text, and its answer the id that the receipt will have", () => {
    const { conversation, hear } = open();
    const submit = conversation.submit(PART);
    expect(submit).toMatchObject({ kind: "submit", key: 2 });
    expect(submit.kind === "submit" && submit.frame.toString("hex")).toBe(golden.SUBMIT);
    expect(hear(golden.SUBMIT_RESPONSE)).toEqual({ kind: "answer", key: 2, outcome: { kind: "accepted", upstreamId: golden.MSG_ID } });
  });

  it("of a part says which one it is", () => {
    const { conversation } = open();
    conversation.submit(PART);
    const submit = conversation.submit({ ...PART, parts: 2 });
    expect(submit.kind === "submit" && submit.frame.toString("hex")).toBe(golden.SUBMIT_PART);
  });

  it("to another country has no plus in front", () => {
    const submit = open().conversation.submit({ ...PART, phone: "+85261234567" });
    expect(submit.kind === "submit" && submit.frame.toString("latin1")).toContain("\x0185261234567\0");
  });

  it.each([
    ["TEXT", { text: "长".repeat(71) }],
    ["SOURCE", { source: "1".repeat(22) }],
    ["PHONE", { phone: "1".repeat(22) }],
  ] as const)("is not made where there is no room: %s", (what, own) => {
    expect(open().conversation.submit({ ...PART, ...own })).toEqual({ kind: "refused", code: `SMGP:${what}`, final: false });
  });

  it.each([
    ["00000001", { kind: "deferred", code: "SMGP:1", why: "throttled" }],
    ["00000024", { kind: "refused", code: "SMGP:36", final: true }],
    ["0000002f", { kind: "refused", code: "SMGP:47", final: false }],
    ["000000c8", { kind: "refused", code: "SMGP:200", final: false }],
  ])("that is answered with status %s", (status, outcome) => {
    expect(open().hear(changed(golden.SUBMIT_RESPONSE, 22, status))).toMatchObject({ kind: "answer", key: 2, outcome });
  });

  it("whose answer is too short may have been taken or not", () => {
    const heard = open().hear("00000010800000020000000200000000");
    expect(heard).toEqual({ kind: "answer", key: 2, outcome: { kind: "unknown", code: "SMGP:MALFORMED" } });
  });
});

describe("a report", () => {
  it("is a receipt under the submit's id, acknowledged under its own", () => {
    const heard = open().hear(golden.REPORT);
    expect(heard).toMatchObject({
      kind: "delivery",
      receipts: [{ upstreamId: golden.MSG_ID, status: "delivered", code: "DELIVRD", at: START, raw: golden.REPORT }],
    });
    expect(heard.kind === "delivery" && heard.acknowledge.toString("hex")).toBe(golden.DELIVER_RESPONSE);
    expect(heard.kind === "delivery" && heard.refuse?.toString("hex")).toBe(changed(golden.DELIVER_RESPONSE, 22, "00000001"));
  });

  it.each([
    ["UNDELIV", "failed"],
    ["EXPIRED", "failed"],
    ["MA:0006", "failed"],
    ["UNKNOWN", "failed"],
    ["ACCEPTD", "pending"],
    ["ENROUTE", "pending"],
  ])("of %s is %s", (stat, status) => {
    const frame = golden.REPORT.replace(Buffer.from("DELIVRD").toString("hex"), Buffer.from(stat).toString("hex"));
    expect(open().hear(frame)).toMatchObject({ receipts: [{ upstreamId: golden.MSG_ID, status, code: stat }] });
  });

  it("that can't be read is kept under the delivery's id and settles nothing", () => {
    const frame = deliverOf(golden.REPORT, Buffer.from("DELIVRD 0006"));
    expect(open().hear(frame)).toMatchObject({
      kind: "delivery",
      receipts: [{ upstreamId: golden.OTHER_ID, status: "pending", code: "SMGP:UNREADABLE" }],
    });
  });
});

describe("a text that a phone sent", () => {
  it("is read in its alphabet", () => {
    const heard = open().hear(golden.DELIVER);
    expect(heard).toMatchObject({
      kind: "delivery",
      inbound: [{ phone: "18900001111", accessCode: "1069000123", text: "退订", at: START }],
    });
    expect(heard).not.toHaveProperty("receipts");
  });

  it("is a part where the optional parameter says that there is a header", () => {
    const content = bytes("0500032a030260a8");
    const ucs2 = changed(golden.DELIVER, 23, "08");
    expect(open().hear(deliverOf(ucs2, content, "0002000101"))).toMatchObject({
      inbound: [{ text: "您", part: { reference: 0x2a, number: 2, of: 3 } }],
    });
    const plain = open().hear(deliverOf(ucs2, content));
    expect(plain.kind === "delivery" && plain.inbound?.[0]).not.toHaveProperty("part");
  });

  it("came to the channel's code although the gateway writes 118 in front of it", () => {
    const digits = Buffer.from("11810690001").toString("hex");
    const frame = changed(golden.DELIVER, 12 + 10 + 1 + 1 + 14 + 21, `${digits}00`);
    expect(open().hear(frame)).toMatchObject({ inbound: [{ accessCode: "10690001" }] });
  });

  it("has the same key when it comes again, another one when it says something else or came without an id", () => {
    const { hear } = open();
    const keyOf = (frame: string): string | undefined => {
      const heard = hear(frame);
      return heard.kind === "delivery" ? heard.inbound?.[0]?.key : undefined;
    };
    const first = keyOf(golden.DELIVER);
    expect(keyOf(changed(golden.DELIVER, 8, "000000ff"))).toBe(first);
    expect(keyOf(deliverOf(golden.DELIVER, Buffer.from("TD")))).not.toBe(first);
    const nameless = changed(golden.DELIVER, 12, "00".repeat(10));
    expect(keyOf(changed(nameless, 8, "000000ff"))).not.toBe(keyOf(nameless));
  });
});

describe("the rest of the talk", () => {
  it("answers link tests, also those that a gateway answers ours with", () => {
    const { conversation, hear } = open();
    expect(conversation.heartbeat().toString("hex")).toBe("0000000c0000000400000002");
    const heard = hear("0000000c0000000400000002");
    expect(heard.kind === "life" && heard.reply?.toString("hex")).toBe("0000000c8000000400000002");
    expect(hear("0000000c8000000400000002")).toEqual({ kind: "life" });
  });

  it("ends when either side says so", () => {
    const { conversation, hear } = open();
    const heard = hear("0000000c0000000600000005");
    expect(heard.kind === "end" && heard.reply?.toString("hex")).toBe("0000000c8000000600000005");
    expect(conversation.logout().toString("hex")).toBe("0000000c0000000600000002");
    expect(hear("0000000c8000000600000002")).toMatchObject({ kind: "end" });
  });

  it("answers a deliver that is too short as wrong, so that it doesn't come again for ever", () => {
    const { hear } = open();
    const heard = hear(`00000016000000030000000a${golden.OTHER_ID}`);
    expect(heard.kind === "life" && heard.reply?.toString("hex")).toBe(`0000001a800000030000000a${golden.OTHER_ID}0000000a`);
    const empty = hear("0000000c000000030000000a");
    expect(empty.kind === "life" && empty.reply?.toString("hex")).toBe(`0000001a800000030000000a${"00".repeat(10)}0000000a`);
  });

  it("minds no frame that is none of its own", () => {
    const { hear } = open();
    for (const frame of ["0000000c0000009900000005", golden.SUBMIT, golden.LOGIN, golden.DELIVER_RESPONSE])
      expect(hear(frame)).toMatchObject({ kind: "life" });
  });

  it("survives whatever it hears", () => {
    const { conversation } = open();
    const frames = Object.values(golden)
      .map(bytes)
      .filter((frame) => frame.length >= 12);
    const mutated = fc.tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(200), fc.nat(255)))).map(([frame, changes]) => {
      const copy = Buffer.from(frame);
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
    fc.assert(
      fc.property(mutated, (frame) => {
        expect(conversation.hear(frame)).toHaveProperty("kind");
      }),
      { numRuns: 5_000 },
    );
  });
});
