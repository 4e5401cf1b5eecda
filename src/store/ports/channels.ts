import type { ChannelMode, ChannelState } from "../../domain/channel-state.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { AttemptPart } from "./dispatch.ts";

/** How channels are switched and how they do, and sends that try one out. */
export interface ChannelStore {
  /**
   * Switches a channel, writes who did it, and makes the directory's version grow; where it has that mode already, nothing
   * happens. No provisioning undoes it. Answers the mode that it had; undefined where there is no such channel.
   */
  setMode(change: ChannelModeChange): Promise<ChannelMode | undefined>;
  /** How a channel was switched, latest first. */
  changes(channelId: number, limit: number): Promise<readonly ChannelModeChange[]>;
  /**
   * Writes how a node's channels do, in place of all that it wrote before; and forgets what nodes wrote before `forget`. A node
   * that leaves or joins takes what its number wrote with it.
   */
  report(node: number, at: number, states: readonly OwnChannelState[], forget: number): Promise<void>;
  /** What nodes wrote last, by channel and node. */
  states(): Promise<readonly NodeChannelState[]>;
  /**
   * Puts down a send that tries out one channel: no account's, not charged, in no report. False where its id is taken, or
   * `MOST_TESTS` wait already. Those that were put down more than a week before are forgotten.
   */
  orderTest(test: TestOrder): Promise<boolean>;
  /** Takes what waits for one of these channels and isn't past its `takeBy`, oldest first. No two nodes take the same one. */
  takeTests(take: TestTake): Promise<readonly TestOrder[]>;
  /** What came of a test that this node took. The first answer stays; false where there was one, or the node hasn't taken it. */
  answerTest(testId: number, node: number, answer: TestAnswer): Promise<boolean>;
  /**
   * How a test stands; undefined where there is none. Receipts that came for its submits and that no message claims become its
   * own by this: they are no orphans any more.
   */
  test(testId: number): Promise<TestSend | undefined>;
  /**
   * Receipts that came up to `before` and that no message claims, oldest first, after the given one. Mostly for ids that nobody
   * was given; one that is early is among them until its submit is known.
   */
  orphans(ask: OrphansAsked): Promise<readonly Orphan[]>;
  /** How many of them each channel has, by channel; the counting ends at `most` over all, with the oldest. */
  countOrphans(ask: OrphansCounted): Promise<readonly OrphanCount[]>;
}

/** Tests that may wait to be taken. */
export const MOST_TESTS = 20;

export interface ChannelModeChange {
  readonly channelId: number;
  readonly mode: ChannelMode;
  /** UTC ms. */
  readonly at: number;
  readonly actor: string;
  /** Why, as the actor put it; may be empty. */
  readonly note: string;
}

export interface OwnChannelState {
  readonly channelId: number;
  readonly state: ChannelState;
}

export interface NodeChannelState extends OwnChannelState {
  readonly node: number;
  /** UTC ms, by that node's clock. */
  readonly at: number;
}

export interface TestOrder {
  /** Fresh: no message, submission or other test has it. */
  readonly id: number;
  readonly channelId: number;
  /** Normalised. */
  readonly phone: string;
  readonly text: string;
  readonly actor: string;
  /** UTC ms. */
  readonly at: number;
  /** Nobody takes it after that. */
  readonly takeBy: number;
}

export interface TestTake {
  readonly node: number;
  readonly channelIds: readonly number[];
  /** UTC ms: later ones are left alone. */
  readonly orderedBy: number;
  readonly now: number;
}

export interface TestAnswer {
  /** UTC ms. */
  readonly at: number;
  /** One a part; empty where nothing was sent. */
  readonly parts: readonly AttemptPart[];
  /** Why nothing was sent; empty where something was. */
  readonly note: string;
}

export interface TestSend extends TestOrder {
  readonly node: number | undefined;
  readonly takenAt: number | undefined;
  readonly answer: TestAnswer | undefined;
  /** In the order in which they came. */
  readonly receipts: readonly ChannelReceipt[];
}

export interface OrphansAsked {
  /** Undefined: every channel's. */
  readonly channelId: number | undefined;
  /** UTC ms; both included. */
  readonly since: number;
  readonly before: number;
  /** The last one of the page before. */
  readonly after: Pick<Orphan, "at" | "id"> | undefined;
  readonly limit: number;
}

export interface OrphansCounted extends Pick<OrphansAsked, "since" | "before"> {
  readonly most: number;
}

export interface OrphanCount {
  readonly channelId: number;
  readonly count: number;
}

export interface Orphan extends ChannelReceipt {
  /** Of the receipt itself: they are given in the order in which receipts come. */
  readonly id: number;
  readonly channelId: number;
}
