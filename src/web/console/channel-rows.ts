import type { Static } from "typebox";
import type { ChannelKind } from "../../channels/channel.ts";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import { type ChannelOverview, isSettled } from "../../dispatch/channel-overview.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelModeChange, TestSend } from "../../store/store.ts";
import { maskPhone } from "../../text/phone.ts";
import type * as parts from "../contract/console/channel-parts.ts";

type Row<S extends keyof typeof parts> = Static<(typeof parts)[S]>;

export function overviewRow({ media, operators, code }: ChannelConfig, overview: ChannelOverview): Row<"Overview"> {
  const { nodes: _, sum, ...rest } = overview;
  return { ...rest, media, operators: [...operators], code, ...(sum ? { sum: defined(sum) } : {}) };
}

export function nodeOf({ node, at, stale, state }: ChannelOverview["nodes"][number]): Row<"NodeState"> {
  const { mode, up, share, circuit, pulse, window, waiting, submits, outcomes, receipts, trouble, rejection } = state;
  return defined({
    node,
    at,
    stale,
    mode,
    settled: isSettled(state),
    up,
    share,
    circuit,
    throttled: pulse.throttled === true,
    balance: pulse.balance,
    sessions: pulse.sessions,
    window,
    waiting,
    submits,
    outcomes,
    receipts,
    trouble,
    rejection,
  });
}

export function changeOf({ at, mode, actor, note }: ChannelModeChange): Row<"Change"> {
  return { at, mode, actor, note };
}

/** Products with a route over the channel. */
export function usesOf({ productById }: DirectoryIndex, channelId: number): Row<"UsedBy">[] {
  return [...productById.values()]
    .map(({ id, name, routes }) => ({
      id,
      name,
      routes: [...routes.keys()].filter((place) => routes[place]?.channels.includes(channelId)),
    }))
    .filter(({ routes }) => routes.length > 0);
}

export function kindOf({ kind, title, fields, connectsItself }: ChannelKind): Row<"Kind"> {
  return defined({
    kind,
    title,
    connects: connectsItself !== true,
    fields: fields?.map(({ key, form, words, needed }) => defined({ key, form, words: words && [...words], needed: needed === true })),
  });
}

export function testOf(test: TestSend, whole: boolean): Row<"TestAnswer"> {
  const { id, at, channelId, phone, takeBy, node, takenAt, answer, receipts } = test;
  return defined({
    id,
    at,
    channelId,
    phone: whole ? phone : maskPhone(phone),
    takeBy,
    node,
    takenAt,
    answer: answer && {
      at: answer.at,
      note: answer.note,
      parts: answer.parts.map(({ part, outcome, upstreamId, code }) => defined({ part, outcome, upstreamId, code })),
    },
    receipts: receipts.map(({ at: came, upstreamId, status, code }) => ({ at: came, upstreamId, status, code })),
  });
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without what is undefined: an answer has it or hasn't. */
export function defined<const T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}
