import { expect, it } from "vitest";
import { type AppliedMigration, type Migration, migrationDigest, pendingMigrations } from "./migrations.ts";

const KNOWN: readonly Migration[] = [1, 2, 3].map((number) => ({ number, name: `step-${number}`, sql: `-- ${number}` }));
const applied = (...numbers: number[]): readonly AppliedMigration[] =>
  numbers.map((number) => ({ number, name: `step-${number}`, digest: migrationDigest({ number, name: "", sql: `-- ${number}` }) }));

it("runs what is missing, in order", () => {
  expect(pendingMigrations(KNOWN, [])).toEqual({ ok: true, pending: KNOWN });
  expect(pendingMigrations(KNOWN, applied(1, 2))).toEqual({ ok: true, pending: KNOWN.slice(2) });
  expect(pendingMigrations(KNOWN, applied(1, 2, 3))).toEqual({ ok: true, pending: [] });
});

it("refuses a database that a newer version has written", () => {
  expect(pendingMigrations(KNOWN, applied(1, 2, 3, 4))).toEqual({
    ok: false,
    problem: "schema step 4 (step-4) in the database is unknown to this Yizhan, which knows 3: a newer version wrote it, start that one",
  });
});

it("refuses a history with a gap", () => {
  expect(pendingMigrations(KNOWN, applied(1, 3))).toEqual({
    ok: false,
    problem: "schema step 3 (step-3) is in the database, but step 2 before it is not; restore a backup",
  });
  expect(pendingMigrations(KNOWN, applied(2))).toMatchObject({ ok: false });
});

it("refuses a step that is not the one it knows, whatever its name", () => {
  expect(pendingMigrations([{ number: 1, name: "step-1", sql: "-- one" }], applied(1))).toEqual({
    ok: false,
    problem: "schema step 1 (step-1) in the database is not the one this Yizhan was built with; restore a backup",
  });
});

it("digests the statements alone", () => {
  // printf '%s' '-- 1' | sha256sum
  expect(applied(1)[0]?.digest).toBe("2d76d61febbd7918725956b14541b94c15ac55c8125c7e4e85b0c0eee7a38eaf");
});
