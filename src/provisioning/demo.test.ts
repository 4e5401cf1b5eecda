import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { KINDS } from "../cli/kinds.ts";
import { demoPlan } from "./demo.ts";
import { FACTS as TOYS } from "./facts.testing.ts";

const FACTS = { ...TOYS, kinds: KINDS };

/** Bytes that look random and are the same in every run. */
function seeded(): (size: number) => Uint8Array {
  let calls = 0;
  return (size) => createHash("sha512").update(String(calls++)).digest().subarray(0, size);
}

it("gives every interface an account that can send through the simulated carrier", () => {
  const plan = demoPlan(FACTS, seeded());
  expect(plan.accounts.map(({ login, dialects }) => [login, ...dialects])).toEqual(
    FACTS.dialects.map((dialect) => [`demo-${dialect}`, dialect]),
  );
  expect(plan.channels.map(({ name, kind, enabled }) => [name, kind, enabled])).toEqual([["sim", "simulator", true]]);
  for (const account of plan.accounts) {
    expect(account).toMatchObject({ enabled: true, credits: 10_000, allowFrom: [], review: "none", product: plan.products[0]?.name });
  }
  expect(plan.products[0]?.routes).toEqual([
    { media: "sms", operators: ["mobile", "unicom", "telecom", "international"], channels: ["sim"] },
  ]);
  expect(new Set(plan.accounts.map(({ code }) => code)).size).toBe(plan.accounts.length);
});

it("draws every secret anew from the random source", () => {
  const plan = demoPlan(FACTS, seeded());
  const secrets = plan.accounts.flatMap(({ secrets: { password, md5Key, veryCode } }) => [password, md5Key, veryCode]);
  expect(secrets).toHaveLength(3 * FACTS.dialects.length);
  expect(new Set(secrets).size).toBe(secrets.length);
  for (const secret of secrets) expect(secret).toMatch(/^[a-km-np-z2-9]{16}$/);
});

it("accepts secrets that YAML would read as numbers if they stood bare", () => {
  const [account] = demoPlan({ ...FACTS, dialects: ["huaxin"] }, (size) => new Uint8Array(size).fill(31)).accounts;
  expect(account?.secrets.password).toBe("9".repeat(16));
});

it("declares nothing but a carrier where there is no interface", () => {
  expect(demoPlan({ ...FACTS, dialects: [] }, seeded()).accounts).toEqual([]);
});

it("says so when there is no simulator to set up", () => {
  expect(() => demoPlan({ ...FACTS, kinds: [] }, seeded())).toThrow(/the demo set-up is refused: kind "simulator" is not available/);
});
