import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { Heard } from "../carrier/protocol.ts";
import type { Part } from "../channel.ts";
import { SgipConversation } from "./conversation.ts";
import * as golden from "./frames.testing.ts";
import { GatewayConversation } from "./gateway-conversation.ts";
import { Sequencer } from "./sequence.ts";
import type { SgipSettings } from "./settings.ts";

/** 20 November in Shanghai, 20:32:25: the time of the golden frames. */
const START = Date.UTC(2026, 10, 20, 12, 32, 25);
const SUBMIT_ID = "3010012345-1120203225-17";
const SETTINGS: SgipSettings = {
  loginName: "user",
  password: "secret",
  nodeId: golden.OURS.node,
  spNumber: "",
  corpId: "12345",
  serviceType: "SVC",
  listen: { port: 8801 },
};
const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "13001125453",
  source: "1069000123",
  text: "您好",
  reference: 0x2a,
};

function deps(own: Partial<SgipSettings> = {}) {
  return {
    config: { code: "10690001", encoding: "ucs2" as const },
    settings: { ...SETTINGS, ...own },
    clock: new ManualClock(START),
    sequencer: new Sequencer(golden.OURS.node, golden.OURS.counter),
  };
}

/** Our connection, from here; the golden login's number is that of the golden submit, so it begins one below. */
function dialled(own?: Partial<SgipSettings>) {
  const conversation = new SgipConversation(deps(own));
  return { conversation, hear: (hex: string): Heard => conversation.hear(Buffer.from(hex, "hex")) };
}

function open(own?: Partial<SgipSettings>) {
  const begun = dialled(own);
  expect(begun.hear(golden.BIND_RESPONSE)).toEqual({ kind: "open" });
  return begun;
}

/** The gateway's connection. */
function accepted(own?: Partial<SgipSettings>) {
  const conversation = new GatewayConversation(deps(own));
  return { conversation, hear: (hex: string): Heard => conversation.hear(Buffer.from(hex, "hex")) };
}

function entered(own?: Partial<SgipSettings>) {
  const begun = accepted(own);
  expect(begun.hear(golden.BIND)).toMatchObject({ kind: "open" });
  return begun;
}

/** A golden frame with other bytes from some byte on. */
const changed = (frame: string, at: number, hex: string): string => frame.slice(0, at * 2) + hex + frame.slice(at * 2 + hex.length);
const replyOf = (heard: Heard): string | undefined => ("reply" in heard ? heard.reply?.toString("hex") : undefined);

describe("our login", () => {
  it("is in the clear, and good when the gateway says so", () => {
    const { conversation, hear } = dialled();
    expect(conversation.login().toString("hex")).toBe(golden.BIND);
    expect(hear(golden.BIND_RESPONSE)).toEqual({ kind: "open" });
    expect(hear(golden.BIND_RESPONSE)).toMatchObject({ kind: "life" });
  });

  it.each([
    ["01", "result 1: loginName or password is wrong"],
    ["03", "result 3: there are more connections"],
    ["63", "result 99: the carrier gives no known reason"],
  ])("that is refused with %s ends the session, and the log says why", (result, why) => {
    const heard = dialled().hear(changed(golden.BIND_RESPONSE, 20, result));
    expect(heard.kind === "end" && heard.why).toContain(why);
  });

  it("comes before everything else", () => {
    for (const frame of [golden.REPORT, golden.DELIVER]) expect(dialled().hear(frame)).toMatchObject({ kind: "end" });
  });
});

describe("a submit", () => {
  it("is known to its answer and to its report by its own sequence number", () => {
    const { conversation, hear } = open();
    const submit = conversation.submit(PART);
    expect(submit).toMatchObject({ kind: "submit", key: SUBMIT_ID });
    expect(submit.kind === "submit" && submit.frame.toString("hex")).toBe(golden.SUBMIT);
    const outcome = { kind: "accepted", upstreamId: SUBMIT_ID };
    expect(hear(golden.SUBMIT_RESPONSE)).toEqual({ kind: "answer", key: SUBMIT_ID, outcome });
    expect(hear(golden.REPORT)).toMatchObject({ kind: "delivery", receipts: [{ upstreamId: SUBMIT_ID }] });
  });

  it("of a part says so", () => {
    const submit = open().conversation.submit({ ...PART, parts: 2 });
    expect(submit.kind === "submit" && submit.frame.toString("hex")).toBe(golden.SUBMIT_PART);
  });

  it("goes to phones with their country code, and comes from the number that the gateway knows", () => {
    const { conversation } = open({ spNumber: "8888" });
    const submit = conversation.submit({ ...PART, phone: "+85261234567" });
    const frame = submit.kind === "submit" ? submit.frame.toString("latin1") : "";
    expect(frame).toContain("\x0185261234567\0");
    expect(frame).toContain("\x11888823\0");
  });

  it.each([
    ["TEXT", { text: "长".repeat(71) }],
    ["SOURCE", { source: "1".repeat(22) }],
    ["PHONE", { phone: "1".repeat(20) }],
  ] as const)("is not made where there is no room: %s", (what, own) => {
    expect(open().conversation.submit({ ...PART, ...own })).toEqual({ kind: "refused", code: `SGIP:${what}`, final: false });
  });

  it.each([
    ["0b", { kind: "deferred", code: "SGIP:11", why: "throttled" }],
    ["21", { kind: "deferred", code: "SGIP:33", why: "throttled" }],
    ["08", { kind: "refused", code: "SGIP:8", final: true }],
    ["06", { kind: "refused", code: "SGIP:6", final: false }],
  ])("that is answered with result %s", (result, outcome) => {
    expect(open().hear(changed(golden.SUBMIT_RESPONSE, 20, result))).toMatchObject({ kind: "answer", key: SUBMIT_ID, outcome });
  });

  it("whose answer is too short may have been taken or not", () => {
    const heard = open().hear(changed(golden.SUBMIT_RESPONSE, 0, "00000014").slice(0, 40));
    expect(heard).toEqual({ kind: "answer", key: SUBMIT_ID, outcome: { kind: "unknown", code: "SGIP:MALFORMED" } });
  });
});

describe("the gateway's login", () => {
  it("opens the session where name and password are right", () => {
    const heard = accepted().hear(golden.BIND);
    expect(heard.kind).toBe("open");
    expect(replyOf(heard)).toBe(golden.BIND_RESPONSE);
  });

  it.each([
    ["another name", { loginName: "user2" }],
    ["another password", { password: "Secret" }],
    ["a password of the gateway's own", { listen: { ...SETTINGS.listen, password: "theirs" } }],
  ])("is refused where we expect %s", (_name, own) => {
    const heard = accepted(own).hear(golden.BIND);
    expect(heard.kind).toBe("end");
    expect(replyOf(heard)).toBe(changed(golden.BIND_RESPONSE, 20, "01"));
  });

  it("may be another one than ours", () => {
    const own = { loginName: "us", password: "ours", listen: { ...SETTINGS.listen, loginName: "user", password: "secret" } };
    expect(accepted(own).hear(golden.BIND)).toMatchObject({ kind: "open" });
  });

  it("comes before everything else, and once", () => {
    for (const frame of [golden.REPORT, golden.DELIVER, golden.SUBMIT, golden.UNBIND]) {
      const heard = accepted().hear(frame);
      expect(heard).toMatchObject({ kind: "end" });
      expect(replyOf(heard)).toBeUndefined();
    }
    expect(replyOf(entered().hear(golden.BIND))).toBe(changed(golden.BIND_RESPONSE, 20, "02"));
  });
});

describe.each([
  ["the gateway's connection", entered],
  ["our own connection", open],
])("what comes over %s", (_name, begin) => {
  it("is a report, acknowledged under its own sequence number", () => {
    const heard = begin().hear(golden.REPORT);
    expect(heard).toMatchObject({
      kind: "delivery",
      receipts: [{ upstreamId: SUBMIT_ID, status: "failed", code: "SGIP:23", at: START, raw: golden.REPORT }],
    });
    expect(heard.kind === "delivery" && heard.acknowledge.toString("hex")).toBe(golden.REPORT_RESPONSE);
    expect(heard.kind === "delivery" && heard.refuse?.toString("hex")).toBe(changed(golden.REPORT_RESPONSE, 20, "0b"));
  });

  it.each([
    ["0000", { status: "delivered", code: "DELIVRD" }],
    ["0100", { status: "pending", code: "ENROUTE" }],
    ["021d", { status: "failed", code: "SGIP:29" }],
    ["0700", { status: "pending", code: "ENROUTE" }],
  ])("is a report whose state and error are %s", (state, expected) => {
    expect(begin().hear(changed(golden.REPORT, 20 + 12 + 1 + 21, state))).toMatchObject({ receipts: [expected] });
  });

  it("is a report on what gateways pass on to each other, which is none of ours", () => {
    const heard = begin().hear(changed(golden.REPORT, 20 + 12, "01"));
    expect(heard.kind).toBe("life");
    expect(replyOf(heard)).toBe(golden.REPORT_RESPONSE);
  });

  it("is a text", () => {
    const heard = begin().hear(golden.DELIVER);
    const inbound = { phone: "8613001125453", accessCode: "1069000123", text: "退订", at: START };
    expect(heard).toMatchObject({ kind: "delivery", inbound: [inbound] });
    const acknowledge = changed(golden.REPORT_RESPONSE, 4, "80000004");
    expect(heard.kind === "delivery" && heard.acknowledge.toString("hex")).toBe(acknowledge);
  });

  it("is a text to the number that the gateway knows, which stands for the channel's code", () => {
    expect(begin({ spNumber: "10690" }).hear(golden.DELIVER)).toMatchObject({ inbound: [{ accessCode: "1069000100123" }] });
  });

  it("is a part of a text where the frame says that there is a header", () => {
    const frame = `0000005500000004${golden.DELIVER.slice(16, 40 + 42 * 2)}0001080000000` + `80500032a030260a8${"00".repeat(8)}`;
    expect(begin().hear(frame)).toMatchObject({ inbound: [{ text: "您", part: { reference: 0x2a, number: 2, of: 3 } }] });
  });

  it("is the same text when it comes again, another one when it says something else under the same sequence number", () => {
    const { hear } = begin();
    const keyOf = (frame: string): string | undefined => {
      const heard = hear(frame);
      return heard.kind === "delivery" ? heard.inbound?.[0]?.key : undefined;
    };
    expect(keyOf(golden.DELIVER)).toBe(keyOf(golden.DELIVER));
    expect(keyOf(golden.DELIVER.replace("cdcbb6a9", "c4fabac3"))).not.toBe(keyOf(golden.DELIVER));
  });

  it("is something that we only answer", () => {
    const { hear } = begin();
    expect(replyOf(hear(golden.USER_REPORT))).toBe(changed(golden.REPORT_RESPONSE, 4, "80000011"));
    expect(replyOf(hear(golden.SUBMIT))).toBe(changed(golden.SUBMIT_RESPONSE, 20, "07"));
    for (const frame of [golden.TRACE, "00000014000000990000277542c4f1da00000003"]) expect(hear(frame)).toMatchObject({ kind: "life" });
  });

  it("is a frame that is too short, answered as wrong so that it doesn't come again for ever", () => {
    const { hear } = begin();
    const short = changed(golden.REPORT, 0, "00000014").slice(0, 40);
    expect(replyOf(hear(short))).toBe(changed(golden.REPORT_RESPONSE, 20, "05"));
    expect(replyOf(hear(changed(short, 4, "00000004")))).toBe(changed(changed(golden.REPORT_RESPONSE, 4, "80000004"), 20, "05"));
  });

  it("is a good-bye", () => {
    const heard = begin().hear(golden.UNBIND);
    expect(heard.kind).toBe("end");
    expect(replyOf(heard)).toBe(golden.UNBIND_RESPONSE);
    expect(begin().hear(golden.UNBIND_RESPONSE)).toMatchObject({ kind: "end" });
  });

  it("may be anything", () => {
    const { conversation } = begin();
    const frames = Object.values(golden).flatMap((frame) => (typeof frame === "string" ? [Buffer.from(frame, "hex")] : []));
    const mutated = fc.tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(200), fc.nat(255)))).map(([frame, changes]) => {
      const copy = Buffer.from(frame);
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
    fc.assert(
      fc.property(mutated, (frame) => {
        expect(conversation.hear(frame)).toHaveProperty("kind");
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("an idle connection", () => {
  it("of the gateway is ended by us with a good-bye; on ours there is nothing to ask with", () => {
    expect(entered().conversation.heartbeat().toString("hex")).toBe(golden.UNBIND);
    expect(open().conversation.heartbeat()).toHaveLength(0);
  });
});
