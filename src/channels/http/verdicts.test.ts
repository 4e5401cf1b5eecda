import { describe, expect, it } from "vitest";
import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import { outcomeOf, verdictOf } from "./verdicts.ts";

const failed = (reason: Reason, code = "x", status = 200) =>
  ({ kind: "failed", failure: { ok: false, code, reason, message: "" }, status }) as const;

describe("what upstream says no with", () => {
  it.each<[Reason, object]>([
    ["recipient-malformed", { kind: "refused", code: "HTTP:RECIPIENT-MALFORMED", final: true }],
    ["recipient-blacklisted", { kind: "refused", final: true }],
    ["recipient-unroutable", { kind: "refused", final: false }],
    ["content-keyword", { kind: "refused", final: false }],
    ["password-wrong", { kind: "refused", code: "HTTP:PASSWORD-WRONG", final: false }],
    ["credits-short", { kind: "refused", final: false }],
    ["recipient-limited", { kind: "deferred", why: "throttled" }],
    ["busy", { kind: "deferred", code: "HTTP:BUSY", why: "throttled" }],
    ["storage-failed", { kind: "deferred", why: "throttled" }],
    ["internal", { kind: "unknown", code: "HTTP:INTERNAL" }],
  ])("%s becomes an outcome", (reason, outcome) => expect(outcomeOf(failed(reason))).toMatchObject(outcome));

  it("always has an outcome, which is none of success", () => {
    for (const reason of ALL_REASONS) expect(["refused", "deferred", "unknown"]).toContain(outcomeOf(failed(reason)).kind);
  });
});

describe("an answer that can't be read", () => {
  it.each([
    [503, "throttled", { kind: "deferred", code: "HTTP:STATUS-503", why: "throttled" }],
    [429, "throttled", { kind: "deferred" }],
    [404, "account", { kind: "refused", code: "HTTP:STATUS-404", final: false }],
    [302, "account", { kind: "refused", final: false }],
    [200, "unsure", { kind: "unknown", code: "HTTP:STATUS-200" }],
    [502, "unsure", { kind: "unknown", code: "HTTP:STATUS-502" }],
  ] as const)("with status %i is %s", (status, verdict, outcome) => {
    const called = failed("internal", "unreadable", status);
    expect(verdictOf(called)).toBe(verdict);
    expect(outcomeOf(called)).toMatchObject(outcome);
  });
});

it("no answer is unknown where the request may have arrived, and nothing where it can't have", () => {
  expect(outcomeOf({ kind: "unreached", mayHaveArrived: true, why: "" })).toMatchObject({ kind: "unknown" });
  expect(outcomeOf({ kind: "unreached", mayHaveArrived: false, why: "" })).toMatchObject({ kind: "deferred", why: "disconnected" });
});
