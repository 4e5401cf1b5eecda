import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** What Node's parser says of a byte above ASCII, and of a blank, in a request's first line. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(["HPE_INVALID_URL", "HPE_INVALID_CONSTANT"]);
/** A line feed is no part of it. */
const FIRST_LINE = /^(GET|POST) (.+) (HTTP\/1\.[01])\r?$/;
const CONTROL = /\p{Cc}/u;
const NOT_IN_TARGETS = /[^\x21-\x7e]/g;
const HEADERS_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n/i;
const IN_CHUNKS = /\r\ntransfer-encoding:/i;

/** What a parser's error tells of itself, as Node's documentation of `clientError` has it. */
export interface ParserError extends Error {
  readonly code?: string;
  /** How far it came in `rawPacket`. */
  readonly bytesParsed?: number;
  /** The bytes that it was given last, a Buffer (Fastify has it otherwise). */
  readonly rawPacket?: unknown;
}

/**
 * Accepts requests whose URL holds a text that was not escaped (`…&content=您好 world`), as the interfaces' own documents show
 * them and as curl and PHP send them. HTTP has no place for such a first line and Node's parser refuses it; here it is escaped
 * and the request parsed again, on the same connection, which is closed behind it. Everybody else's requests don't come by here.
 *
 * Node tells a server of every packet that comes after the refusal as well: that is how the rest of such a request is collected.
 */
export class RawTargets {
  readonly #most: number;
  readonly #serve: (connection: Duplex) => void;
  /** What came of a request that isn't complete; `"taken"` where it was. */
  readonly #waiting = new WeakMap<Duplex, Buffer | "taken">();

  /**
   * @param most bytes of a request that are collected
   * @param serve parses the requests of a connection and answers them
   */
  constructor(most: number, serve: (connection: Duplex) => void) {
    this.#most = most;
    this.#serve = serve;
  }

  /** Whether a connection on which the parser failed is still of use; if not, it is the caller's to end. */
  take({ code, bytesParsed = 0, rawPacket }: ParserError, socket: Duplex): boolean {
    if (!REFUSALS.has(code) || socket.destroyed || socket instanceof Relay) return false;
    const before = this.#waiting.get(socket);
    if (before === "taken") return true;
    // behind another request in the same packet: that one would be served twice
    if (!Buffer.isBuffer(rawPacket) || (before === undefined && rawPacket.subarray(0, bytesParsed).includes("\n"))) return false;
    const bytes = before ? Buffer.concat([before, rawPacket]) : Buffer.from(rawPacket);
    if (bytes.length > this.#most) return false;
    const request = escaped(bytes);
    if (request === "refused") return false;
    this.#waiting.set(socket, request === "incomplete" ? bytes : "taken");
    if (request !== "incomplete") this.#serve(new Relay(socket as Socket, request));
    return true;
  }
}

/** The request with its target escaped, asking for the connection to be closed; what is behind it is left out. */
function escaped(bytes: Buffer): Buffer | "incomplete" | "refused" {
  const lineEnd = bytes.indexOf("\n");
  if (lineEnd < 0) return /^(?:GET|POST) /.test(bytes.toString("latin1", 0, 5)) ? "incomplete" : "refused";
  const [, method, target = "", version] = FIRST_LINE.exec(bytes.toString("latin1", 0, lineEnd)) ?? [];
  // U+0080 to U+009F are bytes of a text here
  if (method === undefined || CONTROL.test(target.replace(/[\x80-\xff]/g, ""))) return "refused";
  const headersEnd = bytes.indexOf(HEADERS_END);
  if (headersEnd < 0) return "incomplete";
  const headers = bytes.toString("latin1", lineEnd - 1, headersEnd + HEADERS_END.length);
  if (IN_CHUNKS.test(headers)) return "refused";
  const end = headersEnd + HEADERS_END.length + Number(LENGTH.exec(headers)?.[1] ?? 0);
  if (bytes.length < end) return "incomplete";
  const plain = target.replace(NOT_IN_TARGETS, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return Buffer.concat([Buffer.from(`${method} ${plain} ${version}\r\nConnection: close\r\n`, "latin1"), bytes.subarray(lineEnd + 1, end)]);
}

/** A connection that has said what it had to say, and takes the answer. */
class Relay extends Duplex {
  readonly #socket: Socket;
  readonly remoteAddress: string | undefined;
  readonly encrypted: boolean;

  constructor(socket: Socket, said: Buffer) {
    super();
    this.#socket = socket;
    this.remoteAddress = socket.remoteAddress;
    this.encrypted = "encrypted" in socket;
    this.push(said);
    socket.once("close", () => this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#socket.destroySoon();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
