import type { Pushes, PushForm, PushRequest, PushTarget } from "../../src/dialects/pushes.ts";
import { STANDARD_PUSH_SCHEDULE } from "../../src/domain/push.ts";

const SECOND = 1_000;

/**
 * How the made-up dialect pushes: JSON, with `ok` for received and `again` for refused, of which it takes three; a status
 * other than 200 says that nobody was there.
 *
 * @param most reports a request; inbound texts come one by one
 */
export function toyPushes(most: number): Pushes {
  return {
    reports: form(most, ({ messageId: id, code, accessCode, region: { city } }) => ({ id, code, accessCode, city })),
    inbound: form(1, ({ id, text }) => ({ id, text })),
  };
}

function form<T>(most: number, told: (item: T) => unknown): PushForm<T> {
  return {
    most: () => most,
    encode: (items, target) => json(items.map(told), target),
    judge: ({ status, body }) => (status !== 200 ? "unreached" : body.toString() === "ok" ? "received" : "refused"),
    schedules: { refused: { tries: [0, 30 * SECOND, 120 * SECOND], jitter: 0 }, unreached: STANDARD_PUSH_SCHEDULE },
  };
}

function json(items: readonly unknown[], { url, now }: PushTarget): PushRequest {
  return { method: "POST", url, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify({ now, items })) };
}
