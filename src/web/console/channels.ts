import { overviewOf } from "../../dispatch/channel-overview.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { maskPhone, normalizePhone } from "../../text/phone.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, notFound, wrongInput } from "../problem.ts";
import { type ChannelsDeps, channelEdits } from "./channel-edits.ts";
import { changeOf, kindOf, nodeOf, overviewRow, testOf, usesOf } from "./channel-rows.ts";

const CHANGES = 20;
const ORPHANS = 50;
/** ms; what came later may still find its submit. */
const EARLY = 60_000;
/** ms that a test may wait for a server. */
const TAKE_BY = 10_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function channelsHandlers(deps: ChannelsDeps): Handlers<ConsoleCalls>["channels"] {
  const { store, directory, ids, kinds } = deps;
  const find = (id: number): ChannelConfig => {
    const channel = directory().channelById.get(id);
    if (!channel) throw notFound("channel");
    return channel;
  };
  return {
    ...channelEdits(deps, find),
    async list(_input, { now }) {
      const states = await store.channels.states();
      const all = [...directory().channelById.values()];
      return { at: now, rows: all.map((channel) => overviewRow(channel, overviewOf(channel, states, now))) };
    },
    async get({ id }, { now }) {
      const channel = find(id);
      const overview = overviewOf(channel, await store.channels.states(), now);
      const { rate, window, sessions, connect } = channel;
      return {
        at: now,
        channel: overviewRow(channel, overview),
        nodes: overview.nodes.map(nodeOf),
        usedBy: usesOf(directory(), id),
        changes: (await store.channels.changes(id, CHANGES)).map(changeOf),
        limits: { rate, window, sessions },
        ...(connect ? { peer: `${connect.host}:${connect.port}` } : {}),
      };
    },
    async today(_input, { now }) {
      const since = Math.floor((now + SHANGHAI) / DAY) * DAY - SHANGHAI;
      const rows = await store.tallies.read({ from: since, to: upTo(now, MINUTE), step: "all", by: "channel" });
      return {
        since,
        rows: rows
          .filter(({ id }) => id !== 0)
          .map(({ id, sent, delivered, failed, unknown }) => ({ id, sent, delivered, failed, unknown })),
      };
    },
    async hours({ id }, { now }) {
      find(id);
      const to = upTo(now, HOUR);
      const rows = await store.tallies.read({ from: to - DAY, to, step: "hour", by: "nothing", channelId: id });
      const at = new Map(rows.map((row) => [row.at, row]));
      return {
        rows: Array.from({ length: 24 }, (_, hour) => {
          const time = to - DAY + hour * HOUR;
          const { sent = 0, delivered = 0, failed = 0 } = at.get(time) ?? {};
          return { at: time, sent, delivered, failed };
        }),
      };
    },
    async switch({ id, mode, note = "" }, { caller, now, audit }) {
      const { name } = find(id);
      audit({ subject: name, after: { mode, note } });
      const before = await store.channels.setMode({ channelId: id, mode, at: now, actor: caller.name, note: note.trim() });
      if (before === undefined) throw notFound("channel");
      audit({ before: { mode: before } });
      await deps.changed();
      return { before };
    },
    async test({ id, phone: given, text }, { caller, now, audit }) {
      const { name, enabled, mode, media } = find(id);
      const phone = normalizePhone(given);
      if (phone === undefined) throw wrongInput("/phone", "this is no phone number", "recipient-malformed");
      audit({ subject: name, after: { phone: maskPhone(phone), characters: [...text].length } });
      if (!enabled) throw new CallProblem("refused", "the channel's declaration says enabled: false", { reason: "channel-disabled" });
      if (mode === "down") throw new CallProblem("refused", "the channel is switched down", { reason: "channel-down" });
      if (media !== "sms") throw new CallProblem("refused", "only channels for texts can be tried", { reason: "channel-media" });
      const testId = ids.take(1);
      const order = { id: testId, channelId: id, phone, text, actor: caller.name, at: now, takeBy: now + TAKE_BY };
      if (!(await store.channels.orderTest(order))) throw new CallProblem("busy", "too many tests wait already");
      return { testId };
    },
    async followTest({ testId }, { caller }) {
      const test = await store.channels.test(testId);
      if (!test) throw notFound("test");
      return testOf(test, caller.may("phones.see"));
    },
    async orphans({ channelId, since, after }, { now, caller }) {
      const limit = ORPHANS + 1;
      const found = await store.channels.orphans({ channelId, since, before: now - EARLY, after, limit });
      const whole = caller.may("phones.see");
      const rows = found.slice(0, ORPHANS).map(({ id, channelId: of, at, upstreamId, phone, status, code, raw }) => ({
        id,
        channelId: of,
        at,
        upstreamId,
        status,
        code,
        ...(phone === undefined ? {} : { phone: whole ? phone : maskPhone(phone) }),
        ...(whole ? { raw } : {}),
      }));
      const last = rows.at(-1);
      return { rows, ...(found.length > ORPHANS && last ? { more: { at: last.at, id: last.id } } : {}) };
    },
    async kinds() {
      return { rows: kinds.map(kindOf) };
    },
  };
}

/** ms ahead of UTC. */
const SHANGHAI = 8 * HOUR;

function upTo(now: number, step: number): number {
  return (Math.floor(now / step) + 1) * step;
}
