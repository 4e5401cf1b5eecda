/** The account that the benchmarks send as, and the address of the platform's interface that they use. */
export const BENCH_ACCOUNT = { login: "bench", password: "Bench-1" };

/** The text of every message: one segment of 49 UTF-16 code units. */
export const BENCH_TEXT = "您的快件已到驿站，请于今日二十一点前凭取件码到店领取，逾期将退回。如有疑问请致电驿站客服，谢谢。";

/** What `bench/load.ts` is told, as one JSON argument. */
export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** Recipients a request: one goes by GET, more by POST. */
  readonly recipients: number;
  /** Index of the first phone number; see test/support/phones.ts. No two loads of one server may overlap. */
  readonly firstPhone: number;
  /** Ends by time (seconds, after a warm-up that isn't counted), or when so many messages have been taken. */
  readonly until: { readonly warmUp: number; readonly seconds: number } | { readonly messages: number };
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
