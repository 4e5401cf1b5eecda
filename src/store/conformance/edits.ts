import { expect, it } from "vitest";
import type { Directory } from "../../domain/directory.ts";
import { accountPlanOf, channelPlanOf, productPlanOf } from "../../domain/plan-of.ts";
import type { ProvisioningPlan } from "../../domain/provisioning.ts";
import { accountPlan, channelPlan, productPlan } from "./plans.ts";
import { EMPTY_PLAN, type OpenRig, one, type Rig } from "./rig.ts";

/** `DirectoryStore.apply` as people use it who edit one thing: what they leave alone stays, and nobody undoes another's work unseen. */
export function editsSuite(open: OpenRig): void {
  it("changes nothing of an account but what is edited, nor of anything beside it", async () => {
    await using rig = await open();
    await fill(rig);
    const before = await everything(rig);
    const { accounts, products } = before.directory;
    const buyer = accountPlanOf(one(accounts.filter(({ login }) => login === "buyer")), products);
    expect(await apply(rig, { ...EMPTY_PLAN, accounts: [buyer] })).toEqual(unchanged(1));
    expect(await everything(rig)).toEqual(before);
    expect(await apply(rig, { ...EMPTY_PLAN, accounts: [{ ...buyer, enabled: false, name: "改名" }] })).toMatchObject({
      ok: true,
      result: { changed: ["account buyer"] },
    });
    expect(await everything(rig)).toEqual({
      ...before,
      directory: {
        ...before.directory,
        version: before.directory.version + 1,
        accounts: accounts.map((account) => (account.login === "buyer" ? { ...account, enabled: false, name: "改名" } : account)),
      },
    });
  });

  it("changes nothing at all where everything is applied as it is", async () => {
    await using rig = await open();
    await fill(rig);
    const before = await everything(rig);
    expect(await apply(rig, planOf(before.directory), planOf(before.directory))).toEqual(unchanged(5));
    expect(await everything(rig)).toEqual(before);
  });

  it("changes one channel or product and keeps how the channel is switched", async () => {
    await using rig = await open();
    await fill(rig);
    const before = await rig.store.directory.load();
    const { channels, products } = planOf(before);
    const seen = { ...EMPTY_PLAN, channels, products };
    const plan = {
      ...EMPTY_PLAN,
      channels: channels.slice(0, 1).map((channel) => ({ ...channel, rate: 7, own: { receiptDelay: 9 } })),
      products: products.slice(0, 1).map((product) => ({ ...product, retryUndelivered: { within: 60_000, codes: ["MK*"] } })),
    };
    expect(await apply(rig, plan, seen)).toMatchObject({ ok: true, result: { changed: ["channel first", "product standard"] } });
    const after = await rig.store.directory.load();
    const [first, ...others] = before.channels;
    expect(after.channels).toEqual([{ ...first, rate: 7, own: { receiptDelay: 9 } }, ...others]);
    expect(after.channels[0]?.mode).toBe("drain");
    expect(after.products[0]).toEqual({ ...before.products[0], retryUndelivered: { within: 60_000, codes: ["MK*"] } });
  });

  it("refuses what was begun before another change to the same thing, and writes none of it", async () => {
    await using rig = await open();
    const seen = planOf(await rig.store.directory.load());
    const edit = (name: string, channel: string): ProvisioningPlan => ({
      ...EMPTY_PLAN,
      accounts: seen.accounts.map((account) => ({ ...account, name })),
      channels: seen.channels.filter((candidate) => candidate.name === channel).map((candidate) => ({ ...candidate, rate: 3 })),
    });
    const answers = await Promise.all([apply(rig, edit("甲", "first"), seen), apply(rig, edit("乙", "second"), seen)]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const refused = answers.find(({ ok }) => !ok);
    expect(refused).toEqual({
      ok: false,
      conflicts: [
        {
          path: ["accounts", 0],
          code: "changed",
          message: 'account "buyer" was changed in the meantime; look again before you change anything',
        },
      ],
    });
    const { accounts, channels } = await rig.store.directory.load();
    const won = answers[0]?.ok ? "甲" : "乙";
    expect(accounts[0]?.name).toBe(won);
    expect(channels.map(({ rate }) => rate)).toEqual(won === "甲" ? [3, 0] : [0, 3]);
  });

  it("goes by what is stored of the thing itself: a password, a review, a keyword or another account may change meanwhile", async () => {
    await using rig = await open();
    const seen = planOf(await rig.store.directory.load());
    await rig.store.accounts.changePassword({ id: rig.accountId, login: "buyer" }, "chosen");
    await rig.store.accounts.addTemplate(rig.accountId, { id: "t", text: "@", state: "review" }, 9, rig.now);
    await rig.store.ruleLists.changeKeywords(["甲"], []);
    await rig.account("other");
    await rig.store.channels.setMode({ channelId: rig.channelId, mode: "drain", at: rig.now, actor: "test", note: "" });
    const plan = { ...EMPTY_PLAN, accounts: seen.accounts.map((account) => ({ ...account, dailyLimit: 9 })) };
    expect(await apply(rig, plan, seen)).toMatchObject({ ok: true });
  });

  it.each([
    ["an account", { accounts: [accountPlan("buyer", { signatures: ["甲店"] })] }, "accounts"],
    ["a channel's own settings", { channels: [channelPlan("first", { own: { receiptDelay: 5 } })] }, "channels"],
    ["a product", { products: [productPlan("standard", ["second"])] }, "products"],
  ] as const)("refuses a change to %s that someone else has changed", async (_what, others, kind) => {
    await using rig = await open();
    const seen = planOf(await rig.store.directory.load());
    const withLists = { ...seen, accounts: seen.accounts.map((account) => ({ ...account, signatures: [] })) };
    await apply(rig, { ...EMPTY_PLAN, ...others });
    const version = await rig.store.directory.version();
    const answer = await apply(rig, { ...EMPTY_PLAN, [kind]: withLists[kind] }, withLists);
    expect(answer).toMatchObject({ ok: false, conflicts: [{ path: [kind, 0], code: "changed" }] });
    expect(await rig.store.directory.version()).toBe(version);
  });

  it("refuses settings and ported numbers that someone else has changed", async () => {
    await using rig = await open();
    const { settings } = await rig.store.directory.load();
    const seen = { ...EMPTY_PLAN, settings, ported: [] };
    const plan = {
      ...EMPTY_PLAN,
      settings: { ...settings, hosts: { "sms.example.com": "huaxin" } },
      ported: [{ phone: "13800138000", operator: "unicom" as const }],
    };
    expect(await apply(rig, plan, seen)).toMatchObject({ ok: true });
    expect(await apply(rig, plan, seen)).toMatchObject({
      ok: false,
      conflicts: [
        { path: ["settings"], code: "changed" },
        { path: ["ported"], code: "changed" },
      ],
    });
  });

  it("makes what is new only where its name is free, also when two make it at once", async () => {
    await using rig = await open();
    const plan = {
      ...EMPTY_PLAN,
      accounts: [accountPlan("new")],
      channels: [channelPlan("new")],
      products: [productPlan("new", ["first"])],
    };
    const answers = await Promise.all([apply(rig, plan, EMPTY_PLAN), apply(rig, plan, EMPTY_PLAN)]);
    const refused = one(answers.filter(({ ok }) => !ok));
    expect(refused.ok || refused.conflicts.map(({ path, code, message }) => [path, code, message])).toEqual([
      [["channels", 0], "exists", 'there is a channel "new" already'],
      [["products", 0], "exists", 'there is a product "new" already'],
      [["accounts", 0], "exists", 'there is an account "new" already'],
    ]);
    expect(await apply(rig, plan)).toMatchObject({ ok: true, result: { changed: [] } });
  });
}

/** Something of everything that an account has, and beside it. */
async function fill(rig: Rig): Promise<void> {
  const { store, accountId, now } = rig;
  const template = { id: "t1", text: "您好@1@", state: "review" } as const;
  const buyer = accountPlan("buyer", { templates: [template], signatures: ["甲店"], enterpriseId: 4711, unitPrice: 500 });
  const lists = { keywords: ["赌博"], blacklist: ["13800138000"], ported: [{ phone: "13800138001", operator: "unicom" as const }] };
  await apply(rig, { ...EMPTY_PLAN, ...lists, accounts: [buyer, accountPlan("other")] });
  const decision = { approve: true, reason: "", actor: "test", at: now };
  await store.requests.decideTemplate({ ...decision, accountId, id: "t1" });
  const id = rig.id();
  await store.requests.askSignature({ id, accountId, text: "乙店", note: "", at: now, actor: "test" }, 9);
  await store.requests.decideSignature({ ...decision, id });
  await store.accounts.changeSecrets({ id: accountId, login: "buyer" }, { password: "chosen", veryCode: "码" });
  await store.ruleLists.changeKeywords(["发票"], ["赌博"]);
  await store.channels.setMode({ channelId: rig.channelId, mode: "drain", at: now, actor: "test", note: "" });
  await rig.accepted();
}

async function everything({ store, accountId }: Rig) {
  return {
    directory: await store.directory.load(),
    rules: await store.rules.load(),
    templates: await store.requests.templatesOf(accountId),
    signatures: await store.requests.signatures({ accountId, waiting: false, limit: 9 }),
    balance: await store.ledger.balance(accountId),
  };
}

function planOf({ settings, channels, products, accounts }: Directory): ProvisioningPlan {
  return {
    ...EMPTY_PLAN,
    settings,
    channels: channels.map(channelPlanOf),
    products: products.map((product) => productPlanOf(product, channels)),
    accounts: accounts.map((account) => accountPlanOf(account, products)),
  };
}

function unchanged(count: number) {
  return { ok: true, result: { created: [], changed: [], unchanged: count } };
}

function apply(rig: Rig, plan: ProvisioningPlan, seen?: ProvisioningPlan) {
  return rig.store.directory.apply(plan, rig.now, seen);
}
