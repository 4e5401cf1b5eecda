import type { Dialect } from "../dialects/dialect.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { PushKind } from "../domain/push.ts";
import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { NewsStore, PushStore } from "../store/store.ts";
import { AddressGuard, type Resolve, systemResolve } from "./address-guard.ts";
import { PushForms } from "./bundle.ts";
import { Courier, type Destination, type PushObserver } from "./courier.ts";
import { Endpoint } from "./endpoint.ts";
import { PostOffice } from "./post-office.ts";

export interface PushDeskDeps {
  readonly store: PushStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes the tokens of leases. */
  readonly ids: { take(count: number): number };
  readonly dialects: readonly Dialect[];
  readonly directory: () => DirectoryIndex;
  /** Of other processes on the store; where it is left out, none arrive. */
  readonly news?: Pick<NewsStore, "arrives">;
  readonly observer?: PushObserver;
  /** The system's where it is left out, as is `random`. */
  readonly resolve?: Resolve;
  readonly random?: () => number;
}

/** Requests under way at once, over all endpoints. */
const AT_ONCE = 64;
/** How often the store is asked what is due, for what this node was not told of, and for tries whose time has come. */
const POLL = 1_000;
/** … where the store tells of it: a try that is due may be so much late. */
const RARE_POLL = 2_000;
/** How long a wake waits for more to come: what becomes known together goes in one request, and a busy store isn't asked all the time. */
const GATHER = 100;
/** How long requests under way may go on when the desk stops. */
const PATIENCE = 5_000;

interface Place {
  readonly endpoint: Endpoint;
  /** There may be items due. */
  due: boolean;
  /** Items are being taken. One at a time, as the next ones are only known then. */
  taking: boolean;
  /** Why it isn't served, as the log was told. */
  waits: string | undefined;
}

/**
 * Brings reports and inbound texts to the customers who want them pushed. It asks the store which endpoints have items due,
 * and gives each as many requests as its health allows, in turn. What can't be pushed (the account is disabled, its URL is
 * gone, none of its interfaces pushes) stays in the store, untried, until the directory says otherwise.
 */
export class PushDesk {
  readonly #deps: PushDeskDeps;
  readonly #forms: PushForms;
  readonly #courier: Courier;
  readonly #abort = new AbortController();
  readonly #places = new Map<string, Place>();
  /** Places with items due, whose turn it is first. */
  readonly #line = new Set<Place>();
  readonly #rounds = new Set<Promise<void>>();
  #office: { readonly allowed: string; readonly office: PostOffice } | undefined;
  #poll: Timer | undefined;
  #wake: Timer | undefined;
  #look: Promise<void> | undefined;
  #lookAgain = false;
  #turning = false;
  #stopping: Promise<void> | undefined;

  constructor(deps: PushDeskDeps) {
    this.#deps = deps;
    this.#forms = new PushForms(deps.dialects);
    const { store, clock, log, ids, random = Math.random, observer = {} } = deps;
    this.#courier = new Courier({ store, clock, log, ids, forms: this.#forms, random, observer }, () => this.#stopped, this.#abort.signal);
  }

  start(): void {
    void this.#lookNow().finally(() => {
      if (!this.#stopped) this.#poll = this.#deps.clock.after(this.#deps.news?.arrives ? RARE_POLL : POLL, () => this.start());
    });
  }

  /** New items may be in the store: the poll need not be waited for. May be called as often as anything happens. */
  wake(): void {
    if (this.#wake || this.#stopped) return;
    this.#wake = this.#deps.clock.after(GATHER, () => {
      this.#wake = undefined;
      void this.#lookNow();
    });
  }

  /** Begins no request any more, waits a while for those under way, breaks off the rest and gives back what was not tried. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Endpoints' rounds that have begun and not ended. */
  get underWay(): number {
    return this.#rounds.size;
  }

  get #stopped(): boolean {
    return this.#stopping !== undefined;
  }

  async #stop(): Promise<void> {
    this.#poll?.cancel();
    this.#wake?.cancel();
    const patience = this.#deps.clock.after(PATIENCE, () => this.#abort.abort());
    await Promise.all([this.#look, ...this.#rounds]);
    patience.cancel();
    this.#office?.office.retire();
  }

  /** Asks the store what is due; asked meanwhile, once more. */
  #lookNow(): Promise<void> {
    if (this.#look) this.#lookAgain = true;
    this.#look ??= this.#lookAround().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookAround(): Promise<void> {
    do {
      this.#lookAgain = false;
      try {
        for (const { accountId, kind } of await this.#deps.store.due(this.#deps.clock.now())) this.#queue(this.#placeOf(accountId, kind));
      } catch (error) {
        this.#deps.log("error", "what is to be pushed could not be read", errorFact(error));
      }
    } while (this.#lookAgain && !this.#stopped);
    this.#turnSoon();
  }

  #placeOf(accountId: number, kind: PushKind): Place {
    const key = `${kind} ${accountId}`;
    let place = this.#places.get(key);
    if (!place) {
      place = { endpoint: new Endpoint(accountId, kind), due: false, taking: false, waits: undefined };
      this.#places.set(key, place);
    }
    return place;
  }

  #queue(place: Place): void {
    place.due = true;
    this.#line.add(place);
  }

  /** One turn for all that happens in this turn of the event loop. */
  #turnSoon(): void {
    if (this.#turning || this.#stopped) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      if (!this.#stopped) this.#turn();
    });
  }

  /** Begins what there is room for: each place in the line one request, then all over again. */
  #turn(): void {
    for (const place of this.#line) {
      if (this.#rounds.size >= AT_ONCE) return;
      if (!place.due && !place.taking) this.#line.delete(place);
      else if (this.#begin(place)) {
        this.#line.delete(place);
        this.#line.add(place);
      }
    }
  }

  #begin(place: Place): boolean {
    const { endpoint } = place;
    if (place.taking || endpoint.room(this.#deps.clock.monotonic()) <= 0) return false;
    const to = this.#destinationOf(endpoint);
    this.#tellWaiting(place, typeof to === "string" ? to : undefined);
    if (typeof to === "string") return false;
    // what is found due from now on may be more than this round takes
    place.due = false;
    place.taking = true;
    endpoint.begin();
    const round = this.#courier.round(endpoint, to, (more) => {
      place.taking = false;
      if (more) this.#queue(place);
      this.#turnSoon();
    });
    this.#track(place, round);
    return true;
  }

  #track(place: Place, round: Promise<boolean>): void {
    const { accountId, kind } = place.endpoint;
    const tracked = round
      .then(
        (gaveBack) => {
          if (gaveBack) this.#queue(place);
        },
        (error: unknown) =>
          this.#deps.log("error", "a round of pushes broke; its lease must end first", { accountId, kind, ...errorFact(error) }),
      )
      .finally(() => {
        place.endpoint.end();
        this.#rounds.delete(tracked);
        this.#turnSoon();
      });
    this.#rounds.add(tracked);
  }

  /** Where an endpoint's items go by the present directory, or why they have to wait. */
  #destinationOf({ accountId, kind }: Endpoint): Destination | string {
    const directory = this.#deps.directory();
    const account = directory.accountById.get(accountId);
    if (!account) return "there is no such account";
    if (!account.enabled) return "the account is disabled";
    const url = kind === "report" ? account.push.reports : account.push.inbound;
    if (url === undefined) return "the account has no address for them";
    const dialect = this.#forms.fallback(account);
    if (dialect === undefined) return "no interface of the account can push";
    return { account, url, dialect, office: this.#officeFor(directory), directory };
  }

  #tellWaiting(place: Place, why: string | undefined): void {
    if (why !== undefined && why !== place.waits) {
      const { accountId, kind } = place.endpoint;
      this.#deps.log("warn", "pushes wait", { accountId, kind, why });
    }
    place.waits = why;
  }

  /** A changed list of allowed addresses also ends the connections that the old one let pass. */
  #officeFor({ settings }: DirectoryIndex): PostOffice {
    const { allowAddresses } = settings.push;
    const allowed = allowAddresses.join();
    if (this.#office?.allowed !== allowed) {
      this.#office?.office.retire();
      const guard = new AddressGuard(allowAddresses, this.#deps.resolve ?? systemResolve);
      this.#office = { allowed, office: new PostOffice(guard, this.#deps.clock) };
    }
    return this.#office.office;
  }
}
