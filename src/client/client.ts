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

  /** Throws `RangeError` where the base is no address that requests can be made to. */
  constructor(codec: DialectClient, settings: ClientSettings, options: ClientOptions = {}) {
    this.#codec = codec;
    this.#settings = { ...settings, base: baseOf(settings.base) };
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
    return this.call((settings, now) => this.#codec.send(settings, message, now));
  }

  /**
   * A text of its own to each: in as few calls as the interface allows, one after another, each with its result and the
   * indexes of its items. An order id is given to the first call only, as it may be used once. A call that gets no answer is
   * the last: what is left has a result that says it was not tried.
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
      const result = await this.call((settings, now) =>
        sendEach
          ? sendEach(settings, { ...own, items: chunk }, now)
          : this.#codec.send(settings, { ...own, phones: [only?.phone ?? ""], text: only?.text ?? "" }, now),
      );
      results.push({ first, count: chunk.length, result });
      const left = items.length - first - chunk.length;
      if (!result.ok && result.code === "unreached" && left > 0) {
        results.push({ first: first + chunk.length, count: left, result: NOT_TRIED });
        break;
      }
    }
    return results;
  }

  async balance(): Promise<ClientResult<ClientBalance>> {
    return this.call((settings, now) => this.#codec.balance(settings, now));
  }

  /** Reports that wait for this account; the server hands each out once. */
  async reports(query: ClientQuery = {}): Promise<ClientResult<ClientReports>> {
    const { reports } = this.#codec;
    return reports ? this.call((settings, now) => reports(settings, query, now)) : NO_PULLING;
  }

  /** Texts that phones sent to this account; handed out once, too. */
  async inbound(query: ClientQuery = {}): Promise<ClientResult<ClientInbounds>> {
    const { inbound } = this.#codec;
    return inbound ? this.call((settings, now) => inbound(settings, query, now)) : NO_PULLING;
  }

  /** Reads what a server pushed to you; undefined where the interface has no pushes. */
  parsePush(request: WireRequest): ClientPushed | undefined {
    return this.#codec.parsePush?.(request);
  }

  /**
   * Does what only this interface has: `client.call((settings, now) => addTemplate(settings, "…"))`. Rejects with what `make` throws,
   * which it does for what the interface can't say.
   */
  async call<T>(make: (settings: ClientSettings, now: number) => ClientCall<T>): Promise<ClientResult<T>> {
    const { request, read } = make(this.#settings, this.#now());
    try {
      return read(await this.#transport(request), this.#now());
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

function baseOf(base: string): string {
  const url = URL.parse(base);
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password + url.search + url.hash !== "")
    throw new RangeError("the base must be an http or https URL of host, port and mount alone, e.g. https://sms.example.com");
  return base.replace(/\/+$/, "");
}

const NOT_TRIED: ClientUnreached = {
  ok: false,
  code: "unreached",
  reason: "busy",
  mayHaveArrived: false,
  message: "not tried, as the call before it got no answer",
};

const NO_PULLING: ClientFailure = {
  ok: false,
  code: "unsupported",
  reason: "interface-disabled",
  message: "this interface only pushes: read what it pushes with parsePush",
};
