import http from "node:http";
import https from "node:https";
import type { PushAnswer, PushRequest } from "../dialects/pushes.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AddressGuard } from "./address-guard.ts";

/** From the look-up of the name to the end of the TLS handshake. */
const CONNECT = 5_000;
/** From the beginning to the last byte of the answer that is read. */
const WHOLE = 10_000;
/** Bytes of an answer's body; what follows is not read. */
const BODY = 64 * 1024;
/** How long a connection is kept for the next push, and how many of them. */
const IDLE = 15_000;
const IDLE_SOCKETS = 64;

export type Delivery =
  | { readonly kind: "answered"; readonly answer: PushAnswer }
  /** Nobody has answered; why, in a sentence without the URL. */
  | { readonly kind: "unreached"; readonly why: string }
  /** The signal came first: nobody knows whether it was received. */
  | { readonly kind: "aborted" };

/** Carries pushes to customers' servers and brings the answers back, bounded in time and size, to addresses that the guard lets pass. */
export class PostOffice {
  readonly #guard: AddressGuard;
  readonly #clock: Clock;
  readonly #plain: http.Agent;
  readonly #secure: https.Agent;

  constructor(guard: AddressGuard, clock: Clock) {
    this.#guard = guard;
    this.#clock = clock;
    const options = { keepAlive: true, maxFreeSockets: IDLE_SOCKETS, timeout: IDLE };
    this.#plain = new http.Agent(options);
    this.#secure = new https.Agent(options);
  }

  /** Never rejects, whatever the URL, the headers and the server. Redirects are answers like others. */
  async deliver(request: PushRequest, signal: AbortSignal): Promise<Delivery> {
    if (!URL.canParse(request.url)) return { kind: "unreached", why: "what is pushed to is no URL" };
    const url = new URL(request.url);
    const refused = this.#guard.refuses(url);
    if (refused) return { kind: "unreached", why: refused.message };
    if (signal.aborted) return { kind: "aborted" };
    const until = this.#clock.monotonic() + WHOLE;
    const kept = await this.#exchange(url, request, signal, until, url.protocol === "https:" ? this.#secure : this.#plain);
    // the server had closed a kept connection just when we used it, which says nothing about the server
    return kept === "stale" ? notStale(await this.#exchange(url, request, signal, until, false)) : kept;
  }

  /** Connections under way are finished; none is kept or used again. */
  retire(): void {
    for (const agent of [this.#plain, this.#secure]) {
      agent.maxFreeSockets = 0;
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    }
  }

  #exchange(url: URL, request: PushRequest, signal: AbortSignal, until: number, agent: http.Agent | false): Promise<Delivery | "stale"> {
    return new Promise((resolve) => {
      let outgoing: http.ClientRequest | undefined;
      const end = (delivery: Delivery | "stale"): void => {
        connecting.cancel();
        whole.cancel();
        signal.removeEventListener("abort", abort);
        resolve(delivery);
      };
      const give = (delivery: Delivery | "stale"): void => {
        end(delivery);
        outgoing?.destroy();
      };
      const abort = (): void => give({ kind: "aborted" });
      const connecting = this.#clock.after(CONNECT, () => give({ kind: "unreached", why: `no connection within ${CONNECT / 1000} s` }));
      const whole = this.#clock.after(until - this.#clock.monotonic(), () =>
        give({ kind: "unreached", why: `no whole answer within ${WHOLE / 1000} s` }),
      );
      signal.addEventListener("abort", abort, { once: true });
      try {
        outgoing = this.#send(url, request, agent, () => connecting.cancel());
        const sent = outgoing;
        let responded = false;
        sent.on("response", (response) => {
          responded = true;
          receive(response, end, give);
        });
        sent.on("error", (error) =>
          give(agent && !responded && isStale(sent, error) ? "stale" : { kind: "unreached", why: reasonOf(error) }),
        );
        // it may end without an answer and without an error too, as after a 101; with one, the answer's own end tells more
        sent.on("close", () => {
          if (!responded) give({ kind: "unreached", why: "the connection was closed before the answer" });
        });
      } catch (error) {
        give({ kind: "unreached", why: reasonOf(error) });
      }
    });
  }

  #send(url: URL, { method, headers, body }: PushRequest, agent: http.Agent | false, connected: () => void): http.ClientRequest {
    const { request } = url.protocol === "https:" ? https : http;
    const sent = request(url, { method, headers: { "user-agent": "Yizhan", ...headers }, agent, lookup: this.#guard.lookup });
    sent.on("socket", (socket) => {
      if (socket.connecting) socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected);
      else connected();
    });
    sent.end(body);
    return sent;
  }
}

/** Did a kept connection end as soon as it was used? */
function isStale(sent: http.ClientRequest, error: NodeJS.ErrnoException): boolean {
  return sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

/** A connection of one's own can't be stale. */
function notStale(delivery: Delivery | "stale"): Delivery {
  return delivery === "stale" ? { kind: "unreached", why: "the connection broke" } : delivery;
}

/** @param end the answer is there, its connection may be kept; @param give it is, as far as it is wanted, and the rest is dropped */
function receive(response: http.IncomingMessage, end: (delivery: Delivery) => void, give: (delivery: Delivery) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const answer = (): Delivery => ({ kind: "answered", answer: { status: response.statusCode ?? 0, body: Buffer.concat(chunks) } });
  response.on("data", (chunk: Buffer) => {
    const wanted = chunk.subarray(0, BODY - size);
    chunks.push(wanted);
    size += wanted.length;
    if (size === BODY) give(answer());
  });
  response.on("end", () => end(answer()));
  response.on("error", (error) => give({ kind: "unreached", why: `the answer broke off: ${reasonOf(error)}` }));
}

/** Codes are the same for the same cause, and a message may name hosts and ports but never the URL. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  // several addresses were tried, and each failed
  const cause = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  return cause.message.split("\n", 1)[0]?.slice(0, 200) ?? "unknown";
}
