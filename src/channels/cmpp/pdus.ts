import { type BodyOf, content, type Field, type Layout, layout, octets, text, texts, uint } from "../carrier/layout.ts";

/** The two generations of the protocol: 2.x and 3.x. */
export type Version = "2.0" | "3.0";

/** Command ids (CMPP 3.0.0, 8.7.1). A response has the highest bit set. */
export const COMMANDS = {
  connect: 0x00000001,
  connectResponse: 0x80000001,
  terminate: 0x00000002,
  terminateResponse: 0x80000002,
  submit: 0x00000004,
  submitResponse: 0x80000004,
  deliver: 0x00000005,
  deliverResponse: 0x80000005,
  activeTest: 0x00000008,
  activeTestResponse: 0x80000008,
} as const;

/** Total length, command id and sequence id, four bytes each (8.3). */
export const HEADER = 12;

/**
 * The longest frame that is read. The longest that the protocol knows is a submit to 99 recipients, of 3,586 bytes; what
 * a gateway sends us stays below 400.
 */
export const MAX_FRAME = 4096;

/** "Fewer than 100 recipients" (8.4.3.1). */
const MOST_RECIPIENTS = 99;

/** A message id: eight bytes, which no JavaScript number holds, as decimal digits. */
const messageId: Field<string> = {
  size: () => 8,
  write: (to, at, value) => {
    to.writeBigUInt64BE(BigInt(value), at);
  },
  take: (from) => {
    const end = from.at + 8;
    if (end > from.bytes.length) return undefined;
    const value = from.bytes.readBigUInt64BE(from.at);
    from.at = end;
    return value.toString();
  },
};

/** How a status report begins in either generation. */
const REPORT_START = { msgId: messageId, stat: text(7) };
export const REPORT_HEAD = layout(REPORT_START);

/** A number that this generation lacks. */
const absent: Field<number> = { size: () => 0, write: () => undefined, take: () => 0 };

/** The widths of CMPP 2 follow from the list of changes in chapter 12 of CMPP 3.0.0. */
function pdusOf(version: Version) {
  const old = version === "2.0";
  const result = uint(old ? 1 : 4);
  const phone = old ? 21 : 32;
  const phoneType = old ? absent : uint(1);
  const trailer = old ? 8 : 20;
  return {
    /** 8.4.1.1 */
    connect: layout({ sourceAddr: text(6), authenticatorSource: octets(16), version: uint(1), timestamp: uint(4) }),
    /** 8.4.1.2 */
    connectResponse: layout({ status: result, authenticatorIsmg: octets(16), version: uint(1) }),
    /** 8.4.3.1 */
    submit: layout({
      msgId: messageId,
      pkTotal: uint(1),
      pkNumber: uint(1),
      registeredDelivery: uint(1),
      msgLevel: uint(1),
      serviceId: text(10),
      feeUserType: uint(1),
      feeTerminalId: text(phone),
      feeTerminalType: phoneType,
      tpPid: uint(1),
      tpUdhi: uint(1),
      msgFmt: uint(1),
      msgSrc: text(6),
      feeType: text(2),
      feeCode: text(6),
      validTime: text(17),
      atTime: text(17),
      srcId: text(21),
      destTerminalIds: texts(phone, MOST_RECIPIENTS),
      destTerminalType: phoneType,
      msgContent: content(1),
      /** Reserve in CMPP 2 */
      linkId: text(trailer),
    }),
    /** 8.4.3.2 */
    submitResponse: layout({ msgId: messageId, result }),
    /** 8.4.5.1 */
    deliver: layout({
      msgId: messageId,
      destId: text(21),
      serviceId: text(10),
      tpPid: uint(1),
      tpUdhi: uint(1),
      msgFmt: uint(1),
      srcTerminalId: text(phone),
      srcTerminalType: phoneType,
      registeredDelivery: uint(1),
      msgContent: content(1),
      /** Reserve in CMPP 2 */
      linkId: text(trailer),
    }),
    /** 8.4.5.2 */
    deliverResponse: layout({ msgId: messageId, result }),
    /** 8.4.2 */
    terminate: layout({}),
    terminateResponse: layout({}),
    /** 8.4.7 */
    activeTest: layout({}),
    activeTestResponse: layout({ reserved: uint(1) }),
  };
}

type Pdus = ReturnType<typeof pdusOf>;
export type PduName = keyof Pdus & keyof typeof COMMANDS;

export type Submit = BodyOf<Pdus["submit"]>;
export type SubmitResponse = BodyOf<Pdus["submitResponse"]>;
export type Deliver = BodyOf<Pdus["deliver"]>;

const PDUS: Readonly<Record<Version, Pdus>> = { "2.0": pdusOf("2.0"), "3.0": pdusOf("3.0") };

/** A whole frame. Throws RangeError where a text is longer than its field. */
export function encode<N extends PduName>(version: Version, name: N, sequence: number, body: BodyOf<Pdus[N]>): Buffer {
  // TypeScript doesn't see that a layout and its own body belong together
  const bytes = (PDUS[version][name] as Layout<BodyOf<Pdus[N]>>).encode(body);
  const frame = Buffer.allocUnsafe(HEADER + bytes.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(COMMANDS[name], 4);
  frame.writeUInt32BE(sequence, 8);
  bytes.copy(frame, HEADER);
  return frame;
}

/** Reads a frame's body; undefined where it isn't such a body to the byte. */
export function decode<N extends PduName>(version: Version, name: N, body: Buffer): BodyOf<Pdus[N]> | undefined {
  const decoded = (PDUS[version][name] as Layout<BodyOf<Pdus[N]>>).decode(body);
  return decoded && decoded.rest.length === 0 ? decoded.body : undefined;
}

/**
 * Reads a response whose result is one byte wide in CMPP 2 and four in CMPP 3. Its length tells which: a peer that answers
 * in the other generation than it was asked in is understood, and `version` says so. Undefined for any other length.
 */
export function decodeResponse<N extends "connectResponse" | "submitResponse" | "deliverResponse">(
  name: N,
  body: Buffer,
): { readonly version: Version; readonly body: BodyOf<Pdus[N]> } | undefined {
  for (const version of ["2.0", "3.0"] as const) {
    const decoded = decode(version, name, body);
    if (decoded) return { version, body: decoded };
  }
  return undefined;
}

/** The content of a deliver whose Registered_Delivery is 1 (8.4.5.1): 60 bytes, or 71. */
export const REPORTS = { "2.0": reportOf(21), "3.0": reportOf(32) } as const;

function reportOf(phone: number) {
  return layout({
    ...REPORT_START,
    submitTime: text(10),
    doneTime: text(10),
    destTerminalId: text(phone),
    smscSequence: uint(4),
  });
}
