import type { ChannelKind } from "../../src/channels/channel.ts";
import { type DirectoryIndex, indexDirectory } from "../../src/directory/directory-index.ts";
import { NO_RULES } from "../../src/directory/rule-book.testing.ts";
import { Dispatcher } from "../../src/dispatch/dispatcher.ts";
import type { ChannelMode } from "../../src/domain/channel-state.ts";
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
  /** What the account's product has, instead of one route over all its channels. */
  readonly standard?: string;
  /** More accounts, which differ from the first in their login only. */
  readonly others?: readonly string[];
  /** Products beside the usual one, which takes all channels: name → channels. */
  readonly products?: Readonly<Record<string, readonly string[]>>;
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

  /** Switches a channel as an operator does; the dispatcher follows. */
  async switch(name: string, mode: ChannelMode): Promise<void> {
    const id = this.channelId(name);
    await this.store.channels.setMode({ channelId: id, mode, at: this.clock.now(), actor: "test", note: "" });
    this.#directory = indexDirectory(await this.store.directory.load());
    this.dispatcher.follow(this.#directory);
    await this.quiet();
  }

  channelId(name: string): number {
    for (const [id, config] of this.#directory?.channelById ?? []) if (config.name === name) return id;
    throw new Error(`there is no channel ${name}`);
  }

  /** A new process on the same store; the last one is taken for dead. */
  async restart(options: Pick<RigOptions, "between"> & { readonly kinds?: readonly ChannelKind[] }): Promise<void> {
    const { clock } = this;
    const { node, lastId } = await this.store.nodes.join("rig", clock.now(), 30_000);
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
      node: () => node,
    });
    await this.#dispatcher.start();
  }

  /** Accepts a submission of the first account, or of the one named, as the ingress does; answers its id. */
  async send(
    recipients: readonly string[],
    draft: Partial<SubmissionDraft> & { readonly text?: string; readonly from?: string } = {},
  ): Promise<number> {
    const directory = this.#directory as DirectoryIndex;
    const { text = "您好", from = LOGIN, ...rest } = draft;
    const account = directory.accountByLogin.get(from);
    if (!account || !this.#ids) throw new Error("the rig is not set up");
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

function planOf({ channels, account = "", standard, others = [], products = {} }: RigOptions): string {
  const names = Object.keys(channels);
  const all = { standard: names, ...products };
  const product = account.includes("product:") ? "" : "product: standard, ";
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
    ...Object.entries(all).map(
      ([name, ways]) =>
        `  - { name: ${name}, ${(name === "standard" && standard) || `routes: [{ operators: ${OPERATORS}, channels: [${ways.join(", ")}] }]`} }`,
    ),
    "accounts:",
    ...[LOGIN, ...others].map(
      (login, index) =>
        `  - { login: ${login}, dialects: [huaxin], ${product}code: "${String(5 + index).padStart(2, "0")}", password: Secret-1, credits: ${CREDITS}, signature: { mode: none }${account && `, ${account}`} }`,
    ),
    "",
  ].join("\n");
}
