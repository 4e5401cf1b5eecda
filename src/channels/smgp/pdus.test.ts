import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authenticatorServer, prove } from "./auth.ts";
import * as golden from "./frames.testing.ts";
import { decode, encode, HEADER, TAGS } from "./pdus.ts";

const submit = {
  msgType: 6,
  needReport: 1,
  priority: 1,
  serviceId: "SVC",
  feeType: "00",
  feeCode: "000000",
  fixedFee: "000000",
  msgFormat: 8,
  validTime: "",
  atTime: "",
  srcTermId: "1069000123",
  chargeTermId: "",
  destTermIds: ["18900001111"],
  msgContent: Buffer.from([0x60, 0xa8, 0x59, 0x7d]),
  reserve: "",
};

describe("frames of SMGP", () => {
  it("log in with a digest over name, secret and time", () => {
    const proof = prove("10690001", "shared", Date.UTC(2026, 1, 28, 16));
    expect(proof.timestamp).toBe(0x11f0e540);
    const frame = encode("login", 1, { clientId: "10690001", loginMode: 2, clientVersion: 0x30, ...proof });
    expect(frame.toString("hex")).toBe(golden.LOGIN);
  });

  it("answer a login with a digest over the status and the client's", () => {
    const proof = prove("10690001", "shared", Date.UTC(2026, 1, 28, 16));
    const body = { status: 0, authenticatorServer: authenticatorServer(0, proof.authenticatorClient, "shared"), serverVersion: 0x30 };
    expect(encode("loginResponse", 1, body).toString("hex")).toBe(golden.LOGIN_RESPONSE);
    expect(decode(Buffer.from(golden.LOGIN_RESPONSE, "hex"))).toMatchObject({ name: "loginResponse", sequence: 1, body });
  });

  it("submit a text", () => {
    expect(encode("submit", 2, submit).toString("hex")).toBe(golden.SUBMIT);
    expect(decode(Buffer.from(golden.SUBMIT, "hex"))).toMatchObject({ name: "submit", sequence: 2, body: submit });
  });

  it("submit a part with its header, and say so in optional parameters", () => {
    const msgContent = Buffer.from([5, 0, 3, 0x2a, 2, 1, 0x60, 0xa8, 0x59, 0x7d]);
    const options = new Map([
      [TAGS.tpUdhi, Buffer.of(1)],
      [TAGS.pkTotal, Buffer.of(2)],
      [TAGS.pkNumber, Buffer.of(1)],
    ]);
    expect(encode("submit", 3, { ...submit, msgContent }, options).toString("hex")).toBe(golden.SUBMIT_PART);
    expect(decode(Buffer.from(golden.SUBMIT_PART, "hex"))).toMatchObject({ body: { msgContent }, options });
  });

  it("answer a submit with the message id in binary coded decimals", () => {
    const body = { msgId: Buffer.from(golden.MSG_ID, "hex"), status: 0 };
    expect(encode("submitResponse", 2, body).toString("hex")).toBe(golden.SUBMIT_RESPONSE);
    expect(decode(Buffer.from(golden.SUBMIT_RESPONSE, "hex"))).toMatchObject({ name: "submitResponse", sequence: 2, body });
  });

  it("deliver a text and are acknowledged", () => {
    expect(decode(Buffer.from(golden.DELIVER, "hex"))).toMatchObject({
      name: "deliver",
      sequence: 10,
      body: {
        msgId: Buffer.from(golden.OTHER_ID, "hex"),
        isReport: 0,
        msgFormat: 15,
        recvTime: "20030116170105",
        srcTermId: "18900001111",
        destTermId: "1069000123",
        msgContent: Buffer.from("cdcbb6a9", "hex"),
      },
    });
    const body = { msgId: Buffer.from(golden.OTHER_ID, "hex"), status: 0 };
    expect(encode("deliverResponse", 9, body).toString("hex")).toBe(golden.DELIVER_RESPONSE);
  });

  it.each([
    ["activeTest", "0000000c0000000400000005"],
    ["activeTestResponse", "0000000c8000000400000005"],
    ["exit", "0000000c0000000600000005"],
    ["exitResponse", "0000000c8000000600000005"],
  ] as const)("say %s without a body", (name, hex) => {
    expect(encode(name, 5, {}).toString("hex")).toBe(hex);
    expect(decode(Buffer.from(hex, "hex"))).toMatchObject({ name, sequence: 5 });
  });

  it("are unknown with another request id, malformed when they end too early", () => {
    expect(decode(Buffer.from("0000000c0000000700000005", "hex"))).toEqual({ name: "unknown", id: 7, sequence: 5 });
    const frame = Buffer.from(golden.DELIVER, "hex");
    for (let length = HEADER; length < frame.length; length++)
      expect(decode(frame.subarray(0, length))).toEqual({ name: "malformed", of: "deliver", sequence: 10 });
  });

  it("are read although odd bytes follow the optional parameters", () => {
    const frame = Buffer.concat([Buffer.from(golden.SUBMIT_PART, "hex"), Buffer.from("0003ffff00", "hex")]);
    const decoded = decode(frame);
    expect("options" in decoded ? [...(decoded.options?.keys() ?? [])] : decoded).toEqual([2, 9, 10]);
  });

  it("may hold anything", () => {
    const frames = Object.values(golden)
      .filter((hex) => hex.length >= 2 * HEADER)
      .map((hex) => Buffer.from(hex, "hex"));
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
