import type { AlarmKind, AlarmKindSettings, AlarmSetting } from "../domain/alarms.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { accountSilent } from "./checks/account-silent.ts";
import { backlogAge } from "./checks/backlog-age.ts";
import { balanceLow } from "./checks/balance-low.ts";
import { channelDown } from "./checks/channel-down.ts";
import type { Check, Looked } from "./checks/check.ts";
import { pushDead } from "./checks/push-dead.ts";
import { receiptRates, successRates } from "./checks/rates.ts";
import { reviewsWaiting } from "./checks/reviews-waiting.ts";
import type { Finding } from "./finding.ts";
import type { Sight } from "./lasting.ts";

/** How long what a check that reads many rows has found is believed, ms. */
const RARELY = 5 * 60_000;
const RARE: ReadonlySet<AlarmKind> = new Set(["balance-low", "account-silent"]);

type Checks = { readonly [K in AlarmKind]: Check<K> };

interface Found {
  /** Monotonic ms. */
  readonly at: number;
  readonly setting: string;
  readonly found: readonly Finding[];
}

/** Looks for what is the matter, of every kind that is on. One that can't be looked for doesn't keep the others from it. */
export class LookAround {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #checks: Checks = {
    "channel-down": channelDown,
    "success-rate": successRates,
    "receipt-rate": receiptRates,
    "backlog-age": backlogAge,
    "balance-low": balanceLow(),
    "push-dead": pushDead,
    "reviews-waiting": reviewsWaiting,
    "account-silent": accountSilent(),
  };
  readonly #rare = new Map<AlarmKind, Found>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Never rejects. */
  async look(looked: Looked, kinds: AlarmKindSettings): Promise<Sight> {
    const names = (Object.keys(this.#checks) as AlarmKind[]).filter((kind) => kinds[kind].on);
    const unknown = new Set<AlarmKind>();
    const found = await Promise.all(
      names.map(async (kind) => {
        try {
          return await this.#check(kind, looked, kinds);
        } catch (error) {
          this.#log("warn", "it could not be looked for alarms of a kind; what is known of it stays", { kind, ...errorFact(error) });
          unknown.add(kind);
          return [];
        }
      }),
    );
    return { found: found.flat(), unknown };
  }

  async #check(kind: AlarmKind, looked: Looked, kinds: AlarmKindSettings): Promise<readonly Finding[]> {
    const at = this.#clock.monotonic();
    const setting = JSON.stringify(kinds[kind]);
    const known = this.#rare.get(kind);
    if (known?.setting === setting && at - known.at < RARELY) return known.found;
    const check = this.#checks[kind] as (looked: Looked, setting: AlarmSetting<AlarmKind>) => Promise<readonly Finding[]>;
    const found = await check(looked, kinds[kind]);
    if (RARE.has(kind)) this.#rare.set(kind, { at, setting, found });
    return found;
  }
}
