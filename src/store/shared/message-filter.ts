import type { MessageQuery } from "../store.ts";
import { MEDIUM, STATE } from "./codes.ts";
import { LOOKED_UP, rowsAndOne } from "./spans.ts";

/** What a query asks of the rows that lie where it looks; null: nothing. In the order in which the engines' statements take it. */
export type MessageFilter = readonly [
  accountId: number | null,
  submissionId: number | null,
  phone: string | null,
  /** A bit a state's number. */
  states: number | null,
  channelId: number | null,
  code: string | null,
  medium: number | null,
  text: string | null,
];

export function filterOf({ accountId, submissionId, phone, states = [], channelId, code, medium, text }: MessageQuery): MessageFilter {
  return [
    accountId ?? null,
    submissionId ?? null,
    phone ?? null,
    states.length === 0 ? null : states.reduce((bits, state) => bits | (1 << STATE.code[state]), 0),
    channelId ?? null,
    code ?? null,
    medium === undefined ? null : MEDIUM.code[medium],
    text ?? null,
  ];
}

/**
 * How much is to be looked up: a page's worth, where all that is found by one of the query's words is wanted.
 *
 * @param by that word
 */
export function mostOf(query: MessageQuery, by?: "accountId" | "phone"): number {
  const asked = filterOf(by === undefined ? query : { ...query, [by]: undefined });
  return asked.every((word) => word === null) ? rowsAndOne(query) : LOOKED_UP;
}
