import {
  type AnchorHTMLAttributes,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useSyncExternalStore,
} from "react";

/** Where the reader is: a path below the site's base, a query, and the history entry's own key. */
export interface Place {
  readonly path: string;
  readonly query: string;
  readonly key: string;
  /** It was come back to by the browser's buttons. */
  readonly restored: boolean;
}

type Names<P extends string> = P extends `${string}:${infer N}/${infer R}`
  ? N | Names<`/${R}`>
  : P extends `${string}:${infer N}`
    ? N
    : never;
/** What the `:names` of a pattern stand for. */
export type Params<P extends string> = { readonly [N in Names<P>]: string };

const listeners = new Set<() => void>();
const scrolls = new Map<string, number>();
let base = "";
let place: Place = { path: "/", query: "", key: "", restored: false };

/** Takes over the history of this tab. @param at the site's base, as `/console` */
export function startRouter(at: string): void {
  base = at;
  history.scrollRestoration = "manual";
  place = read(false);
  history.replaceState({ key: place.key }, "");
  addEventListener("popstate", () => move(read(true)));
  addEventListener("scroll", () => scrolls.set(place.key, scrollY), { passive: true });
}

function read(restored: boolean): Place {
  const { pathname, search } = location;
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  const key = (history.state as { key?: string } | null)?.key ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
  return { path: path.length > 1 ? path.replace(/\/$/, "") : "/", query: search.slice(1), key, restored };
}

function move(to: Place): void {
  place = to;
  for (const listener of listeners) listener();
}

/** Goes to a path of this site (as `/messages/12?tab=frames`), in place of the present one where `replace` says so. */
export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState({ key: place.key }, "", base + to);
  else history.pushState({ key: crypto.getRandomValues(new Uint32Array(2)).join("-") }, "", base + to);
  move(read(false));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => place);
}

/** A path with its names and its query filled in: `path("/messages/:id", { id: 12 }, { tab: "frames" })`. Empty values of the query are left out. */
export function path<P extends string>(
  pattern: P,
  params: { readonly [N in Names<P>]: string | number },
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const filled = pattern.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((params as Record<string, string | number>)[name] ?? ""),
  );
  const search = searchOf(query);
  return search === "" ? filled : `${filled}?${search}`;
}

function searchOf(query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== "") search.set(name, String(value));
  return search.toString();
}

/** The names' values where the path is of that form. */
export function match<P extends string>(pattern: P, at: string): Params<P> | undefined {
  const wanted = pattern.split("/");
  const given = at.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) {
      const decoded = decode(value);
      if (decoded === undefined || decoded === "") return undefined;
      params[part.slice(1)] = decoded;
    } else if (part !== value) return undefined;
  }
  return params as Params<P>;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The query's values by name, and a way to change some of them without a new history entry: filters that survive a reload and a "back". */
export function useQuery(): [Readonly<Record<string, string | undefined>>, (change: Readonly<Record<string, string | undefined>>) => void] {
  const { query, path: at } = usePlace();
  const values = useMemo(() => Object.fromEntries(new URLSearchParams(query)), [query]);
  const change = (more: Readonly<Record<string, string | undefined>>): void => {
    const now = Object.fromEntries(new URLSearchParams(place.query));
    const search = searchOf({ ...now, ...more });
    go(search === "" ? at : `${at}?${search}`, { replace: true });
  };
  return [values, change];
}

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  /** A path of this site. */
  readonly to: string;
  readonly children: ReactNode;
}

/** A real anchor, so that it can be opened in another tab, copied and reached by the keyboard. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={base + to} onClick={follow} />;
}

/** Where the window stands on a place: at its top when it is new, where it was left when it is come back to. For the frame around pages. */
export function useScroll(): void {
  const { key, restored } = usePlace();
  useLayoutEffect(() => {
    if (!restored) scrollTo(0, 0);
  }, [restored]);
  useEffect(() => {
    const top = restored ? scrolls.get(key) : undefined;
    if (top === undefined) return;
    let frames = 20;
    const settle = (): void => {
      scrollTo(0, top);
      if (Math.abs(scrollY - top) > 1 && frames-- > 0) waiting = requestAnimationFrame(settle);
    };
    let waiting = requestAnimationFrame(settle);
    return () => cancelAnimationFrame(waiting);
  }, [key, restored]);
}
