import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import { ID_STEP, IdSource } from "../../domain/ids.ts";
import type { Store } from "../store.ts";
import { FREQUENCY } from "./rig.ts";

/**
 * A process that is meant to be killed: opens a store, accepts submissions of the account under load, and writes a
 * submission's id to standard output once its promise has resolved.
 *
 * Usage: node victim.ts MODULE ARGUMENT ACCOUNT LANE, where MODULE exports `open(argument): Promise<Store>`.
 */
const CONCURRENCY = 16;
const RECIPIENTS = 3;

const [module = "", argument = "", account = "", lane = ""] = process.argv.slice(2);
const { open } = (await import(module)) as { open(argument: string): Promise<Store> };
const store = await open(argument);
const { lastId } = await store.nodes.join("victim", Date.now(), 60_000);
const ids = new IdSource(Date.now, 1, lastId);

for (let n = 0; n < CONCURRENCY; n++) void acceptForEver();

async function acceptForEver(): Promise<void> {
  for (;;) {
    const id = ids.take(RECIPIENTS + 1);
    const now = Date.now();
    await store.submissions.accept(
      {
        id,
        accountId: Number(account),
        dialect: "huaxin",
        medium: "sms",
        acceptedAt: now,
        sendAt: now,
        text: "您的订单已发货",
        ext: "",
        orderId: `order-${id}`,
        orderExpiresAt: now + 3_600_000,
        other: undefined,
        reports: { pull: true, push: false },
        numbered: false,
        charge: { credits: RECIPIENTS, floor: 0 },
        refundUndelivered: false,
        atMostOnce: false,
        messages: Array.from({ length: RECIPIENTS }, (_, index) => ({
          id: id + ID_STEP * (index + 1),
          phone: `1380013800${index}`,
          operator: "mobile",
          class: "notice",
          text: undefined,
          segments: 1,
          state: "queued",
          code: undefined,
          lane: Number(lane),
          exempt: true,
        })),
      },
      { queued: DEFAULT_SETTINGS.limits.queued, frequency: FREQUENCY, daily: 0 },
    );
    process.stdout.write(`${id}\n`);
  }
}
