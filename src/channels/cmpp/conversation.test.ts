import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { Heard } from "../carrier/protocol.ts";
import type { Part } from "../channel.ts";
import { CmppConversation, nextSequence } from "./conversation.ts";
import * as golden from "./frames.testing.ts";
import type { CmppSettings } from "./settings.ts";

const SETTINGS: CmppSettings = {
  version: "2.0",
  sourceAddr: "901234",
  sharedSecret: "secret",
  serviceId: "YZ",
  spCode: "",
  feeType: "01",
  feeCode: "000000",
};
const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 2,
  medium: "sms",
  phone: "13800138000",
  source: "1069000005",
  text: "您好",
  reference: 0x2a,
};
const VERSIONS = ["2.0", "3.0"] as const;

function begin(own: Partial<CmppSettings> = {}) {
  const warnings: string[] = [];
  const clock = new ManualClock();
  const conversation = new CmppConversation({
    config: { code: "10690000", encoding: "ucs2" },
    settings: { ...SETTINGS, ...own },
    clock,
    warn: (message) => warnings.push(message),
  });
  const login = conversation.login();
  return { conversation, warnings, clock, login, hear: (hex: string) => conversation.hear(Buffer.from(hex.replaceAll(" ", ""), "hex")) };
}

/** A conversation whose login is done. */
function open(own: Partial<CmppSettings> = {}) {
  const begun = begin(own);
  expect(begun.hear(golden.CONNECT_RESPONSE[own.version ?? "2.0"])).toEqual({ kind: "open" });
  return begun;
}

const hexOf = (heard: Heard, which: "reply" | "acknowledge"): string | undefined =>
  (heard as { readonly [key in typeof which]?: Buffer })[which]?.toString("hex");

/** A golden deliver of CMPP 2 with other bytes from some byte on. */
const changed = (frame: string, at: number, hex: string): string => frame.slice(0, at * 2) + hex + frame.slice(at * 2 + hex.length);

describe.each(VERSIONS)("a conversation in CMPP %s", (version) => {
  it("logs in, submits and takes the answer", () => {
    const { conversation, login, hear, warnings } = open({ version });
    expect(login.toString("hex")).toBe(golden.CONNECT[version]);
    const submit = conversation.submit(PART);
    expect(submit).toMatchObject({ kind: "submit", key: 2 });
    expect(submit.kind === "submit" && submit.frame.toString("hex")).toBe(golden.SUBMIT[version]);
    const outcome = { kind: "accepted", upstreamId: golden.MSG_ID };
    expect(hear(golden.SUBMIT_RESPONSE[version])).toEqual({ kind: "answer", key: 2, outcome });
    expect(warnings).toEqual([]);
  });

  it("hands a status report over under the id of its submit, and acknowledges it under its own", () => {
    const { hear, clock } = open({ version });
    const heard = hear(golden.REPORT[version]);
    const raw = golden.REPORT[version];
    expect(heard).toMatchObject({
      kind: "delivery",
      receipts: [{ upstreamId: golden.MSG_ID, status: "delivered", code: "DELIVRD", at: clock.now(), raw }],
    });
    const result = version === "2.0" ? "00" : "00000000";
    const length = version === "2.0" ? "00000015" : "00000018";
    expect(hexOf(heard, "acknowledge")).toBe(`${length}8000000500000009ba2482c1e2400009${result}`);
  });

  it("hands a text over, and acknowledges it", () => {
    const { hear, clock } = open({ version });
    const heard = hear(golden.INBOUND[version]);
    const text = { phone: "13800138000", accessCode: "1069000005", text: "收到", at: clock.now() };
    expect(heard).toMatchObject({ kind: "delivery", inbound: [text] });
    expect(hexOf(heard, "acknowledge")).toBe(golden.DELIVER_RESPONSE[version]);
  });
});

describe("a login", () => {
  it.each([
    [1, "the structure of the login is wrong"],
    [2, "the carrier does not know this sourceAddr"],
    [3, "sourceAddr or sharedSecret is wrong, or the clocks differ too much"],
    [4, "the version is too high"],
    [9, "the carrier gives no reason that the protocol knows"],
  ])("that is refused with status %i says why", (status, why) => {
    const { hear } = begin();
    const refused = changed(golden.CONNECT_RESPONSE["2.0"], 12, `0${status}${"00".repeat(16)}`);
    expect(hear(refused)).toEqual({ kind: "end", why: `the login was refused with status ${status}: ${why}` });
  });

  it("that is answered in the other generation ends in plain words", () => {
    expect(begin({ version: "3.0" }).hear(golden.CONNECT_RESPONSE["2.0"])).toMatchObject({
      kind: "end",
      why: "the carrier speaks CMPP 2.0, the channel's settings say 3.0",
    });
    expect(begin().hear(golden.CONNECT_RESPONSE["3.0"])).toMatchObject({ kind: "end" });
  });

  it("is done although what the carrier proves itself with is nonsense, and the log says so", () => {
    const { hear, warnings } = begin();
    expect(hear(changed(golden.CONNECT_RESPONSE["2.0"], 13, "ff".repeat(16)))).toEqual({ kind: "open" });
    expect(warnings).toEqual(["the carrier did not prove that it knows the shared secret (AuthenticatorISMG is wrong)"]);
  });

  it("is done where the carrier says 2.1, as all of 0x20 to 0x2f is CMPP 2", () => {
    const { hear, warnings } = begin();
    expect(hear(changed(golden.CONNECT_RESPONSE["2.0"], 29, "21"))).toEqual({ kind: "open" });
    expect(warnings).toEqual([]);
  });

  it("that is answered twice is done once, and with anything else not at all", () => {
    expect(open().hear(golden.CONNECT_RESPONSE["2.0"])).toMatchObject({ kind: "life" });
    expect(begin().hear("0000000e 80000001 00000001 0000")).toMatchObject({ kind: "end" });
  });
});

describe("a submit", () => {
  const frameOf = (own: Partial<Part>, settings: Partial<CmppSettings> = {}): Buffer => {
    const submit = open(settings).conversation.submit({ ...PART, ...own });
    if (submit.kind !== "submit") throw new Error(JSON.stringify(submit));
    return submit.frame;
  };
  const textAt = (frame: Buffer, at: number, size: number): string => frame.toString("latin1", at, at + size).replaceAll("\0", "");

  it("of a whole text has no header", () => {
    const frame = frameOf({ parts: 1 });
    expect([frame[20], frame[21], frame[57], frame.subarray(150, 155).toString("hex")]).toEqual([1, 1, 0, "0460a8597d"]);
  });

  it("says the service code that the gateway knows, where it is another one", () => {
    expect(textAt(frameOf({}), 107, 21)).toBe("1069000005");
    expect(textAt(frameOf({}, { spCode: "95533" }), 107, 21)).toBe("9553305");
  });

  it("writes a country code with zeros", () => {
    expect(textAt(frameOf({ phone: "+85261234567" }), 129, 21)).toBe("0085261234567");
  });

  it("is refused, for another channel to take, where it doesn't fit the protocol", () => {
    const { conversation } = open({ spCode: "1".repeat(21) });
    expect(conversation.submit(PART)).toEqual({ kind: "refused", code: "CMPP:SOURCE", final: false });
    for (const own of [{ text: "短".repeat(68) }, { parts: 256 }])
      expect(open().conversation.submit({ ...PART, ...own })).toEqual({ kind: "refused", code: "CMPP:TEXT", final: false });
  });

  it.each([
    [8, { kind: "deferred", code: "CMPP:8", why: "throttled" }],
    [13, { kind: "refused", code: "CMPP:13", final: true }],
    [6, { kind: "refused", code: "CMPP:6", final: true }],
    [1, { kind: "refused", code: "CMPP:1", final: false }],
    [3, { kind: "refused", code: "CMPP:3", final: false }],
    [10, { kind: "refused", code: "CMPP:10", final: false }],
    [199, { kind: "refused", code: "CMPP:199", final: false }],
  ])("that is answered with result %i", (result, outcome) => {
    const { hear } = open();
    const answer = changed(golden.SUBMIT_RESPONSE["2.0"], 20, result.toString(16).padStart(2, "0"));
    expect(hear(answer)).toEqual({ kind: "answer", key: 2, outcome });
  });

  it("is understood where it is answered in the other generation, and has an unknown outcome where nobody can say how", () => {
    const { hear } = open();
    expect(hear(golden.SUBMIT_RESPONSE["3.0"])).toMatchObject({ outcome: { kind: "accepted" } });
    expect(hear("0000000e 80000004 00000002 0000")).toEqual({
      kind: "answer",
      key: 2,
      outcome: { kind: "unknown", code: "CMPP:MALFORMED" },
    });
  });
});

describe("what a carrier delivers", () => {
  const inboundOf = (hex: string) => {
    const heard = open().hear(hex);
    return heard.kind === "delivery" ? heard.inbound?.[0] : undefined;
  };
  /** Of the Msg_Content, in a golden text of CMPP 2. */
  const CONTENT = 77;

  it("comes under the same key again, and under another where it is another text, id or phone", () => {
    const hex = golden.INBOUND["2.0"];
    const keys = [hex, changed(hex, 12, "ba2482c1e2400010"), changed(hex, 54, "313339"), changed(hex, CONTENT, "c4fa")].map(
      (frame) => inboundOf(frame)?.key,
    );
    expect(new Set(keys).size).toBe(4);
    expect(inboundOf(changed(hex, 8, "00000063"))?.key).toBe(keys[0]);
  });

  it("without an id is told apart by its sequence", () => {
    const hex = changed(golden.INBOUND["2.0"], 12, "00".repeat(8));
    expect(inboundOf(hex)?.key).toBe(inboundOf(hex)?.key);
    expect(inboundOf(hex)?.key).not.toBe(inboundOf(changed(hex, 8, "00000063"))?.key);
  });

  it.each(["01", "40"])("is a part where its header says so, the indicator being 0x%s", (udhi) => {
    const content = "0500032a030260a8597d";
    const head = changed(changed(golden.INBOUND["2.0"].slice(0, CONTENT * 2), 52, `${udhi}08`), 76, "0a");
    const frame = `0000005f${head.slice(8)}${content}${"00".repeat(8)}`;
    expect(inboundOf(frame)).toMatchObject({ text: "您好", part: { reference: 0x2a, number: 2, of: 3 } });
  });

  it("begins with the channel's code where the gateway knows another one", () => {
    const { hear } = open({ spCode: "10690000" });
    expect(hear(golden.INBOUND["2.0"])).toMatchObject({ inbound: [{ accessCode: "1069000005" }] });
    const other = open({ spCode: "1069" });
    expect(other.hear(golden.INBOUND["2.0"])).toMatchObject({ inbound: [{ accessCode: "10690000000005" }] });
    const stranger = open({ spCode: "95533" });
    expect(stranger.hear(golden.INBOUND["2.0"])).toMatchObject({ inbound: [{ accessCode: "1069000005" }] });
  });

  it("is handed over every time, also when sequence ids repeat", () => {
    const { hear } = open();
    for (let time = 0; time < 3; time++) expect(hear(golden.REPORT["2.0"])).toMatchObject({ kind: "delivery" });
  });

  it("in the other generation's frame is answered as badly built, and not taken for anything", () => {
    const heard = open().hear(golden.REPORT["3.0"]);
    expect(heard).toMatchObject({ kind: "life", note: "a CMPP_DELIVER of 180 bytes that is none of CMPP 2.0" });
    expect(hexOf(heard, "reply")).toBe("000000158000000500000009ba2482c1e240000901");
    expect(hexOf(open().hear("0000000c 00000005 00000009"), "reply")).toBe("000000158000000500000009000000000000000001");
  });

  it("as a report too short to be one is answered as badly built", () => {
    const short = changed(golden.INBOUND["2.0"], 75, "01");
    expect(hexOf(open().hear(short), "reply")).toBe("00000015800000050000000aba2482c1e240000801");
  });

  it("as the other generation's report in this generation's frame is understood", () => {
    const report = golden.REPORT["3.0"].slice(-(71 + 20) * 2, -20 * 2);
    const head = golden.REPORT["2.0"].slice(8, 76 * 2);
    const frame = `0000009c${head}47${report}${"00".repeat(8)}`;
    expect(open().hear(frame)).toMatchObject({ receipts: [{ upstreamId: golden.MSG_ID, status: "delivered" }] });
  });
});

describe("a link test", () => {
  it("of the carrier's is answered", () => {
    expect(hexOf(open().hear(golden.ACTIVE_TEST), "reply")).toBe(golden.ACTIVE_TEST_RESPONSE);
  });

  it("of ours is a sign of life however it is answered: right, without its byte, or with another test", () => {
    const { conversation, hear } = open();
    const sequence = conversation.heartbeat().readUInt32BE(8).toString(16).padStart(8, "0");
    expect(hear(`0000000d 80000008 ${sequence} 00`)).toEqual({ kind: "life" });
    expect(hear(`0000000c 80000008 ${sequence}`)).toEqual({ kind: "life" });
    // Answered in its turn, once: a response is never answered, so that no test bounces for ever
    const echoed = hear(`0000000c 00000008 ${sequence}`);
    expect([echoed.kind, hexOf(echoed, "reply")]).toEqual(["life", `0000000d80000008${sequence}00`]);
  });
});

describe("the end of a session", () => {
  it("is said by us or by the carrier", () => {
    const { conversation, hear } = open();
    expect(conversation.logout().toString("hex")).toBe(`${golden.TERMINATE.slice(0, 16)}00000002`);
    expect(hear(golden.TERMINATE_RESPONSE)).toEqual({ kind: "end", why: "logged out" });
    const said = hear(golden.TERMINATE);
    expect([said.kind, hexOf(said, "reply")]).toEqual(["end", golden.TERMINATE_RESPONSE]);
  });
});

describe("sequence ids", () => {
  it("go up by one, and begin again before they look negative", () => {
    expect([0, 1, 0x7fff_fffe, 0x7fff_ffff].map(nextSequence)).toEqual([1, 2, 0x7fff_ffff, 1]);
  });
});

describe("any frame", () => {
  it("of a command that nobody knows is a sign of life and noted", () => {
    expect(open().hear("0000000c 00000099 00000001")).toEqual({ kind: "life", note: "command 0x00000099 is not known" });
  });

  it("is understood or not, and never throws", () => {
    const commands = [0x80000001, 0x80000004, 5, 8, 0x80000008, 2, 0x80000002, 6];
    const random = fc.tuple(fc.constantFrom(...commands), fc.nat(), fc.uint8Array({ maxLength: 300 })).map(([command, sequence, body]) => {
      const frame = Buffer.concat([Buffer.alloc(12), body]);
      frame.writeUInt32BE(frame.length, 0);
      frame.writeUInt32BE(command, 4);
      frame.writeUInt32BE(sequence, 8);
      return frame;
    });
    const mutated = fc
      .tuple(fc.constantFrom(golden.REPORT, golden.INBOUND), fc.constantFrom(...VERSIONS), fc.nat(), fc.nat(255))
      .map(([frames, version, at, byte]) => {
        const frame = Buffer.from(frames[version], "hex");
        frame[4 + (at % (frame.length - 4))] = byte;
        return frame;
      });
    fc.assert(
      fc.property(fc.oneof(random, mutated), fc.constantFrom(...VERSIONS), (frame, version) => {
        const heard = open({ version }).conversation.hear(frame);
        if (heard.kind === "delivery") expect(heard.acknowledge.length).toBe(version === "2.0" ? 21 : 24);
      }),
    );
  });
});
