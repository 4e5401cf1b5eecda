import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Problem, problemOf } from "./problem.ts";
import { usePlace } from "./router.tsx";

/** What is being fetched, as a page shows it. */
export interface Loading<T> {
  readonly data: T | undefined;
  /** Why the latest try has no answer; `data` may be there from an earlier one. */
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  /** UTC ms of the latest answer. */
  readonly at: number | undefined;
  readonly reload: () => void;
}

export interface LoadOptions {
  /** ms between answer and next question; it rests while the tab is hidden, and asks at once when it is looked at again. */
  readonly every?: number;
  /** While another `key` loads, the former one's data stays: for filters and zooms, not for another thing's page. */
  readonly keep?: boolean;
}

type Fetch<T> = (signal: AbortSignal) => Promise<T>;
interface Loaded<T> {
  readonly name: string;
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly at: number | undefined;
}

function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Fetches when the page opens, when `key` changes, and on `reload`; what is no longer wanted is aborted. @param key plain values that the fetch depends on */
export function useLoad<T>(fetch: Fetch<T>, key: readonly unknown[] = [], { every, keep = false }: LoadOptions = {}): Loading<T> {
  const name = JSON.stringify(key);
  const latest = useLatest(fetch);
  const [state, setState] = useState<Loaded<T>>({ name, data: undefined, problem: undefined, loading: true, at: undefined });
  const again = useRef(() => {});
  useEffect(() => {
    let control = new AbortController();
    let timer = 0;
    let over = false;
    const run = async (): Promise<void> => {
      clearTimeout(timer);
      control.abort();
      control = new AbortController();
      const { signal } = control;
      setState((was) => ({ ...was, loading: true }));
      try {
        const data = await latest.current(signal);
        if (!signal.aborted) setState({ name, data, problem: undefined, loading: false, at: Date.now() });
      } catch (error) {
        if (!signal.aborted)
          setState((was) => ({ ...was, name, data: was.name === name ? was.data : undefined, problem: problemOf(error), loading: false }));
      }
      if (every !== undefined && !over && !signal.aborted && !document.hidden) timer = window.setTimeout(run, every);
    };
    const look = (): void => {
      if (every === undefined) return;
      if (document.hidden) clearTimeout(timer);
      else void run();
    };
    again.current = () => void run();
    document.addEventListener("visibilitychange", look);
    void run();
    return () => {
      over = true;
      clearTimeout(timer);
      control.abort();
      document.removeEventListener("visibilitychange", look);
    };
  }, [name, every, latest]);
  const reload = useCallback(() => again.current(), []);
  const stale = state.name !== name;
  return {
    data: stale && !keep ? undefined : state.data,
    problem: stale ? undefined : state.problem,
    loading: state.loading || stale,
    at: state.at,
    reload,
  };
}

/** Rows of a list that is read page by page. */
export interface Pages<R> {
  readonly rows: readonly R[] | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  /** There are more rows; `loadMore` fetches them. */
  readonly more: boolean;
  readonly loadMore: () => void;
  /** Where `loadMore` goes on: the latest answer's `more`. */
  readonly next: unknown;
  readonly reload: () => void;
  /** Puts a changed row (or, `undefined`, none) where another was. */
  readonly change: (of: (row: R) => R | undefined) => void;
}

interface Kept<R, C> {
  readonly rows: readonly R[] | undefined;
  readonly next: C | undefined;
}

/** Lists by history entry and key: coming back finds them as they were left. */
const kept = new Map<string, Kept<unknown, unknown>>();
const MOST_KEPT = 30;

/**
 * A keyset-paged list: the first page when `key` changes, further ones by `loadMore`. `before` is the former answer's `more`.
 * Coming back by the browser's button shows what had been loaded.
 */
export function usePages<R, C = number>(
  fetch: (before: C | undefined, signal: AbortSignal) => Promise<{ readonly rows: readonly R[]; readonly more?: C }>,
  key: readonly unknown[] = [],
): Pages<R> {
  const place = usePlace();
  const name = `${place.path}:${JSON.stringify(key)}`;
  const slot = `${place.key}:${name}`;
  const latest = useLatest(fetch);
  const [state, setState] = useState<Kept<R, C> & { readonly name: string; readonly problem?: Problem; readonly loading: boolean }>(() => {
    const found = place.restored ? (kept.get(slot) as Kept<R, C> | undefined) : undefined;
    return { name, rows: found?.rows, next: found?.next, loading: found === undefined };
  });
  const control = useRef(new AbortController());
  const run = useCallback(
    async (before: C | undefined): Promise<void> => {
      control.current.abort();
      control.current = new AbortController();
      const { signal } = control.current;
      setState((was) => ({ ...was, loading: true }));
      try {
        const { rows, more } = await latest.current(before, signal);
        if (!signal.aborted)
          setState((was) => ({ name, rows: before === undefined ? rows : [...(was.rows ?? []), ...rows], next: more, loading: false }));
      } catch (error) {
        if (!signal.aborted)
          setState((was) => ({ ...was, rows: was.name === name ? was.rows : undefined, name, problem: problemOf(error), loading: false }));
      }
    },
    [name, latest],
  );
  const first = useRef(state.rows !== undefined);
  useEffect(() => {
    if (first.current) first.current = false;
    else void run(undefined);
    return () => control.current.abort();
  }, [run]);
  useEffect(() => {
    if (state.name !== name || state.rows === undefined) return;
    kept.delete(slot);
    kept.set(slot, { rows: state.rows, next: state.next });
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
  }, [state, name, slot]);
  const stale = state.name !== name;
  const change = useCallback(
    (of: (row: R) => R | undefined) => setState((was) => ({ ...was, rows: was.rows?.map(of).filter((row) => row !== undefined) })),
    [],
  );
  return {
    // the former filter's rows stay, dimmed, until the next one's are there
    rows: state.rows,
    problem: stale ? undefined : state.problem,
    loading: state.loading || stale,
    more: state.next !== undefined && !stale,
    next: stale ? undefined : state.next,
    loadMore: useCallback(() => void run(state.next), [run, state.next]),
    reload: useCallback(() => void run(undefined), [run]),
    change,
  };
}

/** Something that a button does: `run` resolves to whether it worked, and keeps the problem for the page to show. One at a time. */
export function useAction<A extends readonly unknown[]>(
  act: (...given: A) => Promise<void>,
): {
  readonly run: (...given: A) => Promise<boolean>;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly clear: () => void;
} {
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem?: Problem }>({ busy: false });
  const latest = useLatest(act);
  const running = useRef(false);
  const run = useCallback(
    async (...given: A): Promise<boolean> => {
      if (running.current) return false;
      running.current = true;
      setState({ busy: true });
      try {
        await latest.current(...given);
        setState({ busy: false });
        return true;
      } catch (error) {
        setState({ busy: false, problem: problemOf(error) });
        return false;
      } finally {
        running.current = false;
      }
    },
    [latest],
  );
  return { run, busy: state.busy, problem: state.problem, clear: useCallback(() => setState({ busy: false }), []) };
}
