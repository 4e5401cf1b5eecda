import type { WireReply, WireRequest } from "../dialects/wire.ts";
import type { ChannelPulse } from "../domain/channel-state.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { ChannelInbound } from "../domain/inbound.ts";
import type { Medium } from "../domain/message.ts";
import type { ChannelReceipt, KnownSubmit, Outstanding, OutstandingCursor } from "../domain/receipt.ts";
import type { Clock } from "../runtime/clock.ts";

/**
 * The port of a channel: one upstream that carries messages.
 *
 * The host (dispatch and receipts) calls `start`, then `send` any number of times, then `stop`. A channel:
 *
 * - MUST settle every `send` with exactly one outcome, within the response timeout of its settings, whatever happens on
 *   the wire; it MUST NOT reject. `unknown` means that bytes left and no answer came: the host holds the message, resends it or
 *   ends it, as it is set. Where the id is ours, `unknown` carries it, so that receipts match all the same.
 * - SHOULD remember, within bounds, which submits it settled as `unknown` because their time was over, and say it through
 *   `host.late` when the answer comes after all: once a submit, and only where it is sure which one is answered.
 * - MUST hand every receipt to `host.receipts` and MUST NOT acknowledge it upstream before that promise has resolved: it
 *   resolves when the receipt is durable. When it rejects, the channel leaves it unacknowledged, for upstream to resend.
 * - MUST hand every text that a phone sent to `host.inbound` in the same way: durable before it is acknowledged, again when
 *   it was not taken. Parts of a long text MAY come one by one, in any order; the host puts them together.
 * - MAY report receipts of ids that the host hasn't been told of yet (they wait), of ids nobody knows (they are kept),
 *   and the same receipt any number of times (it changes nothing).
 * - MUST say through `host.ready` how many more sends it can take now; the host sends no more than that. 0 means down,
 *   throttled or full: nothing is lost, messages wait in the store.
 * - MUST survive anything its peer sends; a bad frame ends a session, never the channel, never the process.
 * - `stop` ends it by `deadline`: no new sends, sessions closed, every open `send` settled (as `unknown` where bytes
 *   left). `start` and `stop` are idempotent; a stopped channel is not started again.
 */
export interface Channel {
  start(): Promise<void>;
  send(part: Part): Promise<Outcome>;
  /** How many sends it can take at this moment. */
  ready(): number;
  /** Whether upstream can be reached: a channel that is up but has no room is merely busy, one that is down makes messages age. */
  isUp(): boolean;
  /**
   * Which of the channel's slots (`ChannelKind.slots`) this node has from now on: they are shared out among the nodes of a store.
   * Before the first call it has them all. The host sends no more than their part of window and rate; a channel with connections
   * keeps as many as there are. With none it goes on taking what upstream brings by itself. Resolves when nothing of what the node
   * had before and no longer has is in use.
   *
   * @param held from 0, ascending
   * @param deadline ms by which that must be, whatever is still unanswered
   */
  share?(held: readonly number[], deadline: number): Promise<void>;
  /** How its connections do, for people and monitoring: cheap, asked every few seconds. */
  pulse?(): ChannelPulse;
  /** @param deadline ms from now */
  stop(deadline: number): Promise<void>;
}

/** One submit: a whole message, or one part of a long one. */
export interface Part {
  readonly messageId: number;
  /** Which try of the message this is, from 1. */
  readonly attempt: number;
  /** 1-based, of `parts`. */
  readonly part: number;
  readonly parts: number;
  readonly medium: Medium;
  readonly phone: string;
  /** The access code that the recipient sees. */
  readonly source: string;
  /** This part's text; of an MMS its subject. */
  readonly text: string;
  /** Of an MMS: its TMS container (text/tms.ts). */
  readonly media?: Uint8Array;
  /** Concatenation reference that the parts of one message share, 0 to 255; only where `parts` > 1. */
  readonly reference: number;
}

export type Outcome =
  /** Upstream has it; `upstreamId` is how its receipt will call it, normalised by the channel. */
  | { readonly kind: "accepted"; readonly upstreamId: string }
  /** Upstream won't take it. `final`: no channel of this kind ever will; otherwise another one may. */
  | { readonly kind: "refused"; readonly code: string; readonly final: boolean }
  /** Not now: throttled, full or disconnected before anything left. */
  | { readonly kind: "deferred"; readonly code: string; readonly why: "throttled" | "disconnected"; readonly retryAfter?: number }
  /**
   * Bytes left, no answer came. `upstreamId`: how its receipt will call it, where that is known without an answer. `lost`: nothing
   * more will ever be heard of it, so that there is nothing to wait for.
   */
  | { readonly kind: "unknown"; readonly code: string; readonly upstreamId?: string; readonly lost?: true };

/** Which submit it was. */
export type Submitted = Pick<Part, "messageId" | "attempt" | "part" | "parts">;

/** What a channel may ask of the house it runs in. */
export interface ChannelHost {
  readonly clock: Clock;
  /** Stores them; resolves once they are durable. */
  receipts(batch: readonly ChannelReceipt[]): Promise<void>;
  /** Stores texts that phones sent; resolves once they are durable. */
  inbound(batch: readonly ChannelInbound[]): Promise<void>;
  /** The answer to a submit whose outcome was `unknown`. What it had to wait for is the host's affair: nothing is acknowledged. */
  late(submit: Submitted, outcome: Outcome): void;
  /** `ready()` may have grown. */
  readyChanged(): void;
  /**
   * Submits that upstream accepted and that have no receipt yet, oldest first, `limit` a page, after the given upstream
   * position. For channels that can ask upstream what became of them (and for the simulated carrier, whose memory this is).
   */
  outstanding(after: OutstandingCursor | undefined, limit: number): Promise<readonly Outstanding[]>;
  /**
   * Those of these ids (at most 100) that upstream gave to submits of this channel, whichever node sent them and however long ago,
   * each with its phone. For channels whose receipts may be for what another node sent.
   */
  submits(upstreamIds: readonly string[]): Promise<readonly KnownSubmit[]>;
  /**
   * Has requests to this path of our own server handled by the channel, for upstreams that call us. Answers how to take that
   * back. Throws a sentence where the path is served already. The path is all that keeps strangers out.
   */
  callback(path: string, handler: CallbackHandler): () => void;
  log(level: "info" | "warn" | "error", message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** Never rejects. `from`: the address that it comes from, as far as proxies that we trust tell. The request may be any that anyone sends, of any method, its body complete and bounded. */
export type CallbackHandler = (request: WireRequest, from: string) => Promise<WireReply>;

/** One of a kind's own settings, for whoever asks for it in a form or writes it down again. */
export interface OwnField {
  /** As in a provisioning file; with a dot where it lies in another one. */
  readonly key: string;
  /** A secret is never shown; where it is left empty, the one that there is stays. */
  readonly form: "text" | "secret" | "number" | "flag" | "duration" | "word" | "list" | "map";
  /** Of `word`. */
  readonly words?: readonly string[];
  /** It must be given. */
  readonly needed?: true;
  /** It says where upstream is: secrets don't follow to another place by themselves. */
  readonly place?: true;
  /** What `parseOwn` made of it, as it is written. Absent: a duration with its unit, everything else as it is. */
  readonly written?: (kept: unknown) => unknown;
}

/** One registry line. `parseOwn` checks the kind's own settings and says what is wrong in plain sentences. */
export interface ChannelKind {
  readonly kind: string;
  readonly title: { readonly zh: string; readonly en: string };
  /** Upstream takes texts of any length in one submit and cuts them itself: a channel that may concatenate gets them uncut. */
  readonly whole?: boolean;
  parseOwn(
    own: unknown,
  ):
    | { readonly ok: true; readonly own: Record<string, unknown> }
    | { readonly ok: false; readonly problems: readonly { path: readonly (string | number)[]; message: string }[] };
  /** The keys that `parseOwn` knows, in a form's order. Without them, nothing of its own settings can be told from a secret. */
  readonly fields?: readonly OwnField[];
  /** It goes without the common `connect`. */
  readonly connectsItself?: true;
  /** Into how many parts a channel can be shared out among nodes; by default one a session. */
  slots?(config: ChannelConfig): number;
  /** How texts leave, where the kind's own settings say so: it then stands for the common `encoding`, by which texts are cut. */
  encodingOf?(own: Readonly<Record<string, unknown>>): ChannelConfig["encoding"] | undefined;
  create(config: ChannelConfig, host: ChannelHost): Channel;
}
