import { type BodyOf, content, type Field, type Layout, layout, text, texts, uint } from "../carrier/layout.ts";
import type { Sequence } from "./sequence.ts";

/** What this page says is from "SGIP 1.2" (China Unicom, 2001); the numbers are those of its sections. */

/** MessageLength and CommandID, four bytes each, and a sequence number of twelve (4.2.2). */
export const HEADER = 20;

/**
 * The longest frame that is read. Section 4 says 2 KiB, but a submit to the 100 recipients of table 4-17 is longer than that.
 */
export const MAX_FRAME = 4096;

/** Recipients of one submit (4.2.3.3.1). */
const MAX_RECIPIENTS = 100;

const EMPTY = layout<Record<never, never>>({});

/** Three numbers of four bytes, in this order (4.2.1). */
const SEQUENCE: Field<Sequence> = {
  size: () => 12,
  write: (to, at, { node, time, counter }) => {
    to.writeUInt32BE(node, at);
    to.writeUInt32BE(time, at + 4);
    to.writeUInt32BE(counter, at + 8);
  },
  take: (from) => {
    const { bytes, at } = from;
    if (at + 12 > bytes.length) return undefined;
    from.at = at + 12;
    return readSequence(bytes, at);
  },
};

/** 4.2.3.1.1 */
const BIND = layout({ loginType: uint(1), loginName: text(16), loginPassword: text(16), reserve: text(8) });

/** 4.2.3.3.1 */
const SUBMIT = layout({
  spNumber: text(21),
  chargeNumber: text(21),
  userNumbers: texts(21, MAX_RECIPIENTS),
  corpId: text(5),
  serviceType: text(10),
  feeType: uint(1),
  feeValue: text(6),
  givenValue: text(6),
  agentFlag: uint(1),
  moreLateToMtFlag: uint(1),
  priority: uint(1),
  expireTime: text(16),
  scheduleTime: text(16),
  reportFlag: uint(1),
  tpPid: uint(1),
  tpUdhi: uint(1),
  messageCoding: uint(1),
  messageType: uint(1),
  messageContent: content(4),
  reserve: text(8),
});

/** 4.2.3.4.1 */
const DELIVER = layout({
  userNumber: text(21),
  spNumber: text(21),
  tpPid: uint(1),
  tpUdhi: uint(1),
  messageCoding: uint(1),
  messageContent: content(4),
  reserve: text(8),
});

/** 4.2.3.5.1 */
const REPORT = layout({
  submitSequence: SEQUENCE,
  reportType: uint(1),
  userNumber: text(21),
  state: uint(1),
  errorCode: uint(1),
  reserve: text(8),
});

/** 4.3.3: a gateway tells that a phone's owner has left; we acknowledge it. */
const USER_REPORT = layout({ spNumber: text(21), userNumber: text(21), userCondition: uint(1), reserve: text(8) });

/** 4.4.1 */
const TRACE = layout({ submitSequence: SEQUENCE, userNumber: text(21), reserve: text(8) });

/** 4.4.2; of the nodes that a message went through only their count is read. */
const TRACE_RESPONSE = layout({ count: uint(1) });

/** Every response but those to an unbind and a trace has this body. */
const RESULT = layout({ result: uint(1), reserve: text(8) });

/** Command ids and their bodies (5.1), as far as a service provider and its gateway need them. */
const PDUS = {
  bind: pdu(0x00000001, BIND),
  bindResponse: pdu(0x80000001, RESULT),
  unbind: pdu(0x00000002, EMPTY),
  unbindResponse: pdu(0x80000002, EMPTY),
  submit: pdu(0x00000003, SUBMIT),
  submitResponse: pdu(0x80000003, RESULT),
  deliver: pdu(0x00000004, DELIVER),
  deliverResponse: pdu(0x80000004, RESULT),
  report: pdu(0x00000005, REPORT),
  reportResponse: pdu(0x80000005, RESULT),
  userReport: pdu(0x00000011, USER_REPORT),
  userReportResponse: pdu(0x80000011, RESULT),
  trace: pdu(0x00001000, TRACE),
  traceResponse: pdu(0x80001000, TRACE_RESPONSE),
};

function pdu<T>(id: number, body: Layout<T>) {
  return { id, layout: body };
}

export type Name = keyof typeof PDUS;
type Body<N extends Name> = BodyOf<(typeof PDUS)[N]["layout"]>;

export type Submit = Body<"submit">;
export type Deliver = Body<"deliver">;
export type Report = Body<"report">;

/** A frame with what it says. */
export type Pdu = { readonly [N in Name]: { readonly name: N; readonly sequence: Sequence; readonly body: Body<N> } }[Name];

const NAMES = new Map<number, Name>(Object.entries(PDUS).map(([name, { id }]) => [id, name as Name]));

export function encode<N extends Name>(name: N, sequence: Sequence, body: Body<N>): Buffer {
  const { id, layout } = PDUS[name];
  const fixed = (layout as Layout<Body<N>>).encode(body);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(HEADER + fixed.length, 0);
  header.writeUInt32BE(id, 4);
  SEQUENCE.write(header, 8, sequence);
  return Buffer.concat([header, fixed]);
}

/** A frame that can't be read: of a kind that is none of ours, or shorter than its kind's body. */
export type Unreadable =
  | { readonly name: "unknown"; readonly id: number; readonly sequence: Sequence }
  | { readonly name: "malformed"; readonly of: Name; readonly sequence: Sequence };

/** Reads a whole frame, of at least a header. What follows the body is left alone. Never throws. */
export function decode(frame: Buffer): Pdu | Unreadable {
  const id = frame.readUInt32BE(4);
  const sequence = readSequence(frame, 8);
  const name = NAMES.get(id);
  if (name === undefined) return { name: "unknown", id, sequence };
  const decoded = PDUS[name].layout.decode(frame.subarray(HEADER));
  return decoded === undefined ? { name: "malformed", of: name, sequence } : ({ name, sequence, body: decoded.body } as Pdu);
}

function readSequence(bytes: Buffer, at: number): Sequence {
  return { node: bytes.readUInt32BE(at), time: bytes.readUInt32BE(at + 4), counter: bytes.readUInt32BE(at + 8) };
}
