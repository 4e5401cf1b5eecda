import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import { RECIPIENT_CODES } from "../domain/codes.ts";
import { type Account, type ChannelConfig, type Product, waysOf } from "../domain/directory.ts";
import { messageId } from "../domain/ids.ts";
import type { Operator } from "../domain/message.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { DraftContent, NewMessage, NewSubmission, RefusedRecipient, SubmissionDraft } from "../domain/submission.ts";
import { contentClass } from "../policy/class.ts";
import { dueAt } from "../policy/send-time.ts";
import { type Candidates, candidates, provincePlace } from "../routing/candidates.ts";
import { hasCodeRoom, hasTextRoom } from "../routing/carries.ts";
import { regionOf } from "../routing/geography.ts";
import { laneOf } from "../routing/lanes.ts";
import { operatorOfNumber } from "../routing/operator.ts";
import { numberParts } from "../text/number-parts.ts";
import { normalizePhone } from "../text/phone.ts";
import { segmentsOf } from "../text/segments.ts";

export interface ComposeInput {
  readonly account: Account;
  readonly directory: DirectoryIndex;
  readonly book: RuleBook;
  readonly dialect: string;
  readonly draft: SubmissionDraft;
  readonly now: number;
  /** A person must look at the content first. */
  readonly held: boolean;
  /** Gives n ids, `ID_STEP` apart. */
  readonly ids: { take(count: number): number };
}

export type Composed =
  | {
      readonly ok: true;
      readonly submission: NewSubmission;
      readonly accepted: readonly string[];
      readonly refused: readonly RefusedRecipient[];
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What is kept of a recipient that is no phone number, for its report. */
const LONGEST_KEPT = 40;

/** A recipient that will be stored, before it has an id. */
interface Candidate {
  readonly phone: string;
  readonly text: string;
  readonly message: Omit<NewMessage, "id" | "phone" | "text">;
}

/**
 * Turns a checked draft into rows: normalises and judges each recipient, finds its lane, counts its segments. A recipient
 * that is refused by itself becomes a failed message of its own; if all are, the submission is refused for the first one's
 * reason.
 */
export function compose(input: ComposeInput): Composed {
  const { account, draft, directory, now } = input;
  const judge = new Judge(input);
  const seen = new Set<string>();
  const kept: Candidate[] = [];
  const accepted: string[] = [];
  const refused: RefusedRecipient[] = [];
  let credits = 0;
  let first: Refusal | undefined;
  for (let index = 0; index < draft.recipients.length; index++) {
    const given = draft.recipients[index] as string;
    const text = textAt(draft.content, index);
    const normalized = normalizePhone(given);
    const phone = normalized ?? given.slice(0, LONGEST_KEPT);
    if (seen.has(phone)) {
      if (draft.refuseDuplicates) return { ok: false, refusal: { reason: "recipient-malformed", detail: `${phone} is given twice` } };
      continue;
    }
    seen.add(phone);
    const { message, refusal } = judge.recipient(normalized, text);
    if (refusal) {
      first ??= refusal;
      if (draft.strictRecipients && refusal.reason === "recipient-malformed") return { ok: false, refusal };
      refused.push({ recipient: given, refusal });
    } else {
      accepted.push(phone);
      credits += message.segments;
    }
    kept.push({ phone, text, message });
  }
  if (accepted.length === 0) return { ok: false, refusal: first ?? { reason: "recipients-missing" } };
  const id = input.ids.take(kept.length + 1);
  const shared = draft.content.kind === "each" ? undefined : textAt(draft.content, 0);
  return {
    ok: true,
    accepted,
    refused,
    submission: {
      id,
      accountId: account.id,
      dialect: input.dialect,
      medium: draft.medium,
      acceptedAt: now,
      sendAt: dueAt(draft.sendAt, now),
      text: shared,
      media: draft.content.kind === "mms" ? draft.content.container : undefined,
      ext: draft.ext,
      orderId: draft.orderId,
      orderExpiresAt: now + directory.settings.limits.orderIds,
      once: draft.once && { key: draft.once.key, expiresAt: now + draft.once.window },
      other: draft.other,
      reports: reportsOf(account, draft.reportWanted ?? true),
      numbered: draft.numbered ?? false,
      charge: { credits, floor: account.payment === "postpaid" ? -account.creditLimit : 0 },
      refundUndelivered: account.charge === "on-delivery",
      atMostOnce: account.delivery === "at-most-once" || judge.atMostOnce,
      messages: kept.map(({ phone, message, text }, index) => ({
        ...message,
        id: messageId(id, index),
        phone,
        text: shared === undefined ? text : undefined,
      })),
    },
  };
}

/** Of an MMS its subject. */
function textAt(content: DraftContent, index: number): string {
  switch (content.kind) {
    case "same":
      return content.text;
    case "each":
      return content.texts[index] ?? "";
    case "mms":
      return content.subject;
  }
}

/** Reports that nobody wants are kept for the console only. */
function reportsOf({ push }: Account, wanted: boolean): NewSubmission["reports"] {
  return wanted ? waysOf(push, "report") : { pull: false, push: false };
}

/** Judges recipients one after another; remembers per operator and text what it has worked out once. */
class Judge {
  readonly #input: ComposeInput;
  /** By lane, as are the bills. */
  readonly #routes = new Map<number, Candidates>();
  /** What the text that was measured last is billed; undefined where no channel has room for it. */
  readonly #bills = new Map<number, number | undefined>();
  readonly #exempt: ReadonlySet<string>;
  #text: string | undefined;
  #segments = 0;
  /** Of the text and operator that were judged last: parts, where they are numbered, instead of segments. */
  #billed = 0;
  #class: NewMessage["class"] = "notice";
  atMostOnce = false;

  constructor(input: ComposeInput) {
    this.#input = input;
    this.#exempt = input.directory.exemptPhones;
  }

  recipient(phone: string | undefined, text: string): { readonly message: Candidate["message"]; readonly refusal: Refusal | undefined } {
    this.#measure(text);
    const operator = phone === undefined ? undefined : operatorOfNumber(phone, this.#input.book.portedTo(phone));
    const lane = phone !== undefined && operator ? this.#lane(phone, operator) : 0;
    const refusal = this.#judge(phone, operator, lane);
    return {
      refusal,
      message: {
        operator,
        class: this.#class,
        segments: refusal ? 0 : this.#billed,
        state: refusal ? "failed" : this.#input.held ? "held" : "queued",
        code: refusal && (RECIPIENT_CODES[refusal.reason] ?? "YZ:ROUTE"),
        lane: refusal ? 0 : lane,
        exempt: phone !== undefined && this.#exempt.has(phone),
      },
    };
  }

  #lane(phone: string, operator: Operator): number {
    const { account, draft } = this.#input;
    const province = provincePlace(this.#product, draft.medium, phone);
    return laneOf({ accountId: account.id, medium: draft.medium, operator, class: this.#class, province });
  }

  #measure(text: string): void {
    if (text === this.#text) return;
    const { account, directory, draft } = this.#input;
    this.#text = text;
    this.#bills.clear();
    this.#segments = draft.medium === "mms" ? 1 : segmentsOf(text, account.billing);
    this.#class = contentClass(text, directory.settings.frequency.verification.match);
  }

  #judge(phone: string | undefined, operator: NewMessage["operator"], lane: number): Refusal | undefined {
    if (phone === undefined || !operator) return { reason: "recipient-malformed", detail: "not a phone number that any operator has" };
    const { account, book, now } = this.#input;
    if (book.blacklisted(account.id, phone, now)) return { reason: "recipient-blacklisted" };
    let route = this.#routes.get(lane);
    if (!route) {
      route = this.#route(phone, operator);
      this.#routes.set(lane, route);
      if (route.ok && route.channels.some((channel) => channel.delivery === "at-most-once")) this.atMostOnce = true;
    }
    if (!route.ok) return route.refusal;
    const billed = this.#bill(lane, route.channels);
    if (billed === undefined)
      return { reason: "content-too-long", detail: "no channel of the route can carry a text of more than one segment" };
    this.#billed = billed;
    return undefined;
  }

  #bill(lane: number, channels: readonly ChannelConfig[]): number | undefined {
    if (this.#bills.has(lane)) return this.#bills.get(lane);
    const { medium, numbered } = this.#input.draft;
    const text = this.#text ?? "";
    const freight = { medium, text, suffix: this.#suffix, numbered: false };
    const whole = channels.some((channel) => hasTextRoom(channel, freight));
    const billed = whole ? this.#segments : numbered ? numberParts(text).length : undefined;
    this.#bills.set(lane, billed);
    return billed;
  }

  /** The channels to a number that can show the access code asked for. */
  #route(phone: string, operator: Operator): Candidates {
    const { account, directory, draft } = this.#input;
    const to = { medium: draft.medium, operator, province: regionOf(phone)?.province, class: this.#class };
    const route = candidates(directory, account.productId, to);
    if (!route.ok) return route;
    const open = route.candidates.filter(({ channel }) => hasCodeRoom(channel, this.#suffix));
    if (open.length > 0) return { ok: true, channels: open.map(({ channel }) => channel), candidates: open };
    return { ok: false, refusal: { reason: "ext-wrong", detail: "the access code would be longer than any channel of the route allows" } };
  }

  get #product(): Product | undefined {
    const { account, directory } = this.#input;
    return account.productId === undefined ? undefined : directory.productById.get(account.productId);
  }

  get #suffix(): string {
    return `${this.#input.account.code}${this.#input.draft.ext}`;
  }
}
