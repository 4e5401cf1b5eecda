import type { ChannelKind } from "../../src/channels/channel.ts";
import { type DirectoryIndex, indexDirectory } from "../../src/directory/directory-index.ts";
import { NO_RULES } from "../../src/directory/rule-book.testing.ts";
import { Dispatcher } from "../../src/dispatch/dispatcher.ts";
import { IdSource } from "../../src/domain/ids.ts";
import type { SubmissionDraft } from "../../src/domain/submission.ts";
import { InboundIntake } from "../../src/inbound/intake.ts";
import { ReceiptIntake } from "../../src/receipts/intake.ts";
import { ManualClock } from "../../src/runtime/manual-clock.ts";
import type { DispatchStore, Store, StoredReport } from "../../src/store/store.ts";
import { submit } from "../../src/submission/submit.ts";
import { applyText } from "./apply-text.ts";
import { ScriptedCarrier, type ScriptedChannel } from "./scripted-carrier.ts";
import { TempStore } from "./temp-store.ts";
import { turnOfLoop } from "./until.ts";

export interface RigOptions {
  /** Channel name → settings beside the usual ones, e.g. `rate: 10, window: 2`; the account's route takes them in this order. */
  readonly channels: Readonly<Record<string, string>>;
  /** Settings of the account beside the usual ones. */
  readonly account?: string;
  /** Puts something between the dispatcher and the store. */
  readonly between?: (store: DispatchStore) => DispatchStore;
  readonly prepare?: (channel: ScriptedChannel) => void;
}

export const CREDITS = 10_000;
const LOGIN = "customer";
/** Round trips after which whatever the dispatcher set off has been stored: more than its longest chain of calls. */
const ROUND_TRIPS = 8;

/** A dispatcher over the real store and scripted channels, in a time that stands still until a test moves it. */
export class DispatchRig implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly carrier = new ScriptedCarrier();
  readonly log: string[] = [];
  readonly #temp: TempStore;
  #directory: DirectoryIndex | undefined;
  #ids: IdSource | undefined;
  #dispatcher: Dispatcher | undefined;

  private constructor(temp: TempStore) {
    this.#temp = temp;
  }

  /** Everything is set up; the dispatcher has started. */
  static async open(options: RigOptions): Promise<DispatchRig> {
    const rig = new DispatchRig(await TempStore.open());
    if (options.prepare) rig.carrier.prepare = options.prepare;
    await rig.provision(options);
    await rig.restart(options);
    return rig;
  }

  get store(): Store {
    return this.#temp.store;
  }

  /** Where the store keeps its files. */
  get files(): string {
    return this.#temp.directory;
  }

  get dispatcher(): Dispatcher {
    if (!this.#dispatcher) throw new Error("the dispatcher has not started");
    return this.#dispatcher;
  }

  channel(name: string): ScriptedChannel {
    return this.carrier.channel(name);
  }

  /** Applies the plan that the options describe; a running dispatcher follows. */
  async provision(options: RigOptions): Promise<void> {
    await applyText(this.store, planOf(options), { dialects: ["huaxin"], kinds: [this.carrier] }, this.clock.now());
    this.#directory = indexDirectory(await this.store.directory.load());
    this.#dispatcher?.follow(this.#directory);
  }

  /** A new process on the same store; the last one is taken for dead. */
  async restart(options: Pick<RigOptions, "between"> & { readonly kinds?: readonly ChannelKind[] }): Promise<void> {
    const { clock } = this;
    const { node, lastId } = await this.store.nodes.join("rig", clock.now(), clock.now() + 30_000);
    const dispatch = this.store.dispatch;
    this.#ids = new IdSource(() => clock.now(), node, lastId);
    this.#dispatcher = new Dispatcher({
      store: options.between?.(dispatch) ?? dispatch,
      receipts: new ReceiptIntake(this.store.receipts, () => undefined),
      inbound: new InboundIntake({ store: this.store.inbound, ids: this.#ids, clock, stored: () => undefined }),
      callback: () => () => undefined,
      clock,
      log: (level, message) => this.log.push(`${level}: ${message}`),
      kinds: options.kinds ?? [this.carrier],
      directory: () => this.#directory as DirectoryIndex,
      node,
    });
    await this.#dispatcher.start();
  }

  /** Accepts a submission as the ingress does; answers its id. */
  async send(recipients: readonly string[], draft: Partial<SubmissionDraft> & { readonly text?: string } = {}): Promise<number> {
    const directory = this.#directory as DirectoryIndex;
    const account = directory.accountByLogin.get(LOGIN);
    if (!account || !this.#ids) throw new Error("the rig is not set up");
    const { text = "您好", ...rest } = draft;
    const wanted: SubmissionDraft = { medium: "sms", recipients, content: { kind: "same", text }, ext: "", sendAt: undefined, ...rest };
    const accepted = this.dispatcher.accepted.bind(this.dispatcher);
    const result = await submit(
      { store: this.store.submissions, ids: this.#ids, rules: () => NO_RULES, accepted },
      directory,
      account,
      "huaxin",
      wanted,
      this.clock.now(),
    );
    if (!result.ok) throw new Error(`refused: ${result.refusal.reason}`);
    await this.quiet();
    return result.value.submissionId;
  }

  /** Moves time on in steps, letting everything come to rest after each. */
  async pass(ms: number, step = ms): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      await this.clock.advance(Math.min(step, ms - passed));
      await this.quiet();
    }
  }

  /** Resolves when nothing is under way between dispatcher, store and channels but what waits for time or for a script. */
  async quiet(): Promise<void> {
    for (let trip = 0; trip < ROUND_TRIPS; trip++) {
      await this.store.dispatch.lanes();
      await turnOfLoop();
    }
  }

  /** Takes the account's waiting reports, each once. */
  async reports(): Promise<readonly StoredReport[]> {
    const accountId = this.#accountId();
    const now = this.clock.now();
    const token = (this.#ids as IdSource).take();
    return this.store.reports.take({
      accountId,
      token,
      limit: 1000,
      submissionId: undefined,
      notBefore: undefined,
      now,
      until: now + 1_000_000_000,
    });
  }

  /** Credits that the account has spent. */
  async spent(): Promise<number> {
    return CREDITS - (await this.store.ledger.balance(this.#accountId())).sms.credits;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#temp[Symbol.asyncDispose]();
  }

  #accountId(): number {
    return this.#directory?.accountByLogin.get(LOGIN)?.id ?? 0;
  }
}

const OPERATORS = "[mobile, unicom, telecom]";

function planOf({ channels, account = "" }: RigOptions): string {
  const names = Object.keys(channels);
  return [
    "version: 1",
    "channels:",
    ...names.map((name, index) => {
      const usual = { kind: "scripted", operators: OPERATORS, code: `"1069${index}"` };
      const own = channels[name] ?? "";
      const left = Object.entries(usual).filter(([key]) => !new RegExp(`\\b${key}:`).test(own));
      return `  - { name: ${name}, ${left.map(([key, value]) => `${key}: ${value}`).join(", ")}${own && `, ${own}`} }`;
    }),
    "products:",
    `  - { name: standard, routes: [{ media: sms, operators: ${OPERATORS}, channels: [${names.join(", ")}] }] }`,
    "accounts:",
    `  - { login: ${LOGIN}, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: ${CREDITS}, signature: { mode: none }${account && `, ${account}`} }`,
    "",
  ].join("\n");
}
