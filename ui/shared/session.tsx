import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { Language, Permission } from "../../src/domain/user.ts";
import type { PortalCalls } from "../../src/web/contract/portal/index.ts";
import { api, type Client, onSessionProblem, type PortalOutput } from "./api.ts";
import { prefer } from "./preferences.ts";
import { type Problem, problemOf } from "./problem.ts";

export type SiteName = "console" | "portal";
export type Current = PortalOutput<"session", "current">;
export type Person = NonNullable<Current["person"]>;

/** The session's calls are the same at both sites; the portal's say a little more. */
export type SessionClient = Client<Pick<PortalCalls, "session">>;

export interface Session {
  readonly site: SiteName;
  /** Undefined until the server has said who has signed in. */
  readonly current: Current | undefined;
  readonly problem: Problem | undefined;
  readonly call: SessionClient;
  /** Takes what a sign-in or one of its steps answered. */
  readonly take: (current: Current) => void;
  readonly refresh: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly changeLanguage: (language: Language) => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** Knows who has signed in here, and notices when that is over: whatever is open then gives way to the sign-in page, at the same address. */
export function SessionProvider({ site, children }: { readonly site: SiteName; readonly children: ReactNode }) {
  const call = api[site] as SessionClient;
  const [current, setCurrent] = useState<Current>();
  const [problem, setProblem] = useState<Problem>();
  /** Chosen on the sign-in page: wins over what the person chose some other day. */
  const chosen = useRef<Language>(undefined);

  const take = useCallback(
    (next: Current): void => {
      setProblem(undefined);
      setCurrent(next);
      const { person } = next;
      if (person === undefined) return;
      const wanted = chosen.current;
      chosen.current = undefined;
      if (wanted === undefined || wanted === person.language) prefer({ language: person.language });
      else void call("session", "changeLanguage", { language: wanted }).catch(() => undefined);
    },
    [call],
  );
  const refresh = useCallback(async (): Promise<void> => {
    try {
      take(await call("session", "current", {}));
    } catch (error) {
      setProblem(problemOf(error));
    }
  }, [call, take]);
  useEffect(() => {
    void refresh();
    return onSessionProblem(({ code }) => {
      if (code === "not-signed-in") setCurrent((was) => ({ now: was?.now ?? Date.now() }));
      else void refresh();
    });
  }, [refresh]);

  const signOut = useCallback(async (): Promise<void> => {
    await call("session", "signOut", {}).catch(() => undefined);
    await refresh();
  }, [call, refresh]);
  const signedIn = current?.person !== undefined;
  const changeLanguage = useCallback(
    (language: Language): void => {
      prefer({ language });
      if (!signedIn) chosen.current = language;
      // the page has changed already; whether the next browser knows it too is no reason to interrupt anybody
      else void call("session", "changeLanguage", { language }).catch(() => undefined);
    },
    [call, signedIn],
  );
  const session = useMemo(
    () => ({ site, current, problem, call, take, refresh, signOut, changeLanguage }),
    [site, current, problem, call, take, refresh, signOut, changeLanguage],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("the session is asked for outside of its provider");
  return session;
}

/** Who has signed in, on pages that only they see. */
export function usePerson(): Person {
  const { current } = useSession();
  if (current?.person === undefined) throw new Error("a page was shown to nobody");
  return current.person;
}

/** `may("users.edit")`: whether a button is worth showing. The server asks again. */
export function useMay(): (permission: Permission) => boolean {
  const { current } = useSession();
  return useMemo(() => {
    const all = new Set<string>(current?.person?.permissions);
    return (permission) => all.has(permission);
  }, [current]);
}
