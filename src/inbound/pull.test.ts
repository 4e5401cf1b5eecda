import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../test/house/samples.ts";
import { completeInbound } from "../reports/complete.ts";
import type { InboundTake, StoredInbound } from "../store/store.ts";
import { pullInbound } from "./pull.ts";

const TEXT: StoredInbound = {
  id: 64,
  accountId: 1,
  phone: "13800138000",
  text: "收到",
  at: 0,
  accessCode: "10690588",
  accountCode: "05",
  ext: "88",
  answers: undefined,
  dialect: undefined,
};

/** A store that has these texts, and writes down what it is told. */
function storeOf(...texts: readonly StoredInbound[]) {
  const told: unknown[] = [];
  const store = {
    take: async (take: InboundTake) => {
      told.push(["take", take]);
      return texts;
    },
    confirm: async (...args: readonly unknown[]) => void told.push(["confirm", ...args]),
    release: async (...args: readonly unknown[]) => void told.push(["release", ...args]),
  };
  return { deps: { store, ids: { take: () => 4_096 } }, told };
}

describe("a pull of inbound texts", () => {
  it("takes them for the time that a response may take, under a token of its own", async () => {
    const { deps, told } = storeOf(TEXT);
    const result = await pullInbound(deps, sampleAccount(), { limit: 10, notBefore: 500, now: 1_000 });
    expect(result).toMatchObject({ ok: true, inbound: [completeInbound(TEXT)] });
    expect(told).toEqual([["take", { accountId: 1, token: 4_096, limit: 10, notBefore: 500, now: 1_000, until: 61_000 }]]);
  });

  it("takes 5,000 at most, whatever is asked for", async () => {
    const { deps, told } = storeOf();
    await pullInbound(deps, sampleAccount(), { limit: Number.MAX_SAFE_INTEGER, now: 0 });
    expect(told).toMatchObject([["take", { limit: 5_000, notBefore: undefined }]]);
  });

  it("confirms what was handed over when the response was written out, and releases it when it broke off", async () => {
    const { deps, told } = storeOf(TEXT, { ...TEXT, id: 96 });
    const result = await pullInbound(deps, sampleAccount(), { limit: 10, now: 0 });
    if (result.ok) await result.handOver.done(77);
    if (result.ok) await result.handOver.broken();
    expect(told.slice(1)).toEqual([
      ["confirm", 1, 4_096, [64, 96], 77],
      ["release", 1, 4_096, [64, 96]],
    ]);
  });

  it("does not trouble the store about nothing", async () => {
    const { deps, told } = storeOf();
    const result = await pullInbound(deps, sampleAccount(), { limit: 10, now: 0 });
    if (result.ok) await Promise.all([result.handOver.done(0), result.handOver.broken()]);
    expect(told).toHaveLength(1);
  });

  it.each([
    ["push", false],
    ["pull", true],
    ["both", true],
  ] as const)("by an account whose texts go by %s is allowed: %s", async (mode, allowed) => {
    const { deps, told } = storeOf(TEXT);
    const account = sampleAccount({ push: { mode, method: undefined, reports: "http://127.0.0.1/r", inbound: "http://127.0.0.1/i" } });
    const result = await pullInbound(deps, account, { limit: 10, now: 0 });
    expect(result.ok ? "allowed" : result.refusal.reason).toBe(allowed ? "allowed" : "report-forbidden");
    expect(told).toHaveLength(allowed ? 1 : 0);
  });
});
