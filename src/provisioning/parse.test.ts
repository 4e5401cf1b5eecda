import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KINDS } from "../cli/kinds.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { ProvisioningPlan } from "../domain/provisioning.ts";
import { complaints, FACTS } from "./facts.testing.ts";
import { type Parsed, parseProvisioning } from "./parse.ts";

/** Stands beside this project where acceptance runs are made, and not in a copy of its own; there the example has to do. */
const CONFORMANCE = new URL("../../../shared/fixtures/conformance.yaml", import.meta.url);
const EXAMPLE = readFileSync(new URL("../../docs/provisioning.example.yaml", import.meta.url), "utf8");

const REAL = { ...FACTS, kinds: KINDS };

function accepted(text: string, facts = FACTS): Extract<Parsed, { ok: true }> {
  const parsed = parseProvisioning(text, facts);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join("\n"));
  return parsed;
}

const planOf = (text: string): ProvisioningPlan => accepted(text).plan;

describe.skipIf(!existsSync(CONFORMANCE))("the file of the acceptance runs", () => {
  const text = existsSync(CONFORMANCE) ? readFileSync(CONFORMANCE, "utf8") : "";

  it("is accepted as it is", () => {
    expect(complaints(text, REAL)).toEqual([]);
    const { plan } = accepted(text, REAL);
    expect(plan.accounts).toHaveLength(text.match(/^ {2}- login:/gm)?.length ?? 0);
    expect(plan.channels.map(({ name }) => name)).toEqual(["sim", "sim-mms", "sim-down", "sim-short"]);
    expect(plan.products.map(({ name }) => name)).toEqual(["standard", "mobile-only", "short", "nowhere"]);
  });
});

describe("a file that says as little as it may", () => {
  it("declares nothing", () => {
    const nothing = {
      settings: undefined,
      keywords: undefined,
      blacklist: undefined,
      ported: undefined,
      channels: [],
      products: [],
      accounts: [],
    };
    expect(planOf("version: 1")).toEqual(nothing);
    expect(planOf("\uFEFF# a comment\r\n---\r\nversion: 1\r\n...\r\n")).toEqual(nothing);
  });

  it("gets the platform's default for every setting that it leaves out", () => {
    expect(planOf("version: 1\nsettings: {}").settings).toEqual(DEFAULT_SETTINGS);
    expect(planOf("version: 1\nsettings: { frequency: { daily: { limit: 3 } }, limits: { orderIds: 2h } }").settings).toEqual({
      ...DEFAULT_SETTINGS,
      frequency: { ...DEFAULT_SETTINGS.frequency, daily: { limit: 3 } },
      limits: { ...DEFAULT_SETTINGS.limits, orderIds: 7_200_000 },
    });
  });

  it("gets a channel with the defaults of the reference", () => {
    expect(planOf('version: 1\nchannels: [{ name: a, kind: simulator, operators: [mobile], code: "1069" }]').channels).toEqual([
      {
        name: "a",
        kind: "simulator",
        enabled: true,
        media: "sms",
        operators: ["mobile"],
        code: "1069",
        maxCodeLength: 20,
        rate: 0,
        window: 32,
        sessions: 1,
        connect: undefined,
        responseTimeout: 60_000,
        validity: 259_200_000,
        heartbeat: 60_000,
        concatenate: true,
        encoding: "ucs2",
        retry: { on: ["throttled", "disconnected"], backoff: [1_000, 5_000, 30_000, 120_000], giveUpAfter: 600_000, thenNextChannel: true },
        delivery: "at-least-once",
        own: { receiptDelay: "1s" },
      },
    ]);
  });

  it("gets a channel that says of itself whether its kind takes long texts whole", () => {
    const kinds = [{ ...KINDS[0]!, kind: "simulator", whole: true, parseOwn: () => ({ ok: true, own: {} }) as const }];
    const text = 'version: 1\nchannels: [{ name: a, kind: simulator, operators: [mobile], code: "1069" }]';
    expect(accepted(text, { ...FACTS, kinds }).plan.channels).toMatchObject([{ wholeTexts: true }]);
    expect(planOf(text).channels[0]).not.toHaveProperty("wholeTexts");
  });

  it("gets an account with the defaults of the reference", () => {
    expect(planOf("version: 1\naccounts: [{ login: tea, dialects: [] }]").accounts).toEqual([
      {
        login: "tea",
        name: "tea",
        enabled: true,
        dialects: [],
        product: undefined,
        code: "",
        enterpriseId: undefined,
        secrets: { password: undefined, md5Key: undefined, veryCode: undefined },
        payment: "prepaid",
        creditLimit: 0,
        charge: "on-submit",
        billing: "cn",
        unitPrice: undefined,
        signature: { mode: "none", custom: false },
        signatures: [],
        templates: [],
        review: "none",
        allowFrom: [],
        push: { mode: "pull", method: undefined, reports: undefined, inbound: undefined },
        delivery: "at-least-once",
        minRecipients: 0,
        dailyLimit: 0,
        optOut: false,
        refuseSqlText: false,
        templateSubmission: false,
        dialectSettings: {},
        credits: undefined,
        mmsCredits: undefined,
      },
    ]);
  });
});

describe("a file that says everything", () => {
  const { plan } = accepted(EXAMPLE, REAL);

  it("has its values read to the units of the plan", () => {
    expect(plan.settings?.push.allowAddresses).toEqual(["10.20.0.0/16", "fd00:20::/32"]);
    expect(plan.channels[0]).toMatchObject({
      connect: { host: "sms.example.com", port: 2775, tls: true, timeout: 5_000 },
      heartbeat: 30_000,
      encoding: "auto",
      own: { receiptDelay: 500, submitDelay: 20, failRate: 0.01 },
    });
    expect(plan.products[1]?.routes[0]).toEqual({
      media: "sms",
      operators: ["mobile", "unicom", "telecom", "international"],
      channels: ["carrier-b"],
    });
    expect(plan.accounts[0]).toMatchObject({
      name: "The Teahouse on West Lake",
      secrets: { password: "Longjing-2026", md5Key: "k-7f3a90c2", veryCode: "771204" },
      unitPrice: 450,
      creditLimit: 5_000,
      signatures: ["西湖茶馆", "龙井"],
      allowFrom: ["203.0.113.0/24", "2001:db8:7::/48", "198.51.100.7/32"],
      push: { mode: "both", method: "POST", reports: "https://sms.teahouse.example/reports", inbound: "http://10.20.3.4:8080/inbound" },
      dialectSettings: { failureWord: "Faild" },
    });
    expect(plan.accounts[0]?.templates[1]).toEqual({ id: "2026112000000002", text: "今日新茶：@。\n回复 T 退订。", state: "review" });
  });

  it("is frozen throughout", () => {
    const unfrozen = (value: unknown): boolean =>
      typeof value === "object" && value !== null && (!Object.isFrozen(value) || Object.values(value).some(unfrozen));
    expect(unfrozen(plan)).toBe(false);
  });

  it("means the same each time it is read", () => {
    expect(accepted(EXAMPLE, REAL).plan).toEqual(plan);
  });
});

describe("values", () => {
  it.each([
    ["0.05", 500],
    ['"0.05"', 500],
    ["0.0001", 1],
    ["1", 10_000],
    ["0.1", 1_000],
    ['"9999.9999"', 99_999_999],
    ["0", 0],
  ])("a price of %s yuan is %i ten-thousandths", (written, price) => {
    expect(planOf(`version: 1\naccounts: [{ login: a, dialects: [], unitPrice: ${written} }]`).accounts[0]?.unitPrice).toBe(price);
  });

  it("phones are read to the platform's one form, and repeated ones once", () => {
    const plan = planOf('version: 1\nblacklist: ["13700137000", "+86 137-0013-7000", "+85251234567"]');
    expect(plan.blacklist).toEqual(["13700137000", "+85251234567"]);
    const ported =
      'ported: [{ operator: telecom, phones: ["13700137000"] }, { operator: unicom, phones: ["+86 13700137000", "13800138000"] }]';
    expect(planOf(`version: 1\n${ported}`).ported).toEqual([
      { phone: "13700137000", operator: "unicom" },
      { phone: "13800138000", operator: "unicom" },
    ]);
  });

  it("keywords are trimmed, and repeated ones kept once in their first place", () => {
    expect(planOf('version: 1\nkeywords: [赌场, " 发票 ", 赌场, 发票]').keywords).toEqual(["赌场", "发票"]);
    expect(planOf("version: 1\nkeywords: []").keywords).toEqual([]);
  });

  it("push mode follows from whether a URL is given", () => {
    const modeOf = (push: string): string | undefined =>
      planOf(`version: 1\naccounts: [{ login: a, dialects: [], push: ${push} }]`).accounts[0]?.push.mode;
    expect(modeOf("{}")).toBe("pull");
    expect(modeOf("{ method: POST }")).toBe("pull");
    expect(modeOf("{ inbound: http://example.com/in }")).toBe("push");
    expect(modeOf("{ mode: pull, reports: http://example.com/r }")).toBe("pull");
    expect(modeOf("{ mode: both, reports: http://example.com/r }")).toBe("both");
  });

  it("aliases stand for what they name", () => {
    const plan = planOf(
      "version: 1\naccounts:\n  - { login: a, dialects: &all [huaxin, qxt], password: &same secret-1 }\n  - { login: b, dialects: *all, password: *same }\n",
    );
    expect(plan.accounts[1]).toMatchObject({ dialects: ["huaxin", "qxt"], secrets: { password: "secret-1" } });
  });

  it("accounts without a code, or with one code in different products, may share it", () => {
    const account = (login: string, rest: string): string => `{ login: ${login}, dialects: [], ${rest} }`;
    const accounts = [
      account("a", "product: p"),
      account("b", "product: p"),
      account("c", 'product: p, code: "1"'),
      account("d", 'product: q, code: "1"'),
    ];
    expect(complaints(`version: 1\naccounts: [${accounts.join(", ")}]`)).toEqual([]);
  });

  it("products and channels that the file doesn't declare are left to the store", () => {
    expect(
      complaints(
        "version: 1\nproducts: [{ name: p, routes: [{ operators: [mobile], channels: [elsewhere] }] }]\naccounts: [{ login: a, dialects: [], product: gone }]",
      ),
    ).toEqual([]);
  });
});

describe("locate", () => {
  const { locate } = accepted(
    "version: 1\naccounts:\n  - login: tea\n    dialects:\n      - huaxin\n      - qxt\n    push: { mode: pull }\n",
  );

  it("finds values at their paths", () => {
    expect(locate(["version"])).toEqual({ line: 1, column: 10 });
    expect(locate(["accounts", 0, "dialects", 1])).toEqual({ line: 6, column: 9 });
    expect(locate(["accounts", 0, "push", "mode"])).toEqual({ line: 7, column: 19 });
  });

  it("finds the innermost value around one that isn't written", () => {
    expect(locate(["accounts", 0, "product"])).toEqual({ line: 3, column: 5 });
    expect(locate(["accounts", 0, "push", "reports", 9, "x"])).toEqual({ line: 7, column: 11 });
    expect(locate(["accounts", 7])).toEqual({ line: 3, column: 3 });
    expect(locate(["accounts", "tea"])).toEqual({ line: 3, column: 3 });
    expect(locate(["settings"])).toEqual({ line: 1, column: 1 });
    expect(locate([])).toEqual({ line: 1, column: 1 });
  });
});
