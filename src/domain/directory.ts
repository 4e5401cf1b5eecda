import type { ChannelMode } from "./channel-state.ts";
import type { ContentClass, Medium, Operator } from "./message.ts";
import type { PushKind } from "./push.ts";
import type { RetryUndelivered } from "./undelivered.ts";

/**
 * The directory: everything an operator sets up, as one immutable value that a node keeps in memory, so that the accept
 * path reads no table for it. A change makes a new directory with a larger version; whoever holds the old one finishes
 * with it. Durations are milliseconds, money is integers (see each field), CIDR lists are already parsed by their reader.
 */
export interface Directory {
  /** Grows by at least one with every change; two nodes with equal versions see the same directory. */
  readonly version: number;
  readonly settings: PlatformSettings;
  readonly accounts: readonly Account[];
  readonly channels: readonly ChannelConfig[];
  readonly products: readonly Product[];
}

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Interfaces it may use, in the operator's order; names of registered dialects. */
  readonly dialects: readonly string[];
  /** Product id, or undefined where none is configured (`product-missing`). */
  readonly productId: number | undefined;
  /** Digits between a channel's code and the customer's ext; may be empty. */
  readonly code: string;
  /** Every account has one: declared by the operator, else assigned. */
  readonly enterpriseId: number;
  /** Declared ones must be sent where a dialect checks them. */
  readonly enterpriseIdDeclared: boolean;
  readonly secrets: AccountSecrets;
  readonly payment: "prepaid" | "postpaid";
  /** Credits that a postpaid account may owe; 0 for prepaid ones. */
  readonly creditLimit: number;
  readonly charge: "on-submit" | "on-delivery";
  readonly billing: "cn" | "gsm";
  /** Price of one credit in 1/10,000 yuan (0.05 yuan is 500), or undefined where none was given. */
  readonly unitPrice: number | undefined;
  readonly signature: SignaturePolicy;
  readonly review: "all" | "unmatched" | "none";
  /** CIDR blocks it may call from; empty: from anywhere. */
  readonly allowFrom: readonly string[];
  readonly push: PushSettings;
  readonly delivery: "at-least-once" | "at-most-once";
  /** Fewest recipients of a submission; 0: no bound. */
  readonly minRecipients: number;
  /** Most messages that are accepted in a calendar day in Asia/Shanghai; 0: no bound. */
  readonly dailyLimit: number;
  readonly optOut: boolean;
  readonly refuseSqlText: boolean;
  readonly templateSubmission: boolean;
  /** Settings that only a dialect understands (`failureWord`, …), handed to its encoders as they are. */
  readonly dialectSettings: Readonly<Record<string, string>>;
}

/** In the clear: a directory lives in memory only and is never logged or serialised. */
export interface AccountSecrets {
  readonly password: string | undefined;
  readonly md5Key: string | undefined;
  readonly veryCode: string | undefined;
}

export interface SignaturePolicy {
  readonly mode: "prepend" | "append" | "in-content" | "none";
  /** May the customer choose a signature text of its own? */
  readonly custom: boolean;
  /** Approved signatures without their 【】, in the order that `signtag` counts. */
  readonly approved: readonly string[];
}

export interface PushSettings {
  readonly mode: "pull" | "push" | "both";
  readonly method: "GET" | "POST" | undefined;
  readonly reports: string | undefined;
  readonly inbound: string | undefined;
}

/**
 * How an account gets what is of a kind. One that is set to pushes alone and has no address for that kind may pull it: nothing
 * is to be lost by a setting that was forgotten.
 */
export function waysOf({ mode, reports, inbound }: PushSettings, kind: PushKind): { readonly pull: boolean; readonly push: boolean } {
  const push = mode !== "pull" && (kind === "report" ? reports : inbound) !== undefined;
  return { pull: mode !== "push" || !push, push };
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly routes: readonly Route[];
  /** Absent: a failed receipt ends a message. */
  readonly retryUndelivered?: RetryUndelivered;
}

/** Which channels carry a medium to some operators (and provinces, and classes). The narrower of two routes goes first. */
export interface Route {
  readonly media: Medium;
  readonly operators: readonly Operator[];
  /** Names of `PROVINCES`. Absent: to all, and to numbers whose province isn't known. */
  readonly provinces?: readonly string[];
  /** Absent: all. */
  readonly classes?: readonly ContentClass[];
  /** Channel ids, first choice first where there are no turns. */
  readonly channels: readonly number[];
  /** Of each channel, in the same order. Absent: one after the other, as they stand. */
  readonly turns?: readonly Turn[];
}

/** When a channel of a route has its turn: smaller priorities first, those of one priority share by weight. */
export interface Turn {
  readonly priority: number;
  readonly weight: number;
}

export interface ChannelConfig {
  readonly id: number;
  readonly name: string;
  /** Name of a registered channel kind. */
  readonly kind: string;
  readonly media: Medium;
  readonly enabled: boolean;
  /** How an operator has switched it, whatever is declared of it. Absent: up. */
  readonly mode?: ChannelMode;
  readonly operators: readonly Operator[];
  /** Access code that account code and ext are appended to. */
  readonly code: string;
  readonly maxCodeLength: number;
  /** Submits a second over all sessions and nodes; 0: no limit. */
  readonly rate: number;
  /** Unanswered submits a session. */
  readonly window: number;
  readonly sessions: number;
  readonly responseTimeout: number;
  /** How long after the submit a receipt is awaited; then the message ends as EXPIRED. */
  readonly validity: number;
  readonly heartbeat: number;
  readonly concatenate: boolean;
  /** Its kind's upstreams cut long texts themselves, so that those which it may concatenate go in one submit. Absent: they don't. */
  readonly wholeTexts?: boolean;
  readonly encoding: "ucs2" | "gsm7" | "auto";
  readonly retry: RetrySettings;
  /** When it is left alone because it fails. Absent: as by default. */
  readonly circuit?: CircuitSettings | "off" | undefined;
  readonly delivery: "at-least-once" | "at-most-once";
  /** What was set of it; `unknownOf` says what holds. */
  readonly unknown?: UnknownChoice | undefined;
  readonly connect: ConnectSettings | undefined;
  /** The kind's own settings, as its schema parsed them; only the kind looks inside. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** What becomes of a message that left and got no answer. */
export interface UnknownSettings {
  /** `hold`: waits for a late answer or a receipt, and ends as UNKNOWN; `resend`: waits, and goes back to its lane; `end`: ends at once. */
  readonly then: "hold" | "resend" | "end";
  /** How long it waits, ms. */
  readonly after: number;
  /** Whether a receipt whose id nobody knows may be its own by its phone. */
  readonly byPhone: boolean;
}

/** As far as it was chosen. */
export type UnknownChoice = { readonly [K in keyof UnknownSettings]?: UnknownSettings[K] | undefined };

/** Before a message without an answer is sent again: a receipt that is quick comes first. */
const RESEND_AFTER = 5_000;

/** @param once whether the message may not be sent twice, by its channel or its account: it is held then where it would be resent */
export function unknownOf(
  { unknown = {}, validity }: Pick<ChannelConfig, "unknown" | "validity">,
  once: boolean,
): Omit<UnknownSettings, "then"> & { readonly does: UnknownSettings["then"] } {
  const { then: does = once ? "hold" : "resend", after, byPhone = true } = unknown;
  if (once && does === "resend") return { does: "hold", after: validity, byPhone };
  return { does, after: after ?? (does === "hold" ? validity : RESEND_AFTER), byPhone };
}

/** When a channel counts as broken (dispatch/breaker.ts). */
export interface CircuitSettings {
  /** Failures in a row. */
  readonly failures: number;
  /** Of what was answered in the window, once that is enough to tell; above 0, up to 1. */
  readonly share: number;
  /** ms */
  readonly window: number;
  /** How long it is left alone at first, ms; doubled each time that a probe fails, up to 5 minutes. */
  readonly open: number;
}

export interface ConnectSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly timeout: number;
}

export interface RetrySettings {
  readonly on: readonly ("throttled" | "disconnected")[];
  /** Waits before the second, third, … try; the last one repeats. */
  readonly backoff: readonly number[];
  /** From the message's send time. */
  readonly giveUpAfter: number;
  readonly thenNextChannel: boolean;
}

export interface PlatformSettings {
  readonly frequency: {
    readonly verification: { readonly match: string; readonly limit: number; readonly window: number };
    readonly daily: { readonly limit: number };
    readonly exemptPhones: readonly string[];
  };
  readonly push: { readonly allowAddresses: readonly string[] };
  /** Host name (lower case) → dialect that answers there on paths that several dialects share. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly limits: LimitSettings;
  readonly retention: RetentionSettings;
}

/** How long is kept what is over, ms. */
export interface RetentionSettings {
  /** Messages with all that is known of them, from their end; inbound texts, from when they came. */
  readonly messages: number;
  /** Receipts that no message claims. */
  readonly parkedReceipts: number;
}

/** Bounds of the accept path; every one answers with a reason of its own instead of growing. */
export interface LimitSettings {
  /** Bytes of a request body. */
  readonly body: number;
  /** UTF-16 code units of a text. */
  readonly content: number;
  /** Bytes of an MMS. */
  readonly mms: number;
  /** Recipients of one submission, where a dialect states no smaller number. */
  readonly recipients: number;
  /** Messages that may be waiting to be sent (scheduled ones included) before calls are answered `busy`. */
  readonly queued: number;
  /** How long an order id is remembered, ms. */
  readonly orderIds: number;
  /** How far ahead a send time may lie, ms. */
  readonly schedule: number;
}
