import { type BodyOf, content, type Layout, layout, octets, text, texts, uint } from "../carrier/layout.ts";

/** What this page says is from "CT/T SN RC1 SMGP V3.0.3"; the numbers are those of its sections. */

/** PacketLength, RequestID and SequenceID, four bytes each (5.2.1). */
export const HEADER = 12;

/**
 * The longest frame that is read. The longest that the protocol knows is a submit to 100 recipients, below 3 KiB; what a
 * gateway sends us stays below 1 KiB.
 */
export const MAX_FRAME = 4096;

/** Recipients of one submit (6.2.21). */
const MAX_RECIPIENTS = 100;

const EMPTY = layout<Record<never, never>>({});

/** A message id: gateway, time and serial number in binary coded decimals (6.2.26). */
const MSG_ID = octets(10);

/** 5.2.2.1.1 */
const LOGIN = layout({
  clientId: text(8),
  authenticatorClient: octets(16),
  loginMode: uint(1),
  timestamp: uint(4),
  clientVersion: uint(1),
});

/** 5.2.2.1.2 */
const LOGIN_RESPONSE = layout({ status: uint(4), authenticatorServer: octets(16), serverVersion: uint(1) });

/** 5.2.2.2.1 */
const SUBMIT = layout({
  msgType: uint(1),
  needReport: uint(1),
  priority: uint(1),
  serviceId: text(10),
  feeType: text(2),
  feeCode: text(6),
  fixedFee: text(6),
  msgFormat: uint(1),
  validTime: text(17),
  atTime: text(17),
  srcTermId: text(21),
  chargeTermId: text(21),
  destTermIds: texts(21, MAX_RECIPIENTS),
  msgContent: content(1),
  reserve: text(8),
});

/** 5.2.2.3.1 */
const DELIVER = layout({
  msgId: MSG_ID,
  isReport: uint(1),
  msgFormat: uint(1),
  recvTime: text(14),
  srcTermId: text(21),
  destTermId: text(21),
  msgContent: content(1),
  reserve: text(8),
});

/** 5.2.2.2.2 and 5.2.2.3.2 */
const ID_AND_STATUS = layout({ msgId: MSG_ID, status: uint(4) });

/** Request ids and their bodies (6.1.2), as far as a service provider and its gateway need them. */
const PDUS = {
  login: pdu(0x00000001, LOGIN),
  loginResponse: pdu(0x80000001, LOGIN_RESPONSE),
  submit: pdu(0x00000002, SUBMIT),
  submitResponse: pdu(0x80000002, ID_AND_STATUS),
  deliver: pdu(0x00000003, DELIVER),
  deliverResponse: pdu(0x80000003, ID_AND_STATUS),
  activeTest: pdu(0x00000004, EMPTY),
  activeTestResponse: pdu(0x80000004, EMPTY),
  exit: pdu(0x00000006, EMPTY),
  exitResponse: pdu(0x80000006, EMPTY),
};

function pdu<T>(id: number, body: Layout<T>) {
  return { id, layout: body };
}

export type Name = keyof typeof PDUS;
type Body<N extends Name> = BodyOf<(typeof PDUS)[N]["layout"]>;

export type Submit = Body<"submit">;
export type Deliver = Body<"deliver">;

/** A frame with what it says. */
export type Pdu = {
  readonly [N in Name]: { readonly name: N; readonly sequence: number; readonly body: Body<N>; readonly options?: Options };
}[Name];

/** Tags of optional parameters (6.3.1). */
export const TAGS = { tpUdhi: 0x0002, pkTotal: 0x0009, pkNumber: 0x000a } as const;

/** Optional parameters: what is behind a body's fixed fields, by tag. */
export type Options = ReadonlyMap<number, Buffer>;

const NAMES = new Map<number, Name>(Object.entries(PDUS).map(([name, { id }]) => [id, name as Name]));

export function encode<N extends Name>(name: N, sequence: number, body: Body<N>, options?: Options): Buffer {
  const { id, layout } = PDUS[name];
  const fixed = (layout as Layout<Body<N>>).encode(body);
  const tail = encodeOptions(options);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(HEADER + fixed.length + tail.length, 0);
  header.writeUInt32BE(id, 4);
  header.writeUInt32BE(sequence, 8);
  return Buffer.concat([header, fixed, tail]);
}

/** A frame that can't be read: of a kind that is none of ours, or shorter than its kind's body. */
export type Unreadable =
  | { readonly name: "unknown"; readonly id: number; readonly sequence: number }
  | { readonly name: "malformed"; readonly of: Name; readonly sequence: number };

/** Reads a whole frame, of at least a header. Never throws. */
export function decode(frame: Buffer): Pdu | Unreadable {
  const id = frame.readUInt32BE(4);
  const sequence = frame.readUInt32BE(8);
  const name = NAMES.get(id);
  if (name === undefined) return { name: "unknown", id, sequence };
  const decoded = PDUS[name].layout.decode(frame.subarray(HEADER));
  if (decoded === undefined) return { name: "malformed", of: name, sequence };
  return { name, sequence, body: decoded.body, options: decodeOptions(decoded.rest) } as Pdu;
}

function encodeOptions(options: Options = new Map()): Buffer {
  const pieces: Buffer[] = [];
  for (const [tag, value] of options) {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(tag, 0);
    head.writeUInt16BE(value.length, 2);
    pieces.push(head, value);
  }
  return Buffer.concat(pieces);
}

/** What is no optional parameter ends them: gateways leave odd bytes there, and none of these matters enough to lose a text. */
function decodeOptions(bytes: Buffer): Options {
  const options = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) break;
    options.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, end));
    at = end;
  }
  return options;
}
