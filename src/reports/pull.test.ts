import { describe, expect, it } from "vitest";
import { sampleAccount, sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { ReportTake, StoredReport } from "../store/store.ts";
import { completeReport } from "./complete.ts";
import { pullReports } from "./pull.ts";

const REPORT: StoredReport = {
  messageId: 64,
  submissionId: 32,
  phone: "13800138000",
  outcome: "delivered",
  code: "DELIVRD",
  at: 0,
  ext: "",
  orderId: undefined,
  channelId: 1,
  dialect: "huaxin",
};

const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts: [], channels: [sampleChannel()], products: [] });

/** A store that has these reports, and writes down what it is told. */
function storeOf(reports: readonly StoredReport[]) {
  const told: unknown[] = [];
  const store = {
    take: async (take: ReportTake) => {
      told.push(["take", take]);
      return reports;
    },
    confirm: async (...args: readonly unknown[]) => void told.push(["confirm", ...args]),
    release: async (...args: readonly unknown[]) => void told.push(["release", ...args]),
  };
  return { deps: { store, ids: { take: () => 4_096 } }, told };
}

describe("a pull", () => {
  it("takes reports for the time that a response may take, under a token of its own", async () => {
    const { deps, told } = storeOf([REPORT]);
    const result = await pullReports(deps, directory, sampleAccount(), { limit: 10, submissionId: 32, now: 1_000 });
    expect(result).toMatchObject({ ok: true, reports: [completeReport(REPORT, directory, sampleAccount())] });
    expect(told).toEqual([
      ["take", { accountId: 1, token: 4_096, limit: 10, submissionId: 32, notBefore: undefined, now: 1_000, until: 61_000 }],
    ]);
  });

  it("leaves those alone that are older than it asks for", async () => {
    const { deps, told } = storeOf([]);
    await pullReports(deps, directory, sampleAccount(), { limit: 10, notBefore: 500, now: 1_000 });
    expect(told).toMatchObject([["take", { notBefore: 500 }]]);
  });

  it("takes 5,000 at most, whatever is asked for", async () => {
    const { deps, told } = storeOf([]);
    await pullReports(deps, directory, sampleAccount(), { limit: Number.MAX_SAFE_INTEGER, now: 0 });
    expect(told).toMatchObject([["take", { limit: 5_000, submissionId: undefined }]]);
  });

  it("confirms exactly what was handed over when the response was written out", async () => {
    const { deps, told } = storeOf([REPORT, { ...REPORT, messageId: 96 }]);
    const result = await pullReports(deps, directory, sampleAccount(), { limit: 10, now: 0 });
    if (result.ok) await result.handOver.done(77);
    expect(told.slice(1)).toEqual([["confirm", 1, 4_096, [64, 96], 77]]);
  });

  it("releases it when the response broke off", async () => {
    const { deps, told } = storeOf([REPORT]);
    const result = await pullReports(deps, directory, sampleAccount(), { limit: 10, now: 0 });
    if (result.ok) await result.handOver.broken();
    expect(told.slice(1)).toEqual([["release", 1, 4_096, [64]]]);
  });

  it("does not trouble the store about nothing", async () => {
    const { deps, told } = storeOf([]);
    const result = await pullReports(deps, directory, sampleAccount(), { limit: 10, now: 0 });
    if (result.ok) await Promise.all([result.handOver.done(0), result.handOver.broken()]);
    expect(told).toHaveLength(1);
  });

  it.each([
    ["push", false],
    ["pull", true],
    ["both", true],
  ] as const)("by an account whose reports go by %s is allowed: %s", async (mode, allowed) => {
    const { deps, told } = storeOf([REPORT]);
    const account = sampleAccount({ push: { mode, method: undefined, reports: "http://127.0.0.1/r", inbound: "http://127.0.0.1/i" } });
    const result = await pullReports(deps, directory, account, { limit: 10, now: 0 });
    expect(result.ok ? "allowed" : result.refusal.reason).toBe(allowed ? "allowed" : "report-forbidden");
    expect(told).toHaveLength(allowed ? 1 : 0);
  });
});
