import { MAX_ID } from "../../domain/ids.ts";
import type { LedgerEntryRow, LedgerQuery } from "../store.ts";
import { ENTRY, MEDIUM } from "./codes.ts";
import { boundsOf, isEmpty, type Span } from "./spans.ts";

/** A part of a ledger that is shown one way. */
export interface LedgerRun {
  readonly refs: Span;
  /** Otherwise the lowest ref comes first. */
  readonly highestFirst: boolean;
  /** Refs that are times have been bounded by them; the others' entries are by their `at`. */
  readonly byAt: boolean;
}

/** What is asked of a run's entries: refs, and then a medium, kinds (a bit a number) and times, or null for any. */
export type LedgerAsked = readonly [
  first: number,
  last: number,
  medium: number | null,
  kinds: number | null,
  from: number | null,
  to: number | null,
];

/** Kinds that are few, however much is sent: an index of their own has them. */
const FEW: readonly LedgerEntryRow["kind"][] = ["opening", "recharge", "adjust", "carried"];

export function areFew(kinds: readonly LedgerEntryRow["kind"][] = []): boolean {
  return kinds.length > 0 && kinds.every((kind) => FEW.includes(kind));
}

/**
 * How a ledger is gone through, latest first: entries whose refs are ids; then the days that were added up, whose negative refs fall
 * with the days; then what the account was opened with (refs 0 and 1).
 */
export function ledgerRuns(query: LedgerQuery): readonly LedgerRun[] {
  const { before } = query;
  const runs: LedgerRun[] = [];
  const [first, last] = boundsOf(query);
  if (before === undefined || before > 1) runs.push({ refs: [Math.max(first, 2), last], highestFirst: true, byAt: false });
  const afterDay = before !== undefined && before < 0 ? before + 1 : -MAX_ID;
  if (before !== 0 && before !== 1) runs.push({ refs: [afterDay, -1], highestFirst: false, byAt: true });
  runs.push({ refs: [0, before === 0 || before === 1 ? before - 1 : 1], highestFirst: true, byAt: true });
  return runs.filter(({ refs }) => !isEmpty(refs));
}

export function askedOf({ medium, kinds = [], from, to }: LedgerQuery, { refs, byAt }: LedgerRun): LedgerAsked {
  return [
    ...refs,
    medium === undefined ? null : MEDIUM.code[medium],
    kinds.length === 0 ? null : kinds.reduce((bits, kind) => bits | (1 << ENTRY.code[kind]), 0),
    byAt ? (from ?? null) : null,
    byAt ? (to ?? null) : null,
  ];
}

/** Whether entries may be left out, so that there is no telling how many it takes to fill a page. */
export function leavesOut([, , ...asked]: LedgerAsked): boolean {
  return asked.some((word) => word !== null);
}

/** The same without what lies behind a ref in the run's order. */
export function upTo(cut: number | undefined, [first, last, ...asked]: LedgerAsked, { highestFirst }: LedgerRun): LedgerAsked {
  if (cut === undefined) return [first, last, ...asked];
  return highestFirst ? [cut, last, ...asked] : [first, cut, ...asked];
}
