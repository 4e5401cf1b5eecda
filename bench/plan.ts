import { BENCH_ACCOUNT } from "./options.ts";

const OPERATORS = ["mobile", "unicom", "telecom"];
/** The first one answers where two own a path. */
const DIALECTS = ["huaxin", "inter28", "xunchen", "qxt", "hzdfit"];

export interface PlanOptions {
  /** Submits a second that the simulated carrier takes; 0: no limit. */
  readonly rate: number;
  /** Submits that it takes unanswered. */
  readonly window?: number;
  /** Kind and settings of another carrier than the simulated one. */
  readonly channel?: Readonly<Record<string, unknown>>;
  /** Sections of the provisioning file beside channels, products and accounts. */
  readonly sections?: Readonly<Record<string, unknown>>;
  /** What the account has beside its credentials. */
  readonly account?: Readonly<Record<string, unknown>>;
  /** More accounts on the same product, with the same secrets. */
  readonly others?: readonly string[];
}

const SIMULATED = { kind: "simulator", simulator: { receiptDelay: "0ms" } };

/** A provisioning file (JSON is YAML): accounts that may use every interface, on one carrier, by default a simulated one whose receipts come at once. */
export function planOf({ rate, window = 32, channel = SIMULATED, sections = {}, account = {}, others = [] }: PlanOptions): string {
  const { password, md5Key } = BENCH_ACCOUNT;
  const common = { dialects: DIALECTS, product: "bench", password, md5Key, credits: 100_000_000, signature: { mode: "none" } };
  return JSON.stringify({
    version: 1,
    ...sections,
    channels: [{ name: "carrier", operators: OPERATORS, code: "10690000", rate, window, ...channel }],
    products: [{ name: "bench", routes: [{ media: "sms", operators: OPERATORS, channels: ["carrier"] }] }],
    accounts: [BENCH_ACCOUNT.login, ...others].map((login, index) => ({ login, code: String(10 + index), ...common, ...account })),
  });
}
