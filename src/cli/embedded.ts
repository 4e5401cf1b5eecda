import { resolve } from "node:path";
import { text } from "./cli.ts";
import { Problem } from "./problem.ts";

/** Options of commands that work on the embedded store's files. */
export const EMBEDDED_OPTIONS = { data: { type: "string" } } as const;
export const EMBEDDED_HELP = { data: "directory of the embedded store and its key (default ./data)" };

/**
 * The data directory of a command that works on files. Whoever set DATABASE_URL and names no directory means the database,
 * and is told what to do there.
 *
 * @param instead what serves the purpose there
 */
export function embeddedDirectory(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  instead: string,
): string {
  if ((env.DATABASE_URL ?? "") !== "" && values.data === undefined)
    throw new Problem(`DATABASE_URL is set, and this is for the embedded store (name it by --data): ${instead}`);
  return resolve(text(values, "data", "data"));
}
