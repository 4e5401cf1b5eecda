import { useEffect, useState } from "react";
import { boundsOfPart } from "../../../src/domain/campaign.ts";
import { api, type PortalOutput } from "../../shared/api.ts";
import { type Problem, problemOf } from "../../shared/problem.ts";
import type { Prepared } from "./recipients.ts";

export type Campaign = PortalOutput<"campaigns", "get">["campaign"];

/** What this page has read of campaigns that are being handed in: it goes on when their page is opened again, until the browser's tab is closed. */
const prepared = new Map<number, Prepared>();

export function keepPrepared(id: number, given: Prepared): void {
  prepared.set(id, given);
}

export function isPrepared(id: number): boolean {
  return prepared.has(id);
}

/** What may pass by itself: the same part is tried again, and taken once. */
const PASSING = ["busy", "network", "internal", "unreadable", "too-often"];
/** ms before each further try. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

export interface HandingOver {
  readonly running: boolean;
  /** Recipients handed in by now, in this run. */
  readonly handed: number;
  /** Why it stopped before the end. */
  readonly problem: Problem | undefined;
  readonly again: () => void;
}

/** Hands in what is missing of a campaign, part after part. @param told called after each */
export function useHandOver({ id, parts, recipients, state }: Campaign, places: readonly number[], told: () => void): HandingOver {
  const [run, setRun] = useState(0);
  const [status, setStatus] = useState<Omit<HandingOver, "again">>({ running: false, handed: 0, problem: undefined });
  const open = state === "open" && prepared.has(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is missing is looked at when a run begins, and counted on from there
  useEffect(() => {
    const given = prepared.get(id);
    if (!open || given === undefined) return;
    const control = new AbortController();
    const { signal } = control;
    const work = async (): Promise<void> => {
      let handed = 0;
      setStatus({ running: true, handed, problem: undefined });
      for (let place = 0; place < parts && !signal.aborted; place++) {
        if (places.includes(place)) continue;
        const [from, to] = boundsOfPart(place, parts, recipients);
        const values = given.values?.slice(from, to).map((row) => [...row]);
        const part = { id, place, phones: given.phones.slice(from, to), ...(values === undefined ? {} : { values }) };
        const { state: after } = await patiently(() => api.portal("campaigns", "hand", part, signal), signal);
        handed += to - from;
        setStatus({ running: true, handed, problem: undefined });
        if (after === "cancelled") break;
      }
      prepared.delete(id);
    };
    work()
      .then(
        () => undefined,
        (error: unknown) => problemOf(error),
      )
      .then((problem) => {
        if (signal.aborted) return;
        setStatus((was) => ({ ...was, running: false, problem }));
        told();
      });
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => {
      control.abort();
      removeEventListener("beforeunload", warn);
    };
  }, [id, open, run]);
  return { ...status, again: () => setRun((count) => count + 1) };
}

async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || !PASSING.includes(problemOf(error).code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return ask();
}
