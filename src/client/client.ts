import type {
  ClientBalance,
  ClientCall,
  ClientFailure,
  ClientInbounds,
  ClientMessage,
  ClientPushed,
  ClientQuery,
  ClientReports,
  ClientSent,
  ClientSettings,
  DialectClient,
} from "../dialects/client.ts";
import type { WireRequest } from "../dialects/dialect.ts";
import { httpTransport, type Transport, Unreached } from "./transport.ts";

/** No answer came. Whether the request arrived is told, as sending again what did arrive sends it twice. */
export interface ClientUnreached {
  readonly ok: false;
  readonly code: "unreached";
  readonly reason: "busy" | "internal";
  readonly mayHaveArrived: boolean;
  /** An English sentence. */
  readonly message: string;
}

export type ClientResult<T> = T | ClientFailure | ClientUnreached;

/** What `sendEach` sends to each, all with the same settings. */
export interface EachMessage extends Omit<ClientMessage, "phones" | "text"> {
  readonly items: readonly { readonly phone: string; readonly text: string }[];
}

export interface ClientOptions {
  readonly transport?: Transport;
  /** UTC ms, for signatures and time stamps. */
  readonly now?: () => number;
}

/**
 * One account at one server, whichever of the dialects it speaks. No method rejects for what a server or a network does:
 * that is a result with `ok: false`.
 */
export class Client {
  readonly #codec: DialectClient;
  readonly #settings: ClientSettings;
  readonly #transport: Transport;
  readonly #now: () => number;

  constructor(codec: DialectClient, settings: ClientSettings, options: ClientOptions = {}) {
    this.#codec = codec;
    this.#settings = { ...settings, base: settings.base.replace(/\/+$/, "") };
    this.#transport = options.transport ?? httpTransport();
    this.#now = options.now ?? Date.now;
  }

  /** Recipients that one `send` may have. */
  get most(): number {
    return this.#codec.most.send;
  }

  /** One text to all. More phones than `most` are refused here, and nothing is sent. */
  async send(message: ClientMessage): Promise<ClientResult<ClientSent>> {
    const { send } = this.#codec.most;
    if (message.phones.length > send)
      return { ok: false, code: "too-many", reason: "recipients-too-many", message: `one call takes ${send} recipients at most` };
    return this.#call(this.#codec.send(this.#settings, message, this.#now()));
  }

  /**
   * A text of its own to each: in as few calls as the interface allows, one after another, each with its result and the
   * indexes of its items. An order id is given to the first call only, as it may be used once.
   */
  async sendEach(message: EachMessage): Promise<readonly EachResult[]> {
    const { items, orderId, ...rest } = message;
    const { sendEach, most } = this.#codec;
    const size = sendEach ? most.sendEach : 1;
    const results: EachResult[] = [];
    for (let first = 0; first < items.length; first += size) {
      const chunk = items.slice(first, first + size);
      const own = first === 0 && orderId !== undefined ? { ...rest, orderId } : rest;
      const [only] = chunk;
      const call = sendEach
        ? sendEach(this.#settings, { ...own, items: chunk }, this.#now())
        : this.#codec.send(this.#settings, { ...own, phones: [only?.phone ?? ""], text: only?.text ?? "" }, this.#now());
      results.push({ first, count: chunk.length, result: await this.#call(call) });
    }
    return results;
  }

  async balance(): Promise<ClientResult<ClientBalance>> {
    return this.#call(this.#codec.balance(this.#settings, this.#now()));
  }

  /** Reports that wait for this account; the server hands each out once. */
  async reports(query: ClientQuery = {}): Promise<ClientResult<ClientReports>> {
    const { reports } = this.#codec;
    return reports ? this.#call(reports(this.#settings, query, this.#now())) : NO_PULLING;
  }

  /** Texts that phones sent to this account; handed out once, too. */
  async inbound(query: ClientQuery = {}): Promise<ClientResult<ClientInbounds>> {
    const { inbound } = this.#codec;
    return inbound ? this.#call(inbound(this.#settings, query, this.#now())) : NO_PULLING;
  }

  /** Reads what a server pushed to you; undefined where the interface has no pushes. */
  parsePush(request: WireRequest): ClientPushed | undefined {
    return this.#codec.parsePush?.(request);
  }

  async #call<T>(call: ClientCall<T>): Promise<ClientResult<T>> {
    try {
      return call.read(await this.#transport(call.request), this.#now());
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
      const { mayHaveArrived, message } = error;
      return { ok: false, code: "unreached", reason: mayHaveArrived ? "internal" : "busy", mayHaveArrived, message };
    }
  }
}

/** What became of `count` items from index `first` on. */
export interface EachResult {
  readonly first: number;
  readonly count: number;
  readonly result: ClientResult<ClientSent>;
}

const NO_PULLING: ClientFailure = {
  ok: false,
  code: "unsupported",
  reason: "interface-disabled",
  message: "this interface only pushes: read what it pushes with parsePush",
};
