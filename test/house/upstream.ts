import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { CallbackHandler } from "../../src/channels/channel.ts";
import type { Dialect, WireReply, WireRequest } from "../../src/dialects/dialect.ts";
import { opened } from "../../src/dialects/opened.testing.ts";
import type { PushForm, PushRequest } from "../../src/dialects/pushes.ts";
import { sampleAccount } from "../../src/domain/account.testing.ts";
import type { Answer, Call } from "../../src/domain/call.ts";
import type { Inbound } from "../../src/domain/inbound.ts";
import type { Reason, Refusal } from "../../src/domain/reasons.ts";
import { NOWHERE } from "../../src/domain/region.ts";
import type { Accepted, Report, SubmissionDraft } from "../../src/domain/submission.ts";
import type { Clock } from "../../src/runtime/clock.ts";

/** What it was asked to send, in one request. */
export interface Taken {
  readonly submissionId: number;
  readonly phones: readonly string[];
  readonly text: string;
  /** Of an MMS, whose subject is the text. */
  readonly container?: Buffer;
  readonly ext: string;
  readonly orderId: string | undefined;
}

/** Answers a request instead of the dialect: with raw bytes, by cutting the connection, or never. */
export type Interference = "silent" | "cut" | { readonly status: number; readonly body: string };

const ACCOUNT = sampleAccount({
  login: "relay",
  secrets: { password: "Relay-1", md5Key: "RELAYKEY", veryCode: "771204" },
  push: { mode: "push", method: undefined, reports: "http://relay/reports", inbound: "http://relay/inbound" },
});
/** The channel's own settings that go with its account. */
export const RELAY = { account: "relay", password: "Relay-1", md5Key: "RELAYKEY", veryCode: "771204" };
/** What phones see before the ext: its own code, and that of its account. */
export const UPSTREAM_CODE = "10690000";
const ACCOUNT_CODE = UPSTREAM_CODE.slice(-2);
const RECEIPT_DELAY = 500;
const PUSH_AGAIN = 1_000;

/**
 * A platform of somebody else's that speaks a dialect: its server half over a real socket, with a memory in place of a core. Phones
 * that end in 9004 are refused; for 9008 a proxy says once that it has too much to do; 9010 answers `收到`.
 */
export class Upstream implements AsyncDisposable {
  readonly taken: Taken[] = [];
  /** Kinds of calls in the order in which they came. */
  readonly calls: Call["kind"][] = [];
  credits = 1_000;
  mmsCredits = 0;
  /** Why phones that end in 9004 are refused. */
  refusal: Reason = "recipient-malformed";
  /** Refuses what comes, instead of doing it. */
  refuse: ((call: Call) => Refusal | undefined) | undefined;
  interfere: ((call: Call | undefined) => Interference | undefined) | undefined;
  /** Whether the connection breaks after a submission was taken, before its answer. */
  lose: (() => boolean) | undefined;
  /** Told what is pushed. */
  handler: (() => CallbackHandler | undefined) | undefined;
  /** Reports and texts that wait to be asked for. */
  readonly reports: Report[] = [];
  readonly inbound: Inbound[] = [];
  readonly #dialect: Dialect;
  readonly #clock: Clock;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  readonly #orders = new Map<string, number>();
  readonly #busy = new Set<string>();
  #lastId = 7_000_000_000_000;

  private constructor(dialect: Dialect, clock: Clock) {
    this.#dialect = dialect;
    this.#clock = clock;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  static async open(dialect: Dialect, clock: Clock): Promise<Upstream> {
    const upstream = new Upstream(dialect, clock);
    await upstream.listen();
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Again on the same port, where it was down. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const wire = wireOf(request.method ?? "", request.url ?? "/", request.headers, Buffer.concat(chunks), this.#clock.now());
    const route = this.#dialect.routes.find(({ path }) => path.toLowerCase() === wire.path.toLowerCase());
    const decoded = route && opened(route.decode(wire), "Relay-1");
    const call = decoded && "call" in decoded ? decoded.call : undefined;
    if (call) this.calls.push(call.kind);
    const interference = this.interfere?.(call) ?? this.#busyWith(call);
    if (interference === "silent") return;
    if (interference === "cut") request.socket.destroy();
    else if (interference) response.writeHead(interference.status, { "content-type": "text/html" }).end(interference.body);
    else if (!decoded) response.writeHead(404).end("there is nothing here\n");
    else {
      const encode = "call" in decoded ? (decoded.encode as (answer: Answer, now: number) => WireReply) : undefined;
      const reply = "reply" in decoded ? decoded.reply : encode?.(this.#answer(decoded.call), this.#clock.now());
      if (call?.kind === "submit" && this.lose?.()) return void request.socket.destroy();
      response.writeHead(reply?.status ?? 500, { "content-type": reply?.contentType ?? "text/plain" }).end(reply?.body);
    }
  }

  #busyWith(call: Call | undefined): Interference | undefined {
    const phone = call?.kind === "submit" ? call.draft.recipients.find((each) => each.endsWith("9008")) : undefined;
    if (phone === undefined || this.#busy.has(phone)) return undefined;
    this.#busy.add(phone);
    return { status: 503, body: "<html>Service Unavailable</html>" };
  }

  #answer(call: Call): Answer {
    const refusal = this.refuse?.(call);
    if (refusal) return { ok: false, refusal, account: ACCOUNT };
    const value = this.#valueOf(call);
    return "reason" in value ? { ok: false, refusal: value, account: ACCOUNT } : ({ ok: true, account: ACCOUNT, value } as Answer);
  }

  #valueOf(call: Call): object | Refusal {
    switch (call.kind) {
      case "submit":
        return this.#accept(call.draft);
      case "balance":
        return { sms: { credits: this.credits, bought: 1_000 }, mms: { credits: this.mmsCredits, bought: 0 } };
      case "reports":
        return this.reports.splice(0, 100);
      case "inbound":
        return this.inbound.splice(0, 100);
      default:
        return { reason: "interface-disabled" };
    }
  }

  #accept({ recipients, content, ext, orderId }: SubmissionDraft): Accepted | Refusal {
    const first = orderId === undefined ? undefined : this.#orders.get(orderId);
    if (first !== undefined) return { reason: "order-duplicate", submissionId: first };
    if (recipients.some((phone) => phone.endsWith("9004"))) return { reason: this.refusal };
    const submissionId = this.#nextId();
    if (orderId !== undefined) this.#orders.set(orderId, submissionId);
    const text = content.kind === "same" ? content.text : content.kind === "mms" ? content.subject : "";
    const taken = { submissionId, phones: recipients, text, ext, orderId };
    this.taken.push(content.kind === "mms" ? { ...taken, container: content.container } : taken);
    for (const phone of recipients) this.#report(phone, submissionId, ext, orderId);
    return { submissionId, balance: this.credits, charged: recipients.length, accepted: recipients, refused: [] };
  }

  #report(phone: string, submissionId: number, ext: string, orderId: string | undefined): void {
    const accessCode = UPSTREAM_CODE + ext;
    const common = { phone, ext, accessCode, region: NOWHERE };
    this.#clock.after(RECEIPT_DELAY, () => {
      const at = this.#clock.now();
      this.report({ ...common, messageId: this.#nextId(), submissionId, outcome: "delivered", code: "DELIVRD", at, orderId });
      if (!phone.endsWith("9010")) return;
      this.write({ ...common, id: this.#nextId(), text: "收到", at, accountCode: ACCOUNT_CODE, answers: undefined });
    });
  }

  /** Has a report wait for us, or be pushed. */
  report(report: Report): void {
    const form = this.handler && this.#dialect.pushes?.reports;
    if (form) this.#push(form, report, "http://relay/reports");
    else this.reports.push(report);
  }

  /** Has a phone write to us. */
  write(text: Inbound): void {
    const form = this.handler && this.#dialect.pushes?.inbound;
    if (form) this.#push(form, text, "http://relay/inbound");
    else this.inbound.push(text);
  }

  #push<T>(form: PushForm<T>, item: T, url: string): void {
    const request = form.encode([item], { url, account: ACCOUNT, now: this.#clock.now() });
    const pushed = this.handler?.()?.(pushedWire(request, this.#clock.now()), "127.0.0.1");
    void Promise.resolve(pushed).then((reply) => {
      if (reply && form.judge({ status: reply.status, body: Buffer.from(reply.body) }) === "received") return;
      this.#clock.after(PUSH_AGAIN, () => this.#push(form, item, url));
    });
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

/** A pushed request as a server gets it. */
function pushedWire({ method, url, headers, body = Buffer.alloc(0) }: PushRequest, receivedAt: number): WireRequest {
  const { pathname, search } = new URL(url);
  return wireOf(method, pathname + search, headers, body, receivedAt);
}

function wireOf(method: string, target: string, headers: unknown, body: Buffer, receivedAt: number): WireRequest {
  const [path = "", query = ""] = target.split("?", 2);
  return { method, path, query, headers: headers as WireRequest["headers"], body, origin: "http://upstream", receivedAt };
}
