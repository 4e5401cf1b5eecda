import type { Credentials } from "../test/support/huaxin-wire.ts";

/** The account that the benchmarks send as, by every interface. */
export const BENCH_ACCOUNT = { login: "bench", password: "Bench-1", md5Key: "Bench-md5-1" };

/** The text of most messages: one segment of 49 UTF-16 code units. */
export const BENCH_TEXT = "您的快件已到驿站，请于今日二十一点前凭取件码到店领取，逾期将退回。如有疑问请致电驿站客服，谢谢。";

/** Stands in a request where the load writes a phone number. */
export const PHONE_PLACE = "00000000000";
/** … and an order id. */
export const ORDER_PLACE = "9".repeat(22);
/** … and the MD5 that signs it. */
export const KEY_PLACE = "f".repeat(32);

/** What a load sends again and again. */
export interface Requests {
  /** One whole request, ASCII, with places in it that are written over. */
  readonly request: string;
  /** Recipients of each, and so places for phone numbers. */
  readonly recipients: number;
  /** What only the answer to an accepted one holds behind its head; ASCII. */
  readonly marker: string;
  /** Each request has an order id of its own, signed by the MD5 of `before`, id and `after`. */
  readonly orders?: { readonly before: string; readonly after: string };
}

/** Phone numbers by their index (see test/support/phones.ts). */
export interface PhoneRange {
  readonly first: number;
  /** After so many it begins anew; without it, none comes twice. No two loads of one server may overlap then. */
  readonly count?: number;
}

/** Ends by time (seconds, after a warm-up that isn't counted), or when so many messages have been taken. */
export type Until = { readonly warmUp: number; readonly seconds: number } | { readonly messages: number };

/** What `bench/load.ts` is told, as one JSON argument. */
export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly requests: Requests;
  readonly phones: PhoneRange;
  readonly until: Until;
}

/** What it prints, as one line of JSON. */
export interface LoadResult {
  /** Counted time, s. */
  readonly seconds: number;
  /** Requests in it that were answered with success. */
  readonly accepted: number;
  /** … with anything else. */
  readonly refused: number;
  /** Requests whose connection ended before the answer. */
  readonly broken: number;
  readonly perSecond: number;
  /** Latency of all answers, ms. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the generator itself, s; counted and warm-up time together. */
  readonly cpu: number;
  /** UTC ms of the first request. */
  readonly startedAt: number;
  /** Requests answered with success, warm-up included. */
  readonly acceptedInAll: number;
}

/** What `bench/live.ts` is told, as one JSON argument. */
export interface LiveOptions {
  readonly port: number;
  readonly who: Credentials;
  readonly perSecond: number;
  readonly firstPhone: number;
  /** UTC ms. What is sent before the first span isn't counted. */
  readonly startAt: number;
  /** UTC ms; the last call is made at the last one's end. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

/** ms, null of nothing. What took longer than 10 s is 10,000. */
export interface Spread {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly highest: number | null;
}

export interface LiveSpan {
  readonly accepted: number;
  /** Calls that were answered with anything else, or not at all. */
  readonly failed: number;
  readonly accept: Spread;
  /** From the answer to the arrival of the report, which is asked for every 10 ms. */
  readonly report: Spread;
  /** Accepted ones whose report hadn't come 15 s after the last call. */
  readonly unreported: number;
}

/** What it prints, as one line of JSON. */
export interface LiveResult {
  readonly spans: readonly LiveSpan[];
  /** Its reports by the second, see `BySecond`. */
  readonly reports: readonly (readonly [second: string, count: number])[];
}
