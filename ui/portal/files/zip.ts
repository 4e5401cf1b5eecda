import { FileProblem } from "./sheet.ts";

/** Where a file lies in an archive (PKWARE APPNOTE 4.3.12). */
interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** An end of the directory: 22 bytes, and a comment of at most 64 KiB. */
const LONGEST_END = 22 + 0xffff;
const MOST_ENTRIES = 10_000;
/** Bytes that one file may unpack to: a sheet of 200,000 rows has some 100 MB. */
const MOST_UNPACKED = 600 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;

/** The files of a zip archive that lies in memory, by name; they are unpacked one at a time, as a stream. */
export class Zip {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #entries = new Map<string, Entry>();

  /** Throws `FileProblem`. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#list();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** A file's text, piece by piece; of one that isn't there, nothing. Throws `FileProblem`. */
  async *text(name: string): AsyncGenerator<string> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const decoder = new TextDecoder();
    let unpacked = 0;
    for await (const piece of this.#unpack(entry)) {
      unpacked += piece.length;
      if (unpacked > MOST_UNPACKED) throw new FileProblem("file-too-large");
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  }

  async *#unpack({ method, packed, offset }: Entry): AsyncGenerator<Uint8Array> {
    if (offset + 30 > this.#bytes.length || this.#view.getUint32(offset, true) !== LOCAL) throw new FileProblem("file-broken");
    const start = offset + 30 + this.#view.getUint16(offset + 26, true) + this.#view.getUint16(offset + 28, true);
    const data = this.#bytes.subarray(start, start + packed);
    if (method === STORED) {
      yield data;
      return;
    }
    const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } catch {
      throw new FileProblem("file-broken");
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  #list(): void {
    const view = this.#view;
    const { length } = this.#bytes;
    let end = length - 22;
    while (end >= 0 && end >= length - LONGEST_END && view.getUint32(end, true) !== END) end--;
    if (end < 0 || view.getUint32(end, true) !== END) throw new FileProblem("file-broken");
    const count = Math.min(view.getUint16(end + 10, true), MOST_ENTRIES);
    let at = view.getUint32(end + 16, true);
    for (let n = 0; n < count; n++) {
      if (at + 46 > length || view.getUint32(at, true) !== CENTRAL) throw new FileProblem("file-broken");
      const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
      const name = view.getUint16(at + 28, true);
      if ((flags & 1) !== 0) throw new FileProblem("file-protected");
      const path = new TextDecoder().decode(this.#bytes.subarray(at + 46, at + 46 + name)).replace(/^\//, "");
      if (method === STORED || method === DEFLATED)
        this.#entries.set(path, { method, packed: view.getUint32(at + 20, true), offset: view.getUint32(at + 42, true) });
      at += 46 + name + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  }
}
