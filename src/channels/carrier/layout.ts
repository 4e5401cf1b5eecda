/**
 * Bodies made of fields in a fixed order, as CMPP, SGIP and SMGP have them: numbers in network byte order, texts of one byte a
 * character in a fixed width. A layout is a table of its fields; encoder, decoder and TypeScript type come from that table.
 */
export interface Field<T> {
  /** Bytes that the value takes. */
  size(value: T): number;
  /** @throws RangeError where the value doesn't fit: it would be another one for the peer, so callers look before. */
  write(to: Buffer, at: number, value: T): void;
  /** Takes the field off the front; undefined where the bytes end before it does. */
  take(from: Cursor): T | undefined;
}

/** Where a decoder stands. */
export interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

export interface Layout<T> {
  encode(body: T): Buffer;
  /** What the bytes say, and what follows them; undefined where they are too few. Never throws. */
  decode(bytes: Buffer): { readonly body: T; readonly rest: Buffer } | undefined;
}

export type BodyOf<L> = L extends Layout<infer T> ? T : never;

export function layout<T extends object>(fields: { readonly [K in keyof T]: Field<T[K]> }): Layout<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    encode(body) {
      const bytes = Buffer.alloc(names.reduce((size, name) => size + fields[name].size(body[name]), 0));
      let at = 0;
      for (const name of names) {
        fields[name].write(bytes, at, body[name]);
        at += fields[name].size(body[name]);
      }
      return bytes;
    },
    decode(bytes) {
      const cursor: Cursor = { bytes, at: 0 };
      const body: Partial<T> = {};
      for (const name of names) {
        const value = fields[name].take(cursor);
        if (value === undefined) return undefined;
        body[name] = value;
      }
      return { body: body as T, rest: bytes.subarray(cursor.at) };
    },
  };
}

/** An unsigned number. */
export function uint(width: 1 | 2 | 4): Field<number> {
  return {
    size: () => width,
    write: (to, at, value) => {
      to.writeUIntBE(value, at, width);
    },
    take: (from) => {
      const end = from.at + width;
      if (end > from.bytes.length) return undefined;
      const value = from.bytes.readUIntBE(from.at, width);
      from.at = end;
      return value;
    },
  };
}

/** Bytes as they are, always as many. */
export function octets(width: number): Field<Buffer> {
  return {
    size: () => width,
    write: (to, at, value) => {
      if (value.length !== width) throw new RangeError(`${value.length} bytes where ${width} belong`);
      value.copy(to, at);
    },
    take: (from) => slice(from, width),
  };
}

/** Characters, filled up with binary zeros; read up to the first zero and without the blanks that some peers fill up with. */
export function text(width: number): Field<string> {
  return {
    size: () => width,
    write: (to, at, value) => {
      if (value.length > width) throw new RangeError(`${value.length} characters where ${width} have room`);
      to.write(value, at, "latin1");
    },
    take: (from) => {
      const bytes = slice(from, width);
      return bytes && textOf(bytes);
    },
  };
}

/** A byte that counts them, and as many texts of one width. */
export function texts(width: number, most: number): Field<readonly string[]> {
  const one = text(width);
  return {
    size: (values) => 1 + values.length * width,
    write: (to, at, values) => {
      if (values.length > most) throw new RangeError(`${values.length} texts where ${most} have room`);
      to.writeUInt8(values.length, at);
      values.forEach((value, index) => {
        one.write(to, at + 1 + index * width, value);
      });
    },
    take: (from) => {
      const count = from.bytes[from.at];
      if (count === undefined || count > most || from.at + 1 + count * width > from.bytes.length) return undefined;
      from.at += 1;
      return Array.from({ length: count }, () => one.take(from) ?? "");
    },
  };
}

/** A number that counts them, and as many bytes. */
export function content(countWidth: 1 | 4): Field<Buffer> {
  const counter = uint(countWidth);
  return {
    size: (value) => countWidth + value.length,
    write: (to, at, value) => {
      counter.write(to, at, value.length);
      value.copy(to, at + countWidth);
    },
    take: (from) => {
      const count = counter.take(from);
      return count === undefined ? undefined : slice(from, count);
    },
  };
}

function slice(from: Cursor, length: number): Buffer | undefined {
  const end = from.at + length;
  if (end > from.bytes.length) return undefined;
  const bytes = from.bytes.subarray(from.at, end);
  from.at = end;
  return bytes;
}

function textOf(bytes: Buffer): string {
  const zero = bytes.indexOf(0);
  return bytes.toString("latin1", 0, zero < 0 ? bytes.length : zero).trim();
}
