import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authenticatorIsmg, prove } from "./auth.ts";
import * as golden from "./frames.testing.ts";
import { decode, decodeResponse, encode, HEADER, MAX_FRAME, type PduName, REPORTS } from "./pdus.ts";

const VERSIONS = ["2.0", "3.0"] as const;
const AT = Date.UTC(2026, 10, 20, 1, 8, 10);
const body = (hex: string): Buffer => Buffer.from(hex, "hex").subarray(HEADER);

const SUBMIT = {
  msgId: "0",
  pkTotal: 2,
  pkNumber: 1,
  registeredDelivery: 1,
  msgLevel: 0,
  serviceId: "YZ",
  feeUserType: 2,
  feeTerminalId: "",
  feeTerminalType: 0,
  tpPid: 0,
  tpUdhi: 1,
  msgFmt: 8,
  msgSrc: "901234",
  feeType: "01",
  feeCode: "000000",
  validTime: "",
  atTime: "",
  srcId: "1069000005",
  destTerminalIds: ["13800138000"],
  destTerminalType: 0,
  msgContent: Buffer.from("0500032a020160a8597d", "hex"),
  linkId: "",
};
const INBOUND = {
  msgId: "13412989359452323848",
  destId: "1069000005",
  serviceId: "YZ",
  tpPid: 0,
  tpUdhi: 0,
  msgFmt: 15,
  srcTerminalId: "13800138000",
  srcTerminalType: 0,
  registeredDelivery: 0,
  msgContent: Buffer.from("cad5b5bd", "hex"),
  linkId: "",
};
const REPORT = {
  msgId: golden.MSG_ID,
  stat: "DELIVRD",
  submitTime: "2611200908",
  doneTime: "2611200909",
  destTerminalId: "13800138000",
  smscSequence: 99,
};

describe.each(VERSIONS)("a frame of CMPP %s", (version) => {
  const proof = prove("901234", "secret", AT);
  const shown = authenticatorIsmg(0, proof.authenticator, "secret", version);
  const number = version === "2.0" ? 0x20 : 0x30;

  it("logs in with a digest over address, secret and time", () => {
    const login = { sourceAddr: "901234", authenticatorSource: proof.authenticator, version: number, timestamp: proof.timestamp };
    expect(encode(version, "connect", 1, login).toString("hex")).toBe(golden.CONNECT[version]);
    expect(decode(version, "connect", body(golden.CONNECT[version]))).toEqual(login);
  });

  // biome-ignore format: a table
  it.each<[PduName, number, object, string]>([
    ["connectResponse", 1, { status: 0, authenticatorIsmg: shown, version: number }, golden.CONNECT_RESPONSE[version]],
    ["submit", 2, SUBMIT, golden.SUBMIT[version]],
    ["submitResponse", 2, { msgId: golden.MSG_ID, result: 0 }, golden.SUBMIT_RESPONSE[version]],
    ["deliver", 10, INBOUND, golden.INBOUND[version]],
    ["deliverResponse", 10, { msgId: INBOUND.msgId, result: 0 }, golden.DELIVER_RESPONSE[version]],
    ["activeTest", 3, {}, golden.ACTIVE_TEST],
    ["activeTestResponse", 3, { reserved: 0 }, golden.ACTIVE_TEST_RESPONSE],
    ["terminate", 3, {}, golden.TERMINATE],
    ["terminateResponse", 3, {}, golden.TERMINATE_RESPONSE],
  ])("of the kind %s is what the document says, both ways", (name, sequence, fields, hex) => {
    expect(encode(version, name, sequence, fields as never).toString("hex")).toBe(hex);
    expect(decode(version, name, body(hex))).toEqual(fields);
  });

  it("carries a status report of 60 or 71 bytes", () => {
    const deliver = decode(version, "deliver", body(golden.REPORT[version]));
    expect(deliver).toMatchObject({ registeredDelivery: 1, srcTerminalId: "13800138000" });
    expect(deliver?.msgContent).toHaveLength(version === "2.0" ? 60 : 71);
    expect(deliver && REPORTS[version].decode(deliver.msgContent)?.body).toEqual(REPORT);
    expect(REPORTS[version].encode(REPORT)).toEqual(deliver?.msgContent);
  });

  it("with a byte missing or a byte too many is none", () => {
    for (const hex of [golden.SUBMIT[version], golden.INBOUND[version], golden.REPORT[version]]) {
      const name = hex === golden.SUBMIT[version] ? "submit" : "deliver";
      const bytes = body(hex);
      for (let length = 0; length < bytes.length; length++) expect(decode(version, name, bytes.subarray(0, length))).toBeUndefined();
      expect(decode(version, name, Buffer.concat([bytes, Buffer.alloc(1)]))).toBeUndefined();
    }
  });

  it("is read or not, whatever its bytes are", () => {
    const names: PduName[] = ["connect", "connectResponse", "submit", "submitResponse", "deliver", "deliverResponse"];
    const mutated = fc
      .tuple(fc.constantFrom(golden.SUBMIT, golden.REPORT, golden.INBOUND), fc.nat(250), fc.nat(255))
      .map(([hex, at, byte]) => {
        const bytes = body(hex[version]);
        bytes[at % bytes.length] = byte;
        return bytes;
      });
    const random = fc.uint8Array({ maxLength: MAX_FRAME }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(mutated, random), fc.constantFrom(...names), (bytes, name) => {
        const read = decode(version, name, bytes);
        if (read) expect(encode(version, name, 1, read).length).toBe(HEADER + bytes.length);
      }),
    );
  });
});

describe("a login", () => {
  it("has ten digits in its digest where the month has one", () => {
    // printf '901234\0\0\0\0\0\0\0\0\0secret0202090810' | openssl md5
    const proof = prove("901234", "secret", Date.UTC(2026, 1, 2, 1, 8, 10));
    expect(proof.timestamp).toBe(202_090_810);
    expect(proof.authenticator.toString("hex")).toBe("3b5a5427b6d377b0725072db35e603e0");
  });
});

describe("a response", () => {
  it.each(VERSIONS)("says by its length that it is of CMPP %s", (version) => {
    expect(decodeResponse("connectResponse", body(golden.CONNECT_RESPONSE[version]))?.version).toBe(version);
    expect(decodeResponse("submitResponse", body(golden.SUBMIT_RESPONSE[version]))).toEqual({
      version,
      body: { msgId: golden.MSG_ID, result: 0 },
    });
  });

  it("of any other length is none", () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Buffer.alloc(length);
      expect(decodeResponse("submitResponse", bytes) !== undefined).toBe(length === 9 || length === 12);
      expect(decodeResponse("connectResponse", bytes) !== undefined).toBe(length === 18 || length === 21);
    }
  });
});
