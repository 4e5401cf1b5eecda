import { systemClock } from "../../runtime/clock.ts";
import type { Orphan } from "../../store/store.ts";
import { parseDuration } from "../../text/duration.ts";
import { maskPhone } from "../../text/phone.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import { type Command, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";

const PAGE = 50;
const MOST = 1_000;
/** ms; what came later may still find its submit. */
const EARLY = 60_000;

export const receipts: Command = {
  name: "receipts",
  usage: "receipts orphans [--channel NAME] [--since 1h]",
  summary: "Lists receipts that no message claims: for ids that nobody was given. Oldest first.",
  takes: 1,
  help: {
    channel: "only this channel's",
    since: "how far to look back, like 30m, 24h or 7d (default 24h)",
    after: "go on where the last page ended",
    limit: `how many (default ${PAGE}, at most ${MOST})`,
    raw: "with what the carrier sent, which may hold phone numbers",
    ...STORE_HELP,
  },
  options: {
    channel: { type: "string" },
    since: { type: "string" },
    after: { type: "string" },
    limit: { type: "string" },
    raw: { type: "boolean" },
    ...STORE_OPTIONS,
  },
  async run(values, [verb], io) {
    if (verb !== "orphans") throw new Problem("say what: yizhan receipts orphans");
    const now = systemClock.now();
    const since = now - sinceOf(text(values, "since", "24h"));
    const after = afterOf(text(values, "after", ""));
    const limit = limitOf(text(values, "limit", String(PAGE)));
    const wanted = text(values, "channel", "");
    await withStore(values, io.env, async (store) => {
      const names = new Map((await store.directory.load()).channels.map(({ id, name }) => [id, name]));
      const channelId = [...names].find(([, name]) => name === wanted)?.[0];
      if (wanted !== "" && channelId === undefined) throw new Problem(`there is no channel "${wanted}"`);
      const found = await store.channels.orphans({ channelId, since, before: now - EARLY, after, limit });
      for (const orphan of found) io.out(line(orphan, names.get(orphan.channelId) ?? `channel ${orphan.channelId}`, values.raw === true));
      const last = found.at(-1);
      if (!last) io.out("no receipt without a message is known from then");
      else if (found.length === limit) io.out(`there may be more: --after ${last.at}-${last.id}`);
    });
  },
};

function line({ at, upstreamId, phone, status, code, raw }: Orphan, channel: string, withRaw: boolean): string {
  return [
    formatShanghai(at),
    channel,
    upstreamId,
    phone === undefined ? "-" : maskPhone(phone),
    `${status} ${code}`,
    ...(withRaw ? [JSON.stringify(raw)] : []),
  ].join("\t");
}

function sinceOf(given: string): number {
  const ms = parseDuration(given);
  if (ms === undefined) throw new Problem(`--since must be a duration like 30m, 24h or 7d, not "${given}"`);
  return ms;
}

function afterOf(given: string): { readonly at: number; readonly id: number } | undefined {
  if (given === "") return undefined;
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(given) ?? [];
  if (at === undefined || id === undefined) throw new Problem("--after must be what the last page said");
  return { at: Number(at), id: Number(id) };
}

function limitOf(given: string): number {
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit > MOST) throw new Problem(`--limit must be a number from 1 to ${MOST}, not "${given}"`);
  return limit;
}
