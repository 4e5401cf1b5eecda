import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Problem, problemOf } from "../../../shared/problem.ts";

/** ms that a decision can be taken back: only then is it sent. */
export const TAKE_BACK = 5_000;
/** ms between looks at what waits. */
const LOOK = 10_000;
/** Decisions of one call. */
const TOGETHER = 100;

export interface Decision<R> {
  readonly row: R;
  readonly approve: boolean;
  readonly reason: string;
}

export type Result = "done" | "gone" | "failed";

/** What there is to be known of a kind of review. Functions of this must not change from render to render. */
export interface Source<R> {
  readonly list: (after: R | undefined, signal?: AbortSignal) => Promise<{ readonly rows: readonly R[]; readonly more: boolean }>;
  readonly keyOf: (row: R) => string;
  readonly decide: (decisions: readonly Decision<R>[]) => Promise<readonly Result[]>;
}

/** What became of a row: `pending` can be taken back, `gone` was decided elsewhere. */
export interface Mark {
  readonly state: "pending" | "sending" | "done" | "gone" | "failed";
  readonly approve: boolean;
  readonly reason: string;
  /** What was decided with one keystroke is taken back with one. */
  readonly batch: number;
}

export interface Queue<R> {
  readonly rows: readonly R[] | undefined;
  readonly more: boolean;
  readonly problem: Problem | undefined;
  readonly markOf: (row: R) => Mark | undefined;
  /** Rows that are still to be decided. */
  readonly open: readonly R[];
  /** How many of the latest decisions can be taken back. */
  readonly pending: readonly R[];
  readonly decide: (rows: readonly R[], approve: boolean, reason: string) => void;
  /** Takes the latest decision back; answers its rows. */
  readonly undo: () => readonly R[];
  readonly loadMore: () => void;
  /** Leaves only what is to be decided. */
  readonly tidy: () => void;
  readonly reload: () => void;
}

/**
 * A list of what waits, which only grows at its end while it is looked at: what is decided stays in its place, marked. A decision is sent once it can't be
 * taken back any more, or when the page is left.
 */
export function useQueue<R>(source: Source<R>): Queue<R> {
  const [rows, setRows] = useState<readonly R[]>();
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [marks, setMarks] = useState<ReadonlyMap<string, Mark>>(new Map());
  const now = useRef({ rows, more, marks });
  useLayoutEffect(() => {
    now.current = { rows, more, marks };
  });
  const { keyOf } = source;

  const put = useCallback((change: (was: ReadonlyMap<string, Mark>) => ReadonlyMap<string, Mark>): void => {
    const next = change(now.current.marks);
    now.current = { ...now.current, marks: next };
    setMarks(next);
  }, []);

  const send = useCallback(
    async (batch?: number): Promise<void> => {
      const due = [...now.current.marks].filter(([, mark]) => mark.state === "pending" && (batch === undefined || mark.batch === batch));
      if (due.length === 0) return;
      const byKey = new Map((now.current.rows ?? []).map((row) => [keyOf(row), row]));
      put((was) => withMarks(was, due, "sending"));
      for (let at = 0; at < due.length; at += TOGETHER) {
        const slice = due.slice(at, at + TOGETHER);
        try {
          const decisions = slice.map(([key, { approve, reason }]) => ({ row: byKey.get(key) as R, approve, reason }));
          const results = await source.decide(decisions);
          put((was) => slice.reduce((marked, one, index) => withMarks(marked, [one], results[index] ?? "failed"), was));
        } catch (error) {
          setProblem(problemOf(error));
          put((was) => withMarks(was, slice, "failed"));
        }
      }
    },
    [source, keyOf, put],
  );

  const look = useCallback(
    async (signal?: AbortSignal): Promise<void> => {
      try {
        const found = await source.list(undefined, signal);
        setProblem(undefined);
        const { rows: had, more: hadMore } = now.current;
        if (had === undefined) {
          setRows(found.rows);
          setMore(found.more);
          return;
        }
        const waiting = new Set(found.rows.map(keyOf));
        const end = found.more ? had.findLastIndex((row) => waiting.has(keyOf(row))) : had.length;
        const gone = had.slice(0, Math.max(end, 0)).filter((row) => !waiting.has(keyOf(row)));
        put((was) => withGone(was, gone.map(keyOf)));
        if (hadMore) return;
        const known = new Set(had.map(keyOf));
        const fresh = found.rows.filter((row) => !known.has(keyOf(row)));
        if (fresh.length > 0) setRows([...had, ...fresh]);
        setMore(found.more);
      } catch (error) {
        if (!signal?.aborted) setProblem(problemOf(error));
      }
    },
    [source, keyOf, put],
  );

  useEffect(() => {
    const control = new AbortController();
    void look(control.signal);
    const timer = setInterval(() => document.hidden || void look(control.signal), LOOK);
    return () => {
      clearInterval(timer);
      control.abort();
    };
  }, [look]);

  const timers = useRef(new Map<number, number>());
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => {
      if ([...now.current.marks.values()].some(({ state }) => state === "pending" || state === "sending")) event.preventDefault();
      void send();
    };
    const running = timers.current;
    addEventListener("beforeunload", leave);
    return () => {
      removeEventListener("beforeunload", leave);
      for (const timer of running.values()) clearTimeout(timer);
      running.clear();
      void send();
    };
  }, [send]);

  const decide = useCallback(
    (chosen: readonly R[], approve: boolean, reason: string): void => {
      const batch = Math.max(0, ...[...now.current.marks.values()].map((mark) => mark.batch)) + 1;
      const mark: Mark = { state: "pending", approve, reason, batch };
      put((was) => new Map([...was, ...chosen.map((row) => [keyOf(row), mark] as const)]));
      timers.current.set(
        batch,
        window.setTimeout(() => {
          timers.current.delete(batch);
          void send(batch);
        }, TAKE_BACK),
      );
    },
    [keyOf, put, send],
  );

  const undo = useCallback((): readonly R[] => {
    const latest = Math.max(0, ...[...now.current.marks.values()].filter(isPending).map((mark) => mark.batch));
    clearTimeout(timers.current.get(latest));
    timers.current.delete(latest);
    const keys = new Set([...now.current.marks].filter(([, mark]) => isPending(mark) && mark.batch === latest).map(([key]) => key));
    put((was) => new Map([...was].filter(([key]) => !keys.has(key))));
    return (now.current.rows ?? []).filter((row) => keys.has(keyOf(row)));
  }, [keyOf, put]);

  const loadMore = useCallback((): void => {
    const had = now.current.rows ?? [];
    source.list(had.at(-1)).then(
      (found) => {
        setRows([...had, ...found.rows]);
        setMore(found.more);
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  }, [source]);

  return useMemo(() => {
    const markOf = (row: R): Mark | undefined => marks.get(keyOf(row));
    const isOpen = (row: R): boolean => [undefined, "failed"].includes(markOf(row)?.state);
    const all = rows ?? [];
    return {
      rows,
      more,
      problem,
      markOf,
      open: all.filter(isOpen),
      pending: all.filter((row) => markOf(row)?.state === "pending"),
      decide,
      undo,
      loadMore,
      tidy: () => setRows(all.filter((row) => isOpen(row) || ["pending", "sending"].includes(markOf(row)?.state ?? ""))),
      reload: () => void look(),
    };
  }, [rows, more, problem, marks, keyOf, decide, undo, loadMore, look]);
}

function isPending({ state }: Mark): boolean {
  return state === "pending";
}

function withMarks(
  was: ReadonlyMap<string, Mark>,
  of: readonly (readonly [string, Mark])[],
  state: Mark["state"],
): ReadonlyMap<string, Mark> {
  return new Map([...was, ...of.map(([key, mark]) => [key, { ...mark, state }] as const)]);
}

/** What somebody else decided; what is under way here is told by its own answer. */
function withGone(was: ReadonlyMap<string, Mark>, keys: readonly string[]): ReadonlyMap<string, Mark> {
  const gone: Mark = { state: "gone", approve: false, reason: "", batch: 0 };
  const news = keys.filter((key) => [undefined, "failed", "pending"].includes(was.get(key)?.state));
  return news.length === 0 ? was : new Map([...was, ...news.map((key) => [key, gone] as const)]);
}
