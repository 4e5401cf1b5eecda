import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import type { AccountPlan } from "../../domain/provisioning.ts";
import { accountPlan, channelPlan, productPlan } from "../conformance/plans.ts";
import { type AccountDoc, canonical, diffPlan, type PlanWrite, type SealedPlan, type StoredAccount, type StoredDirectory } from "./plan.ts";

const NOTHING: StoredDirectory = {
  settings: undefined,
  channels: new Map(),
  products: new Map(),
  accounts: new Map(),
  keywords: new Set(),
  blacklist: new Set(),
  ported: new Map(),
};
const EMPTY: SealedPlan = {
  settings: undefined,
  keywords: undefined,
  blacklist: undefined,
  ported: undefined,
  channels: [],
  products: [],
  accounts: [],
};

/** A plan's account with a secret that was sealed from `declared`. */
function sealed(login: string, settings: Partial<AccountPlan> = {}, declared = "fingerprint"): SealedPlan["accounts"][number] {
  const { secrets: _secrets, ...account } = accountPlan(login, { product: undefined, ...settings });
  return { ...account, sealed: { password: { sealed: new Uint8Array([1]), declared } } };
}

/** A channel whose own settings were sealed: each time otherwise, from the same declaration. */
function sealedChannel(name: string, seal = "seal", declared = "declared"): SealedPlan["channels"][number] {
  return { ...channelPlan(name), own: { sealed: seal, declared } };
}

/** What is stored once an account's writes are done. */
function stored(writes: readonly PlanWrite[]): StoredDirectory {
  const accounts = new Map<string, StoredAccount>();
  for (const write of writes) {
    if (write.kind !== "account") continue;
    const { id, enterpriseId, opening } = write;
    const own = writes.filter((other) => "accountId" in other && other.accountId === id);
    accounts.set(write.login, {
      id,
      enterpriseId,
      opening,
      doc: JSON.parse(canonical(write.doc)) as AccountDoc,
      declared: Object.fromEntries(own.flatMap((other) => (other.kind === "secret" ? [[other.secret, other.value.declared]] : []))),
      signatures: own.flatMap((other) => (other.kind === "signatures" ? other.texts : [])),
      templates: new Map(
        own.flatMap((other) =>
          other.kind === "template" ? [[other.template.id, { text: other.template.text, declared: other.declared }]] : [],
        ),
      ),
    });
  }
  return { ...NOTHING, accounts };
}

function writesOf(from: StoredDirectory, plan: SealedPlan): readonly PlanWrite[] {
  const diff = diffPlan(from, plan);
  if (!diff.ok) throw new Error(canonical(diff.conflicts));
  return diff.writes;
}

describe("diffPlan", () => {
  it("writes nothing for an empty plan", () => {
    expect(diffPlan(NOTHING, EMPTY)).toEqual({ ok: true, writes: [], result: { created: [], changed: [], unchanged: 0 } });
  });

  it("gives ids in the order of the file, after the largest there is, and leads names to them", () => {
    const from = { ...NOTHING, channels: new Map([["old", { id: 7, doc: sealedChannel("old") }]]) };
    const plan = {
      ...EMPTY,
      channels: [sealedChannel("a"), sealedChannel("old", "another seal"), sealedChannel("b")],
      products: [productPlan("p", ["b", "old"])],
      accounts: [sealed("x", { product: "p" })],
    };
    const writes = writesOf(from, plan);
    expect(writes.map((write) => ("id" in write ? [write.kind, write.id] : [write.kind]))).toEqual([
      ["channel", 8],
      ["channel", 9],
      ["product", 1],
      ["account", 1],
      ["secret"],
    ]);
    expect(writes[2]).toMatchObject({ doc: { routes: [{ channels: [9, 7] }] } });
    expect(writes[3]).toMatchObject({ doc: { productId: 1 }, created: true });
  });

  it("keeps no secret, signature or opening balance in an account's document", () => {
    const [account] = writesOf(NOTHING, { ...EMPTY, accounts: [sealed("x", { signatures: ["甲"] })] });
    expect(account).toMatchObject({ kind: "account", login: "x", opening: { credits: 1_000, mmsCredits: 10 } });
    const keys = account?.kind === "account" ? Object.keys(account.doc) : [];
    for (const absent of ["login", "sealed", "secrets", "signatures", "credits", "mmsCredits", "templates", "product", "enterpriseId"])
      expect(keys).not.toContain(absent);
  });

  it("writes nothing for a plan whose writes are done, whatever was left undefined", () => {
    const template = { id: "t", text: "您好@1@", state: "enabled" } as const;
    const plan = { ...EMPTY, accounts: [sealed("x", { signatures: ["甲"], templates: [template], unitPrice: undefined }), sealed("y")] };
    const done = stored(writesOf(NOTHING, plan));
    expect(diffPlan(done, plan)).toEqual({ ok: true, writes: [], result: { created: [], changed: [], unchanged: 2 } });
  });

  it("leaves a secret alone for as long as the file declares the value that was applied", () => {
    const done = stored(writesOf(NOTHING, { ...EMPTY, accounts: [sealed("x")] }));
    expect(writesOf(done, { ...EMPTY, accounts: [sealed("x")] })).toEqual([]);
    expect(writesOf(done, { ...EMPTY, accounts: [sealed("x", {}, "another")] })).toMatchObject([
      { kind: "secret", secret: "password", value: { declared: "another" } },
    ]);
  });

  it("leaves a template alone that was reviewed since, until the file declares it anew", () => {
    const template = { id: "t", text: "您好@1@", state: "review" } as const;
    const done = stored(writesOf(NOTHING, { ...EMPTY, accounts: [sealed("x", { templates: [template] })] }));
    expect(writesOf(done, { ...EMPTY, accounts: [sealed("x", { templates: [template] })] })).toEqual([]);
    const again = sealed("x", { templates: [{ ...template, state: "disabled" }] });
    expect(writesOf(done, { ...EMPTY, accounts: [again] })).toMatchObject([{ kind: "template", template: { state: "disabled" } }]);
  });

  it("changes keywords by what was added and removed, and only adds to the blacklist", () => {
    const from = { ...NOTHING, keywords: new Set(["甲", "乙"]), blacklist: new Set(["1"]) };
    expect(writesOf(from, { ...EMPTY, keywords: ["乙", "丙", "丙"], blacklist: ["2"] })).toEqual([
      { kind: "keywords", add: ["丙"], remove: ["甲"] },
      { kind: "blacklist", add: ["2"] },
    ]);
    expect(writesOf(from, { ...EMPTY, keywords: ["乙", "甲"], blacklist: [] })).toEqual([]);
  });

  it("replaces the list of ported numbers, writing only what differs", () => {
    const from = {
      ...NOTHING,
      ported: new Map([
        ["1", "mobile"],
        ["2", "unicom"],
        ["3", "mobile"],
      ] as const),
    };
    const ported = [
      { phone: "2", operator: "unicom" },
      { phone: "3", operator: "telecom" },
      { phone: "4", operator: "mobile" },
    ] as const;
    expect(writesOf(from, { ...EMPTY, ported })).toEqual([{ kind: "ported", set: [ported[1], ported[2]], remove: ["1"] }]);
    expect(writesOf({ ...NOTHING, ported: new Map(ported.map(({ phone, operator }) => [phone, operator])) }, { ...EMPTY, ported })).toEqual(
      [],
    );
  });

  it("tells settings apart by their values, not by the order of their keys", () => {
    const reordered = Object.fromEntries(Object.entries(DEFAULT_SETTINGS).reverse()) as unknown as typeof DEFAULT_SETTINGS;
    expect(writesOf({ ...NOTHING, settings: DEFAULT_SETTINGS }, { ...EMPTY, settings: reordered })).toEqual([]);
  });

  it("assigns no enterprise id that an account further down declares", () => {
    const plan = {
      ...EMPTY,
      accounts: [sealed("a"), sealed("b", { enterpriseId: 100_001 }), sealed("c", { enterpriseId: 100_003 }), sealed("d")],
    };
    const ids = writesOf(NOTHING, plan).flatMap((write) => (write.kind === "account" ? [write.enterpriseId] : []));
    expect(ids).toEqual([100_002, 100_001, 100_003, 100_004]);
  });

  it("finds every conflict of a plan at once and writes none of it", () => {
    const done = stored(writesOf(NOTHING, { ...EMPTY, accounts: [sealed("x", { enterpriseId: 5 })] }));
    const plan = {
      ...EMPTY,
      products: [productPlan("p", ["gone"])],
      accounts: [sealed("x", { credits: 1, enterpriseId: 5 }), sealed("y", { product: "gone", enterpriseId: 5 })],
    };
    expect(diffPlan(done, plan)).toEqual({
      ok: false,
      conflicts: [
        { path: ["products", 0, "routes", 0, "channels", 0], message: 'there is no channel "gone"' },
        { path: ["accounts", 0, "credits"], message: expect.stringContaining("yizhan recharge x N") },
        { path: ["accounts", 1, "product"], message: 'there is no product "gone"' },
        { path: ["accounts", 1, "enterpriseId"], message: 'enterprise id 5 already belongs to account "x"' },
      ],
    });
  });
});

describe("canonical", () => {
  it("is equal for equal values and differs for others", () => {
    expect(canonical({ b: [1, { y: 1, x: undefined }], a: "" })).toBe('{"a":"","b":[1,{"y":1}]}');
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });
});
