import { Component, lazy, type ReactNode, StrictMode, Suspense, useEffect, useMemo, useRef } from "react";
import { createRoot } from "react-dom/client";
import { ConfirmProvider } from "./confirm.tsx";
import { nonceEveryStyle } from "./nonce.ts";
import { PageBones, PageBroken, PageForbidden, PageMissing } from "./page-states.tsx";
import type { PageEntry } from "./registry.ts";
import { go, match, startRouter, usePlace, useScroll } from "./router.tsx";
import { SessionProvider, type SiteName, useMay, useSession } from "./session.tsx";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";
import { Failure } from "./states.tsx";
import { ThemeProvider } from "./theme.tsx";
import { WordsProvider } from "./words.tsx";
import "./style.css";

/** Starts a site in this tab. */
export function start(site: SiteName, pages: readonly PageEntry[]): void {
  nonceEveryStyle();
  startRouter(`/${site}`);
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no root");
  createRoot(root).render(
    <StrictMode>
      <WordsProvider>
        <ThemeProvider>
          <SessionProvider site={site}>
            <ConfirmProvider>
              <Site pages={pages} />
            </ConfirmProvider>
          </SessionProvider>
        </ThemeProvider>
      </WordsProvider>
    </StrictMode>,
  );
}

/** The sign-in page, or the site's frame with the page of the present address: the address stays, so that signing in leads back to it. */
function Site({ pages }: { readonly pages: readonly PageEntry[] }) {
  const { current, problem, refresh } = useSession();
  const all = useMemo<readonly PageEntry[]>(() => [...pages, { path: "/me", load: () => import("./me.tsx") }], [pages]);
  if (current === undefined)
    return problem === undefined ? null : (
      <main className="alone">
        <Failure problem={problem} retry={() => void refresh()} />
      </main>
    );
  if (current.person === undefined || current.must !== undefined) return <SignIn />;
  return (
    <Shell pages={all}>
      <Here pages={all} />
    </Shell>
  );
}

const lazies = new WeakMap<PageEntry, ReturnType<typeof lazy>>();

function lazyOf(entry: PageEntry): ReturnType<typeof lazy> {
  let found = lazies.get(entry);
  if (found === undefined) {
    found = lazy(entry.load);
    lazies.set(entry, found);
  }
  return found;
}

function Here({ pages }: { readonly pages: readonly PageEntry[] }) {
  const { path } = usePlace();
  const may = useMay();
  useScroll();
  useFocusOnHeading(path);
  const found = useMemo(() => {
    for (const entry of pages) {
      const params = match(entry.path, path);
      if (params !== undefined) return { entry, params };
    }
    return undefined;
  }, [pages, path]);
  const open = found !== undefined && (found.entry.may === undefined || may(found.entry.may));
  const first =
    path === "/" && !open ? pages.find((page) => page.menu !== undefined && (page.may === undefined || may(page.may))) : undefined;
  useEffect(() => {
    if (first !== undefined) go(first.path, { replace: true });
  }, [first]);
  if (first !== undefined) return <PageBones />;
  if (found === undefined) return <PageMissing />;
  if (!open) return <PageForbidden />;
  const { entry, params } = found;
  const Content = lazyOf(entry);
  return (
    <Fence key={path}>
      <Suspense fallback={<PageBones />}>
        <Content params={params} />
      </Suspense>
    </Fence>
  );
}

/** Tells screen readers of another page: focus goes to its heading. */
function useFocusOnHeading(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    const frame = requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, [path]);
}

/** A page that fails leaves the frame around it usable. */
class Fence extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <PageBroken error={this.state.error} />;
  }
}
