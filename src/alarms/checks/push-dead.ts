import { waysOf } from "../../domain/directory.ts";
import type { PushKind } from "../../domain/push.ts";
import type { FoundPush } from "../../store/store.ts";
import { type Check, type Looked, MINUTE, seconds } from "./check.ts";

/** Waiting items that are looked at: enough to meet every endpoint that has lately had something. */
const LOOKED_AT = 200;
/** Tries of one item that reached nobody, after which nobody seems to be there. */
const UNREACHED = 3;
/** Characters of an answer that are kept with an alarm. */
const NOTE = 120;

/**
 * Endpoints that get nothing: what is due for one isn't taken (it counts as dead, and is probed only), or what waits for one has reached
 * nobody several times.
 */
export const pushDead: Check<"push-dead"> = async (looked, { minutes }) => {
  const { store, now } = looked;
  const [heads, waiting] = await Promise.all([
    store.pushes.due(now - minutes * MINUTE),
    store.search.pushes({ state: "waiting", before: undefined, limit: LOOKED_AT }),
  ]);
  const places = new Map<string, Place>();
  for (const { accountId, kind, dueAt } of heads) places.set(`${kind} ${accountId}`, { accountId, kind, since: dueAt, note: "" });
  for (const item of waiting.rows) {
    const key = `${item.kind} ${item.accountId}`;
    const known = places.get(key);
    const tried = item.unreached >= UNREACHED && item.at <= now - minutes * MINUTE;
    if (!known && !tried) continue;
    const since = Math.min(known?.since ?? item.at, item.at);
    places.set(key, { accountId: item.accountId, kind: item.kind, since, note: known?.note || noteOf(item) });
  }
  const found = await Promise.all([...places.values()].map((place) => findingOf(looked, place)));
  return found.flat();
};

interface Place {
  readonly accountId: number;
  readonly kind: PushKind;
  readonly since: number;
  readonly note: string;
}

function noteOf({ last }: FoundPush): string {
  if (!last) return "";
  return (last.status === 0 ? last.note : `HTTP ${last.status}`).slice(0, NOTE);
}

/** Nothing where the account takes no pushes now, or its latest one was received after those began to wait. */
async function findingOf({ directory, store, now }: Looked, { accountId, kind, since, note }: Place) {
  const account = directory.accountById.get(accountId);
  if (!account?.enabled || !waysOf(account.push, kind).push) return [];
  const { rows } = await store.search.pushes({ accountId, kind, state: "received", before: undefined, limit: 1 });
  if (rows[0]?.last && rows[0].last.at > now - 5 * MINUTE) return [];
  const facts = { push: kind, age: seconds(now - since), note };
  return [{ kind: "push-dead" as const, of: `${accountId}-${kind}`, subject: account.login, facts }];
}
