import type { ChannelKind } from "../../src/channels/channel.ts";
import { KINDS } from "../../src/cli/kinds.ts";
import type { Dialect } from "../../src/dialects/dialect.ts";
import { DIALECTS } from "../../src/dialects/registry.ts";
import type { IngressLimits } from "../../src/ingress/limits.ts";
import type { TlsFiles } from "../../src/ingress/tls.ts";
import { type Clock, systemClock } from "../../src/runtime/clock.ts";
import { ROLES, type Role, type Running, startServer } from "../../src/serve/assemble.ts";
import type { Store } from "../../src/store/store.ts";
import { FIRST_USER } from "../../src/users/first-user.ts";
import { Passwords } from "../../src/users/password.ts";
import { type ApplyFacts, applyText } from "./apply-text.ts";
import { TempStore } from "./temp-store.ts";

export interface HouseOptions {
  /** Provisioning text; by default one account `customer` with password `Secret-1` that may send to everyone. */
  readonly plan?: string;
  readonly dialects?: readonly Dialect[];
  readonly kinds?: readonly ChannelKind[];
  readonly clock?: Clock;
  readonly limits?: IngressLimits;
  readonly trustProxy?: readonly string[];
  readonly roles?: ReadonlySet<Role>;
  readonly tls?: TlsFiles;
  /** Where the pages are built. */
  readonly ui?: string;
  /** Puts something between the server and the store. */
  readonly between?: (store: Store) => Store;
}

export const PLAN = `
version: 1
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - { login: customer, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: 10000, signature: { mode: none } }
`;

/** Who may sign in at a new house's console; the password must be changed. */
export const ADMIN = { name: FIRST_USER, password: "first of all" };
/** Digests of passwords that take no time. */
const CHEAP = new Passwords({ ln: 4, r: 1, p: 1 });

export const CUSTOMER = { login: "customer", password: "Secret-1" };

/** The whole server in this process, over a store of its own, on a port of its own. */
export class House implements AsyncDisposable {
  readonly log: string[];
  readonly running: Running;
  readonly #temp: TempStore;

  readonly #facts: ApplyFacts;

  private constructor(temp: TempStore, running: Running, log: string[], facts: ApplyFacts) {
    this.#temp = temp;
    this.#facts = facts;
    this.running = running;
    this.log = log;
  }

  static async open(options: HouseOptions = {}): Promise<House> {
    const { dialects = DIALECTS, kinds = KINDS, clock = systemClock } = options;
    const temp = await TempStore.open(options.clock && "sqlite");
    const log: string[] = [];
    const facts = { dialects: dialects.map((dialect) => dialect.name), kinds };
    await applyText(temp.store, options.plan ?? PLAN, facts, clock.now());
    const running = await startServer({
      store: options.between?.(temp.store) ?? temp.store,
      clock,
      log: (level, message, facts) => log.push(`${level}: ${message} ${JSON.stringify(facts ?? {})}`),
      dialects,
      kinds,
      host: "127.0.0.1",
      port: 0,
      trustProxy: options.trustProxy ?? [],
      roles: options.roles ?? new Set(ROLES),
      passwords: CHEAP,
      adminPassword: ADMIN.password,
      ...(options.ui ? { ui: options.ui } : {}),
      ...(options.limits ? { limits: options.limits } : {}),
      ...(options.tls ? { tls: options.tls } : {}),
    });
    return new House(temp, running, log, facts);
  }

  get store(): Store {
    return this.#temp.store;
  }

  get port(): number {
    return Number(new URL(this.running.address).port);
  }

  /** Applies a provisioning text, and has the server follow it at once. */
  async provision(text: string): Promise<void> {
    await applyText(this.store, text, this.#facts, Date.now());
    await this.running.directory.refresh();
  }

  /** What went wrong in the server's own eyes. */
  get errors(): readonly string[] {
    return this.log.filter((line) => line.startsWith("error:"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.stop();
    await this.#temp[Symbol.asyncDispose]();
  }
}
