import { type BodyOf, type Field, layout, octets, uint } from "../carrier/layout.ts";
import type { FrameBounds } from "../carrier/protocol.ts";

/** Every PDU begins with length, command_id, command_status and sequence_number (SMPP 3.4, 3.2). */
const HEADER = 16;
/** message_payload alone may hold 65,535 bytes. */
export const FRAMES: FrameBounds = { shortest: HEADER, longest: 72 * 1024 };
/** Byte at which the sequence number begins. */
export const SEQUENCE_AT = 12;
export const LAST_SEQUENCE = 0x7fff_ffff;
/** short_message; longer ones would have to go as message_payload. */
export const LONGEST_SHORT_MESSAGE = 254;

/** Optional parameters that mean something to us (SMPP 3.4, 5.3.2). */
export const TAG = {
  receipted_message_id: 0x001e,
  sar_msg_ref_num: 0x020c,
  sar_total_segments: 0x020e,
  sar_segment_seqnum: 0x020f,
  sc_interface_version: 0x0210,
  network_error_code: 0x0423,
  message_payload: 0x0424,
  message_state: 0x0427,
} as const;

export interface Pdu {
  readonly command: number;
  readonly status: number;
  readonly sequence: number;
  readonly body: Buffer;
}

export function encodePdu(command: number, status: number, sequence: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const frame = Buffer.allocUnsafe(HEADER + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(command, 4);
  frame.writeUInt32BE(status, 8);
  frame.writeUInt32BE(sequence, SEQUENCE_AT);
  body.copy(frame, HEADER);
  return frame;
}

/** @param frame at least a header; its body is a view of it */
export function decodePdu(frame: Buffer): Pdu {
  return {
    command: frame.readUInt32BE(4),
    status: frame.readUInt32BE(8),
    sequence: frame.readUInt32BE(SEQUENCE_AT),
    body: frame.subarray(HEADER),
  };
}

/** Longest text that is read where a peer writes more than the document allows. */
const MOST_TEXT = 256;

/** A C-octet string: characters and a zero. Read leniently: an absent one at the body's end is empty. */
function cString(): Field<string> {
  return {
    size: (value) => value.length + 1,
    write: (to, at, value) => {
      to[at + to.write(value, at, "latin1")] = 0;
    },
    take: (from) => {
      if (from.at === from.bytes.length) return "";
      const zero = from.bytes.indexOf(0, from.at);
      if (zero < 0 || zero - from.at > MOST_TEXT) return undefined;
      const text = from.bytes.toString("latin1", from.at, zero);
      from.at = zero + 1;
      return text;
    },
  };
}

/** sm_length and as many bytes. */
function shortMessage(): Field<Buffer> {
  const length = uint(1);
  return {
    size: (value) => 1 + value.length,
    write: (to, at, value) => {
      length.write(to, at, value.length);
      value.copy(to, at + 1);
    },
    take: (from) => {
      const count = length.take(from);
      return count === undefined ? undefined : octets(count).take(from);
    },
  };
}

/** bind_receiver, bind_transmitter, bind_transceiver (4.1.1, 4.1.3, 4.1.5). */
export const BIND = layout({
  systemId: cString(),
  password: cString(),
  systemType: cString(),
  interfaceVersion: uint(1),
  addrTon: uint(1),
  addrNpi: uint(1),
  addressRange: cString(),
});

/** Their responses (4.1.2, 4.1.4, 4.1.6). */
export const BIND_RESP = layout({ systemId: cString() });

/** submit_sm and deliver_sm (4.4.1, 4.6.1). */
export const SHORT_MESSAGE = layout({
  serviceType: cString(),
  sourceTon: uint(1),
  sourceNpi: uint(1),
  source: cString(),
  destTon: uint(1),
  destNpi: uint(1),
  dest: cString(),
  esmClass: uint(1),
  protocolId: uint(1),
  priority: uint(1),
  scheduleDeliveryTime: cString(),
  validityPeriod: cString(),
  registeredDelivery: uint(1),
  replaceIfPresent: uint(1),
  dataCoding: uint(1),
  defaultMessageId: uint(1),
  shortMessage: shortMessage(),
});

export type ShortMessage = BodyOf<typeof SHORT_MESSAGE>;

/** data_sm (4.7.1), which a carrier may use instead of deliver_sm. */
export const DATA = layout({
  serviceType: cString(),
  sourceTon: uint(1),
  sourceNpi: uint(1),
  source: cString(),
  destTon: uint(1),
  destNpi: uint(1),
  dest: cString(),
  esmClass: uint(1),
  registeredDelivery: uint(1),
  dataCoding: uint(1),
});

/** submit_sm_resp (4.4.2); many carriers leave the body out where the status is an error. */
export const SUBMIT_RESP = layout({ messageId: cString() });
/** deliver_sm_resp and data_sm_resp: an id that means nothing (4.6.2). */
export const DELIVER_RESP = SUBMIT_RESP;

export type Parameters = ReadonlyMap<number, Buffer>;

export function encodeParameters(parameters: Iterable<readonly [tag: number, value: Buffer]>): Buffer {
  const pieces: Buffer[] = [];
  for (const [tag, value] of parameters) {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(tag, 0);
    head.writeUInt16BE(value.length, 2);
    pieces.push(head, value);
  }
  return Buffer.concat(pieces);
}

/** Optional parameters as far as they are whole; of one that comes twice the first counts. */
export function decodeParameters(bytes: Buffer): Parameters {
  const parameters = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) break;
    const tag = bytes.readUInt16BE(at);
    if (!parameters.has(tag)) parameters.set(tag, bytes.subarray(at + 4, end));
    at = end;
  }
  return parameters;
}

/** A parameter that is a whole number of one to four bytes. */
export function numberOf(value: Buffer | undefined): number | undefined {
  return value !== undefined && value.length >= 1 && value.length <= 4 ? value.readUIntBE(0, value.length) : undefined;
}

/** A parameter that is a C-octet string, its zero being optional. */
export function textOf(value: Buffer | undefined): string | undefined {
  if (value === undefined) return undefined;
  const zero = value.indexOf(0);
  return value.toString("latin1", 0, Math.min(MOST_TEXT, zero < 0 ? value.length : zero));
}
