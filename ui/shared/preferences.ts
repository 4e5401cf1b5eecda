import { useSyncExternalStore } from "react";
import type { Language } from "../../src/domain/user.ts";

/** What this browser remembers of its reader. */
export interface Preferences {
  readonly language: Language;
  readonly theme: "light" | "dark" | "system";
  /** Whose clock times are shown by. */
  readonly zone: "Asia/Shanghai" | "browser";
}

const KEY = "yizhan";
const listeners = new Set<() => void>();
let now: Preferences = { ...defaults(), ...remembered() };

function defaults(): Preferences {
  return { language: navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en", theme: "system", zone: "Asia/Shanghai" };
}

function remembered(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
  } catch {
    return {};
  }
}

/** Changes some of them, here and in this browser's memory. */
export function prefer(change: Partial<Preferences>): void {
  now = { ...now, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // a browser that keeps nothing still shows what was chosen
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => now);
}

const darkness = matchMedia("(prefers-color-scheme: dark)");

function watchDarkness(listener: () => void): () => void {
  darkness.addEventListener("change", listener);
  return () => darkness.removeEventListener("change", listener);
}

/** Whether the page is dark now, by the reader's choice or the system's. */
export function useDark(): boolean {
  const { theme } = usePreferences();
  const system = useSyncExternalStore(watchDarkness, () => darkness.matches);
  return theme === "system" ? system : theme === "dark";
}

const narrow = matchMedia("(max-width: 767px)");

function watchWidth(listener: () => void): () => void {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}

/** Whether this is a phone's width, where lists become cards and the navigation a drawer. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watchWidth, () => narrow.matches);
}

/** The zone's name, for formats. */
export function zoneName({ zone }: Preferences): string {
  return zone === "browser" ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
}
