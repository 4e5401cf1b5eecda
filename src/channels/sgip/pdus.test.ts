import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as golden from "./frames.testing.ts";
import { OURS, THEIRS } from "./frames.testing.ts";
import { decode, encode, HEADER } from "./pdus.ts";
import { formatSequence, Sequencer } from "./sequence.ts";

const submit = {
  spNumber: "1069000123",
  chargeNumber: "000000000000000000000",
  userNumbers: ["8613001125453"],
  corpId: "12345",
  serviceType: "SVC",
  feeType: 1,
  feeValue: "0",
  givenValue: "0",
  agentFlag: 0,
  moreLateToMtFlag: 2,
  priority: 0,
  expireTime: "",
  scheduleTime: "",
  reportFlag: 1,
  tpPid: 0,
  tpUdhi: 0,
  messageCoding: 8,
  messageType: 0,
  messageContent: Buffer.from([0x60, 0xa8, 0x59, 0x7d]),
  reserve: "",
};

describe("frames of SGIP", () => {
  it("bind with name and password in the clear", () => {
    const body = { loginType: 1, loginName: "user", loginPassword: "secret", reserve: "" };
    expect(encode("bind", OURS, body).toString("hex")).toBe(golden.BIND);
    expect(decode(Buffer.from(golden.BIND, "hex"))).toEqual({ name: "bind", sequence: OURS, body });
  });

  it("answer under the sequence number that was asked with", () => {
    const body = { result: 0, reserve: "" };
    expect(encode("bindResponse", OURS, body).toString("hex")).toBe(golden.BIND_RESPONSE);
    expect(encode("reportResponse", THEIRS, body).toString("hex")).toBe(golden.REPORT_RESPONSE);
    const answer = Buffer.from("0000001d80000003b36924b942c4f1d9000000110b0000000000000000", "hex");
    expect(decode(answer)).toEqual({ name: "submitResponse", sequence: OURS, body: { result: 11, reserve: "" } });
  });

  it.each([
    ["unbind", golden.UNBIND],
    ["unbindResponse", golden.UNBIND_RESPONSE],
  ] as const)("say %s without a body", (name, hex) => {
    expect(encode(name, OURS, {}).toString("hex")).toBe(hex);
    expect(decode(Buffer.from(hex, "hex"))).toEqual({ name, sequence: OURS, body: {} });
  });

  it("submit a text", () => {
    expect(encode("submit", OURS, submit).toString("hex")).toBe(golden.SUBMIT);
    expect(decode(Buffer.from(golden.SUBMIT, "hex"))).toEqual({ name: "submit", sequence: OURS, body: submit });
  });

  it("submit a part with its header, and say so", () => {
    const messageContent = Buffer.from([5, 0, 3, 0x2a, 2, 1, 0x60, 0xa8, 0x59, 0x7d]);
    expect(encode("submit", OURS, { ...submit, tpUdhi: 1, messageContent }).toString("hex")).toBe(golden.SUBMIT_PART);
  });

  it("deliver a text", () => {
    expect(decode(Buffer.from(golden.DELIVER, "hex"))).toEqual({
      name: "deliver",
      sequence: THEIRS,
      body: {
        userNumber: "8613001125453",
        spNumber: "1069000123",
        tpPid: 0,
        tpUdhi: 0,
        messageCoding: 15,
        messageContent: Buffer.from("cdcbb6a9", "hex"),
        reserve: "",
      },
    });
  });

  it("report on a submit by its sequence number", () => {
    const body = { submitSequence: OURS, reportType: 0, userNumber: "8613001125453", state: 2, errorCode: 23, reserve: "" };
    expect(decode(Buffer.from(golden.REPORT, "hex"))).toEqual({ name: "report", sequence: THEIRS, body });
    expect(encode("report", THEIRS, body).toString("hex")).toBe(golden.REPORT);
  });

  it("report on a phone's owner", () => {
    const body = { spNumber: "1069000123", userNumber: "8613001125453", userCondition: 0, reserve: "" };
    expect(decode(Buffer.from(golden.USER_REPORT, "hex"))).toEqual({ name: "userReport", sequence: THEIRS, body });
  });

  it("trace a submit", () => {
    const body = { submitSequence: OURS, userNumber: "8613001125453", reserve: "" };
    expect(encode("trace", OURS, body).toString("hex")).toBe(golden.TRACE);
    expect(decode(Buffer.from(golden.TRACE, "hex"))).toEqual({ name: "trace", sequence: OURS, body });
  });

  it("are unknown with another command id, malformed when they end too early", () => {
    expect(decode(Buffer.from("00000014000000990000277542c4f1da00000003", "hex"))).toEqual({ name: "unknown", id: 0x99, sequence: THEIRS });
    const frame = Buffer.from(golden.DELIVER, "hex");
    for (let length = HEADER; length < frame.length; length++)
      expect(decode(frame.subarray(0, length))).toEqual({ name: "malformed", of: "deliver", sequence: THEIRS });
  });

  it("are malformed where the content is longer than the frame", () => {
    const frame = Buffer.from(golden.DELIVER, "hex");
    frame.writeUInt32BE(0xffffffff, 20 + 45);
    expect(decode(frame)).toMatchObject({ name: "malformed" });
  });

  it("may hold anything", () => {
    const frames = [
      golden.BIND,
      golden.SUBMIT,
      golden.SUBMIT_PART,
      golden.DELIVER,
      golden.REPORT,
      golden.REPORT_RESPONSE,
      golden.USER_REPORT,
      golden.TRACE,
    ].map((hex) => Buffer.from(hex, "hex"));
    const mutated = fc
      .tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(200), fc.nat(255))), fc.nat(300))
      .map(([frame, changes, end]) => {
        const copy = Buffer.from(frame);
        for (const [at, value] of changes) copy[at % copy.length] = value;
        return copy.subarray(0, HEADER + end);
      });
    const random = fc.uint8Array({ minLength: HEADER, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(mutated, random), (frame) => {
        decode(frame);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("sequence numbers", () => {
  it("say who, when in Shanghai, and count on within and beyond a second", () => {
    const sequencer = new Sequencer(3010012345, 0xfffffffe);
    const at = Date.UTC(2026, 10, 20, 12, 32, 25);
    expect([0, 0, 1_000].map((later) => formatSequence(sequencer.next(at + later)))).toEqual([
      "3010012345-1120203225-4294967294",
      "3010012345-1120203225-4294967295",
      "3010012345-1120203226-0",
    ]);
  });

  it("are written with the leading zero that a number lacks", () => {
    expect(formatSequence({ node: 3010012345, time: 301000000, counter: 0 })).toBe("3010012345-0301000000-0");
  });
});
