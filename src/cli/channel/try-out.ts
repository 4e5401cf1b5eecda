import type { ChannelConfig } from "../../domain/directory.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Store, TestOrder, TestSend } from "../../store/store.ts";
import { maskPhone } from "../../text/phone.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { CommandIo } from "../cli.ts";
import { operatorName } from "../operator.ts";
import { pause } from "../pause.ts";
import { Problem } from "../problem.ts";
import { toolId } from "../tool-id.ts";

/** ms between looks at how it stands. */
const LOOK = 200;
/** ms: a server that runs the channel takes a test within a second or two, and four where another one might be connected. */
const TAKE_BY = 10_000;
/** ms that a test may wait for room in the channel's window and for its outcome to be written, beside each part's response timeout. */
const SLACK = 20_000;
/** Parts that are awaited one after another at most; more are given up on here, not there. */
const MOST_PARTS = 10;

/** Sends one text over exactly this channel through the running server, and tells what happens until its receipt is there. @param wait ms for the receipt */
export async function tryOut(
  store: Store,
  io: CommandIo,
  channel: ChannelConfig,
  { phone, text, wait }: { readonly phone: string; readonly text: string; readonly wait: number },
): Promise<void> {
  if (!channel.enabled) throw new Problem("the channel's declaration says enabled: false, so no server runs it");
  if (channel.mode === "down")
    throw new Problem(
      `the channel is switched down; yizhan channel drain ${channel.name} opens its sessions and gives it no messages but tests`,
    );
  const order = await place(store, channel, phone, text);
  const say = (at: number, what: string): void => io.out(`${formatShanghai(at)}  ${seconds(at - order.at).padStart(8)}  ${what}`);
  say(order.at, `ordered: to ${maskPhone(phone)} over ${channel.name}, ${[...text].length} characters`);

  const taken = await follow(store, order, TAKE_BY + 1_000, ({ takenAt }) => takenAt !== undefined);
  if (taken.takenAt === undefined)
    throw new Problem("no server took it: is one running on this store, with the dispatch role? It will not be sent later");
  say(taken.takenAt, `taken by node ${taken.node}`);

  const answered = await follow(store, order, channel.responseTimeout * MOST_PARTS + SLACK, ({ answer }) => answer !== undefined);
  if (!answered.answer) throw new Problem("the server that took it has not said what came of it; it may have been sent");
  const { at, parts, note } = answered.answer;
  if (parts.length === 0) throw new Problem(`nothing was sent: ${note}`);
  for (const { part, outcome, upstreamId, code } of parts) {
    const which = parts.length > 1 ? `part ${part} of ${parts.length} ` : "";
    say(at, `${which}${outcome}${upstreamId === undefined ? "" : ` as ${upstreamId}`}${code === undefined ? "" : ` (${code})`}`);
  }
  const accepted = parts.filter(({ outcome }) => outcome === "accepted");
  if (accepted.length < parts.length) throw new Problem("upstream did not accept it");

  const ended = await follow(store, order, wait, (test) => endings(test).length >= accepted.length);
  for (const { at: came, upstreamId, status, code } of ended.receipts) say(came, `receipt for ${upstreamId}: ${status} ${code}`);
  const missing = accepted.length - endings(ended).length;
  if (missing > 0)
    throw new Problem(
      `${missing} of ${accepted.length} receipts did not come within ${seconds(wait)}; what comes later is listed by yizhan receipts orphans --channel ${channel.name}`,
    );
  if (ended.receipts.some(({ status }) => status === "failed")) throw new Problem("it was accepted, and not delivered");
  io.out("delivered");
}

async function place(store: Store, channel: ChannelConfig, phone: string, text: string): Promise<TestOrder> {
  for (;;) {
    const at = systemClock.now();
    const order = { id: toolId(), channelId: channel.id, phone, text, actor: operatorName(), at, takeBy: at + TAKE_BY };
    if (await store.channels.orderTest(order)) return order;
    if ((await store.channels.test(order.id)) === undefined) throw new Problem("too many tests wait already; try again in a moment");
  }
}

/** How the test stands when the condition holds, or when that took too long. */
async function follow(store: Store, { id }: TestOrder, ms: number, until: (test: TestSend) => boolean): Promise<TestSend> {
  const deadline = systemClock.monotonic() + ms;
  for (;;) {
    const test = await store.channels.test(id);
    if (!test) throw new Problem("the test is not in the store any more");
    if (until(test) || systemClock.monotonic() >= deadline) return test;
    await pause(LOOK);
  }
}

/** Upstream ids with a receipt that says how it ended. */
function endings({ receipts }: TestSend): readonly string[] {
  return [...new Set(receipts.filter(({ status }) => status !== "pending").map(({ upstreamId }) => upstreamId))];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
