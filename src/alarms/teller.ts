import type { DirectoryIndex } from "../directory/directory-index.ts";
import { TARGETS, type Target } from "../domain/alarms.ts";
import { AddressGuard, type Resolve, systemResolve } from "../push/address-guard.ts";
import { PostOffice } from "../push/post-office.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { AlarmChanges, StoredAlarm } from "../store/store.ts";
import { mailTelling } from "./mail.ts";
import type { AlarmSettings } from "./settings.ts";
import { type Telling, type TellingEvent, tellingOf, testTelling } from "./telling.ts";
import { postTelling, type Told } from "./webhook.ts";

/** Waits between tries of one telling, ms; after the last it is given up. */
const AGAIN = [10_000, 60_000, 300_000];
/** Tellings under way at once; what is more isn't told, as everything failing at once must not fill the memory. */
const MOST = 200;
/** Alarms of one look that are told one by one; the console lists the rest. */
const MOST_AT_ONCE = 20;
/** How long those under way may go on when the server stops, ms. */
const PATIENCE = 3_000;

export interface TellerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: () => DirectoryIndex;
  /** The system's where it is left out. */
  readonly resolve?: Resolve;
}

/** Tells people of alarms, by webhook and e-mail; each telling is tried a few times. */
export class Teller {
  readonly #deps: TellerDeps;
  readonly #stopping = new AbortController();
  readonly #breaking = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(deps: TellerDeps) {
    this.#deps = deps;
  }

  /** Tells of what changed, but for what is muted. Doesn't wait. */
  tell({ raised, ended, unmuted }: AlarmChanges, settings: AlarmSettings): void {
    const { clock, log } = this.#deps;
    const now = clock.now();
    const all = [
      ...raised.map((alarm) => ["raised", alarm] as const),
      ...unmuted.map((alarm) => ["still", alarm] as const),
      ...ended.map((alarm) => ["ended", alarm] as const),
    ].filter(([event, { mutedUntil }]) => event === "still" || mutedUntil <= now);
    for (const [event, alarm] of all) this.#note(event, alarm);
    if (all.length > MOST_AT_ONCE) log("warn", "more alarms changed at once than are told of", { changed: all.length, told: MOST_AT_ONCE });
    for (const [event, alarm] of all.slice(0, MOST_AT_ONCE))
      for (const target of targetsOf(settings)) this.#begin(target, tellingOf(event, alarm, settings.language, now), settings);
  }

  /** Sees whether telling works, by one try. Never rejects. */
  test(target: Target, settings: AlarmSettings): Promise<Told> {
    return this.#try(target, testTelling(settings.language, this.#deps.clock.now()), settings);
  }

  /** Tries under way may end; what waits for another one is given up. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const patience = this.#deps.clock.after(PATIENCE, () => this.#breaking.abort());
    await Promise.race([Promise.all(this.#underWay), aborted(this.#breaking.signal)]);
    patience.cancel();
  }

  #note(event: Exclude<TellingEvent, "test">, { key, kind, subject, since }: StoredAlarm): void {
    this.#deps.log(event === "ended" ? "info" : "warn", `an alarm ${PAST[event]}`, { key, kind, subject, since });
  }

  #begin(target: Target, telling: Telling, settings: AlarmSettings): void {
    const key = telling.alarm?.key;
    if (this.#underWay.size >= MOST) {
      this.#deps.log("error", "an alarm isn't told: too many are being told", { target, key });
      return;
    }
    const told = this.#carry(target, telling, settings).finally(() => this.#underWay.delete(told));
    this.#underWay.add(told);
  }

  async #carry(target: Target, telling: Telling, settings: AlarmSettings): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopping;
    for (const [index, wait] of [...AGAIN, undefined].entries()) {
      const told = await this.#try(target, telling, settings);
      if (told.ok) return;
      const facts = { target, key: telling.alarm?.key, event: telling.event, tries: index + 1, why: told.why };
      if (wait === undefined || signal.aborted) {
        log("error", "an alarm could not be told to anybody; it is given up", facts);
        return;
      }
      log("warn", "an alarm could not be told; it is tried again", facts);
      await sleep(clock, wait, signal);
    }
  }

  async #try(target: Target, telling: Telling, settings: AlarmSettings): Promise<Told> {
    if (target === "mail") return mailTelling(settings.mail, telling);
    const { clock, directory, resolve = systemResolve } = this.#deps;
    const office = new PostOffice(new AddressGuard(directory().settings.push.allowAddresses, resolve), clock);
    try {
      return await postTelling(office, settings.webhook, telling, this.#breaking.signal);
    } finally {
      office.retire();
    }
  }
}

const PAST = { raised: "was raised", still: "goes on, and is muted no more", ended: "is over" } as const;

/** Where people want to be told, and said how. */
export function targetsOf({ webhook, mail }: AlarmSettings): readonly Target[] {
  return TARGETS.filter((target) =>
    target === "webhook" ? webhook.on && webhook.url !== "" : mail.on && mail.host !== "" && mail.to.length > 0,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
}
