/** The log as rooms see it: a level, a sentence, facts. Facts never hold secrets, texts or whole phone numbers. */
export type Log = (level: "debug" | "info" | "warn" | "error", message: string, facts?: Readonly<Record<string, unknown>>) => void;

/** An error as a fact for the log. */
export function errorFact(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.message : String(error) };
}
