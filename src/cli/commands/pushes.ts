import type { Account } from "../../domain/directory.ts";
import { PUSH_KINDS, type PushKind } from "../../domain/push.ts";
import { replayPushes } from "../../push/replay.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Store } from "../../store/store.ts";
import { formatShanghai, parseShanghai } from "../../text/shanghai-time.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { operatorName } from "../operator.ts";
import { Problem } from "../problem.ts";

interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly kinds: readonly PushKind[];
}

export const pushes: Command = {
  name: "pushes",
  usage: "pushes list|replay LOGIN [--from TIME --to TIME] [--kind report|inbound]",
  summary: "Shows what waits to be pushed to an account, or has a window of it pushed again.",
  takes: 2,
  help: {
    from: 'with replay, where the window begins: "2026-11-20 09:00:00" or 2026-11-20, in Asia/Shanghai, at most 30 days ago',
    to: "with replay, where the window ends, written alike; that moment is not in it any more",
    kind: "report or inbound (default: both)",
    ...STORE_HELP,
  },
  options: { from: { type: "string" }, to: { type: "string" }, kind: { type: "string" }, ...STORE_OPTIONS },
  async run(values, args, io) {
    const [verb, login] = args;
    if ((verb !== "list" && verb !== "replay") || login === undefined)
      throw new Problem("say what and whose: yizhan pushes list LOGIN, or yizhan pushes replay LOGIN --from TIME --to TIME");
    const kinds = kindsOf(text(values, "kind", ""));
    const wanted = verb === "list" ? undefined : { kinds, from: timeOf(values, "from"), to: timeOf(values, "to") };
    await withStore(values, io.env, async (store) => {
      const account = (await store.directory.load()).accounts.find((candidate) => candidate.login === login);
      if (!account) throw new Problem(`there is no account "${login}"`);
      if (wanted) await replay(store, io, account, wanted);
      else await list(store, io, account, kinds);
    });
  },
};

async function list(store: Store, io: CommandIo, account: Account, kinds: readonly PushKind[]): Promise<void> {
  for (const { kind, waiting, undelivered, dueAt } of await store.pushes.counts(account.id)) {
    if (!kinds.includes(kind)) continue;
    const next = dueAt === undefined ? "" : `, next try due ${formatShanghai(dueAt)}`;
    io.out(`${account.login}\t${kind}\t${waiting} waiting${next}\t${undelivered} undelivered`);
  }
}

async function replay(store: Store, io: CommandIo, { id: accountId, login }: Account, wanted: Wanted): Promise<void> {
  const result = await replayPushes(store.pushes, { accountId, ...wanted, now: systemClock.now(), actor: operatorName() });
  if (!result.ok) throw new Problem(result.why);
  for (const kind of wanted.kinds) io.out(`${login}\t${kind}\t${result.items[kind]} to be pushed again`);
}

function kindsOf(given: string): readonly PushKind[] {
  if (given === "") return PUSH_KINDS;
  const kinds = PUSH_KINDS.filter((kind) => kind === given);
  if (kinds.length === 0) throw new Problem(`--kind knows ${PUSH_KINDS.join(" and ")}, not "${given}"`);
  return kinds;
}

function timeOf(values: Readonly<Record<string, unknown>>, name: string): number {
  const given = text(values, name, "");
  const time = parseShanghai(/^\d{4}-\d\d-\d\d$/.test(given) ? `${given} 00:00:00` : given.replace("T", " "));
  if (time === undefined) throw new Problem(`--${name} must be a time like "2026-11-20 09:00:00" or 2026-11-20, not "${given}"`);
  return time;
}
