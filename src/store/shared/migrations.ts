import { hash } from "node:crypto";

/** One numbered step of a schema. */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** A step as the database remembers it. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly digest: string;
}

export function migrationDigest(migration: Migration): string {
  return hash("sha256", migration.sql, "hex");
}

/**
 * Which steps are still to be run. Refuses (with a sentence for the operator) a database that a newer Yizhan has written,
 * and one whose history is not ours.
 *
 * @param known numbered from 1, without gaps
 * @param applied in the order of their numbers
 */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): { readonly ok: true; readonly pending: readonly Migration[] } | { readonly ok: false; readonly problem: string } {
  for (const [index, step] of applied.entries()) {
    const refuse = (what: string) => ({ ok: false, problem: `schema step ${step.number} (${step.name}) ${what}` }) as const;
    const ours = known.find((migration) => migration.number === step.number);
    if (!ours)
      return refuse(`in the database is unknown to this Yizhan, which knows ${known.length}: a newer version wrote it, start that one`);
    if (step.number !== index + 1) return refuse(`is in the database, but step ${index + 1} before it is not; restore a backup`);
    if (migrationDigest(ours) !== step.digest) return refuse("in the database is not the one this Yizhan was built with; restore a backup");
  }
  return { ok: true, pending: known.slice(applied.length) };
}
