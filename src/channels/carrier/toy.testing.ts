import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { Part } from "../channel.ts";
import { FrameReader } from "./frame-reader.ts";
import type { CarrierProtocol, Conversation, FrameBounds, Heard } from "./protocol.ts";

/** A protocol of seven frames for the kit's own tests: length, a letter, a key of four bytes, a text. */
export const TOY_FRAMES: FrameBounds = { shortest: 9, longest: 200_000 };

/** Letters of the client are capitals: Login, Submit, Ping, Bye; the peer answers in small ones, and Delivers (a: taken, r: refused). */
export function toyFrame(letter: string, key = 0, text = ""): Buffer {
  const frame = Buffer.alloc(TOY_FRAMES.shortest + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length, 0);
  frame.write(letter, 4, "latin1");
  frame.writeUInt32BE(key, 5);
  frame.write(text, TOY_FRAMES.shortest);
  return frame;
}

function readToy(frame: Buffer): { readonly letter: string; readonly key: number; readonly text: string } {
  return { letter: String.fromCharCode(frame[4] ?? 0), key: frame.readUInt32BE(5), text: frame.toString("utf8", TOY_FRAMES.shortest) };
}

class ToyConversation implements Conversation {
  #key = 0;

  login = (): Buffer => toyFrame("L");
  heartbeat = (): Buffer => toyFrame("P");
  logout = (): Buffer => toyFrame("B");

  submit(part: Part) {
    if (part.text === "unspeakable") return { kind: "refused", code: "TOY:TEXT", final: true } as const;
    this.#key += 1;
    return { kind: "submit", key: this.#key, frame: toyFrame("S", this.#key, part.text) } as const;
  }

  hear(frame: Buffer): Heard {
    const { letter, key, text } = readToy(frame);
    switch (letter) {
      case "l":
        return text === "no" ? { kind: "end", why: "the login was refused" } : { kind: "open" };
      case "s":
        if (text === "throttled") return { kind: "answer", key, outcome: { kind: "deferred", code: "TOY:FAST", why: "throttled" } };
        return { kind: "answer", key, outcome: { kind: "accepted", upstreamId: text } };
      case "P":
        return { kind: "life", reply: toyFrame("p") };
      case "p":
        return { kind: "life" };
      case "D":
        return {
          kind: "delivery",
          receipts: [{ upstreamId: text, status: "delivered", code: "DELIVRD", at: 0, raw: "" }],
          acknowledge: toyFrame("a", key),
          refuse: toyFrame("r", key),
        };
      case "B":
        return { kind: "end", why: "the peer says good-bye", reply: toyFrame("b") };
      case "b":
        return { kind: "end", why: "logged out" };
      default:
        throw new Error(`no such letter: ${letter}`);
    }
  }
}

export const toy: CarrierProtocol = {
  name: "TOY",
  frames: TOY_FRAMES,
  roles: [{ name: "all", submits: true }],
  converse: () => new ToyConversation(),
};

/** What a toy peer heard, with its connections so that a test can do anything with them. */
export class ToyPeer {
  /** Letter and text of every frame, in order; pings left out. */
  readonly heard: string[] = [];
  readonly sockets: Socket[] = [];
  pings = 0;
  /** What is written back for a frame; by default logins, pings and good-byes are answered and submits accepted. */
  answer: (letter: string, key: number, text: string) => Buffer | undefined = friendly;
  readonly #server: Server;

  constructor(tls?: TlsOptions) {
    const accept = (socket: Socket): void => this.#accept(socket);
    this.#server = tls ? createTlsServer(tls, accept) : createServer(accept);
    this.#server.on("tlsClientError", () => undefined);
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve()));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Writes to the newest connection. */
  write(bytes: Buffer): void {
    this.sockets.at(-1)?.write(bytes);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.sockets.push(socket);
    const reader = new FrameReader(TOY_FRAMES);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      reader.feed(chunk, (frame) => {
        const { letter, key, text } = readToy(frame);
        if (letter === "P") this.pings += 1;
        else this.heard.push(`${letter}${text.slice(0, 20)}`);
        const answer = this.answer(letter, key, text);
        if (answer) socket.write(answer);
        return true;
      });
    });
  }
}

export function friendly(letter: string, key: number, text: string): Buffer | undefined {
  if (letter === "S") return toyFrame("s", key, `id-${text.slice(0, 20)}`);
  return "LPB".includes(letter) ? toyFrame(letter.toLowerCase(), key) : undefined;
}
