import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import type { Directory } from "../../domain/directory.ts";
import type { ProvisioningPlan } from "../../domain/provisioning.ts";
import { accountPlan, BASE_PLAN, channelPlan, productPlan } from "./plans.ts";
import { EMPTY_PLAN, OPENING, type OpenRig, type Rig } from "./rig.ts";

/** `DirectoryStore`. A rig's store holds BASE_PLAN already. */
export function directorySuite(open: OpenRig): void {
  it("gives back what was declared: ids instead of names, secrets in the clear", async () => {
    await using rig = await open();
    const settings = { ...DEFAULT_SETTINGS, limits: { ...DEFAULT_SETTINGS.limits, queued: 77 } };
    const secrets = { password: "密码 \u{1f511}", md5Key: "key", veryCode: undefined };
    const buyer = accountPlan("buyer", { secrets, signatures: ["驿站", "甲"], enterpriseId: 4711, unitPrice: 500 });
    await apply(rig, { ...BASE_PLAN, settings, accounts: [buyer] });
    const { product: _p, signatures, credits: _c, mmsCredits: _m, templates: _t, ...account } = buyer;
    const ids = [rig.channelId, rig.otherChannelId];
    const directory = await rig.store.directory.load();
    const productId = directory.products[0]?.id ?? 0;
    expect(directory).toEqual({
      version: await rig.store.directory.version(),
      settings,
      channels: BASE_PLAN.channels.map((channel, index) => ({ ...channel, id: ids[index] ?? 0 })),
      products: [
        { id: productId, name: "standard", routes: [{ media: "sms", operators: ["mobile", "unicom", "telecom"], channels: ids }] },
      ],
      accounts: [
        {
          ...account,
          id: rig.accountId,
          productId,
          enterpriseId: 4711,
          enterpriseIdDeclared: true,
          signature: { ...buyer.signature, approved: signatures ?? [] },
        },
      ],
    } satisfies Directory);
  });

  it("changes nothing when the same plan is applied again, at one moment or later", async () => {
    await using rig = await open();
    const before = await rig.store.directory.load();
    const answers = await Promise.all([1, 2, 3].map(() => apply(rig, BASE_PLAN)));
    for (const answer of answers) expect(answer).toEqual({ ok: true, result: { created: [], changed: [], unchanged: 4 } });
    await rig.reopen();
    await apply(rig, BASE_PLAN);
    expect(await rig.store.directory.load()).toEqual(before);
  });

  it("creates one account of two equal plans at one moment, and opens it once", async () => {
    await using rig = await open();
    const plan = { ...EMPTY_PLAN, accounts: [accountPlan("new", { credits: 5 })] };
    const answers = await Promise.all([apply(rig, plan), apply(rig, plan)]);
    expect(answers.map((answer) => answer.ok && answer.result.created.length).sort()).toEqual([0, 1]);
    const { accounts } = await rig.store.directory.load();
    const made = accounts.filter((account) => account.login === "new");
    expect(made).toHaveLength(1);
    expect(await rig.credits(made[0]?.id)).toBe(5);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("raises the version with a change and keeps ids, balances and everything the plan doesn't name", async () => {
    await using rig = await open();
    await rig.accepted();
    const before = await rig.store.directory.load();
    const answer = await apply(rig, { ...EMPTY_PLAN, accounts: [accountPlan("buyer", { enabled: false })] });
    expect(answer).toEqual({ ok: true, result: { created: [], changed: ["account buyer"], unchanged: 0 } });
    const after = await rig.store.directory.load();
    expect(after.version).toBeGreaterThan(before.version);
    expect(await rig.store.directory.version()).toBe(after.version);
    expect(after).toEqual({
      ...before,
      version: after.version,
      accounts: before.accounts.map((account) => ({ ...account, enabled: false })),
    });
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it("keeps a secret that the plan no longer declares, and changes one that it declares anew", async () => {
    await using rig = await open();
    const declared = accountPlan("buyer", { secrets: { password: undefined, md5Key: "added", veryCode: undefined } });
    await apply(rig, { ...EMPTY_PLAN, accounts: [declared] });
    expect((await rig.store.directory.load()).accounts[0]?.secrets).toEqual({
      password: "buyer-password",
      md5Key: "added",
      veryCode: undefined,
    });
    await apply(rig, { ...EMPTY_PLAN, accounts: [accountPlan("buyer", { secrets: { ...declared.secrets, password: "changed" } })] });
    expect((await rig.store.directory.load()).accounts[0]?.secrets).toMatchObject({ password: "changed", md5Key: "added" });
  });

  it("replaces the lists inside an entity", async () => {
    await using rig = await open();
    await apply(rig, { ...EMPTY_PLAN, accounts: [accountPlan("buyer", { signatures: ["甲", "乙", "丙"] })] });
    await apply(rig, {
      ...EMPTY_PLAN,
      channels: [channelPlan("third")],
      products: [productPlan("standard", ["third", "first"])],
      accounts: [accountPlan("buyer", { signatures: ["丙", "丁"] })],
    });
    const { accounts, channels, products } = await rig.store.directory.load();
    expect(accounts[0]?.signature.approved).toEqual(["丙", "丁"]);
    const third = channels.find((channel) => channel.name === "third")?.id;
    expect(products[0]?.routes[0]?.channels).toEqual([third, rig.channelId]);
    expect(channels).toHaveLength(3);
  });

  it("keeps what routes are narrowed by, whose turn is when, and when an undelivered message is tried again", async () => {
    await using rig = await open();
    const narrow = {
      media: "sms",
      operators: ["mobile"],
      provinces: ["广东", "内蒙古"],
      classes: ["notice"],
      turns: [
        { priority: 2, weight: 7 },
        { priority: 2, weight: 3 },
      ],
    } as const;
    const retryUndelivered = { within: 60_000, codes: ["UNDELIV", "MA:*"] };
    const plan = {
      ...EMPTY_PLAN,
      products: [{ name: "narrow", routes: [{ ...narrow, channels: ["second", "first"] }], retryUndelivered }],
    };
    await apply(rig, plan);
    const { products, version } = await rig.store.directory.load();
    const { id, ...stored } = products.find(({ name }) => name === "narrow") ?? { id: 0 };
    expect(stored).toEqual({ ...plan.products[0], routes: [{ ...narrow, channels: [rig.otherChannelId, rig.channelId] }] });
    await apply(rig, plan);
    expect(await rig.store.directory.version()).toBe(version);
    await apply(rig, { ...EMPTY_PLAN, products: [{ name: "narrow", routes: [] }] });
    expect((await rig.store.directory.load()).products.find((product) => product.id === id)).toEqual({ id, name: "narrow", routes: [] });
  });

  it("keeps the list of ported numbers, and replaces it by another", async () => {
    await using rig = await open();
    const ported = [{ phone: "13800138000", operator: "telecom" }] as const;
    expect(await apply(rig, { ...EMPTY_PLAN, ported })).toMatchObject({ result: { changed: ["ported"] } });
    expect((await rig.store.rules.load()).ported).toEqual(ported);
    expect(await apply(rig, { ...EMPTY_PLAN, ported })).toMatchObject({ result: { changed: [] } });
    await apply(rig, { ...EMPTY_PLAN, ported: [{ phone: "13800138001", operator: "unicom" }] });
    expect((await rig.store.rules.load()).ported).toEqual([{ phone: "13800138001", operator: "unicom" }]);
    await apply(rig, EMPTY_PLAN);
    expect((await rig.store.rules.load()).ported).toHaveLength(1);
  });

  it("says what became of keywords, blacklist and templates", async () => {
    await using rig = await open();
    const template = { id: "t1", text: "您的验证码是@1@", state: "enabled" } as const;
    const plan = {
      ...EMPTY_PLAN,
      keywords: ["甲", "乙", "甲"],
      blacklist: ["13800138000"],
      accounts: [accountPlan("buyer", { templates: [template] })],
    };
    expect(await apply(rig, plan)).toMatchObject({ result: { changed: ["keywords", "blacklist", "account buyer"] } });
    expect(await apply(rig, plan)).toMatchObject({ result: { changed: [], unchanged: 1 } });
    expect(await apply(rig, { ...EMPTY_PLAN, keywords: [], blacklist: [] })).toMatchObject({ result: { changed: ["keywords"] } });
    const disabled = accountPlan("buyer", { templates: [{ ...template, state: "disabled" }] });
    expect(await apply(rig, { ...EMPTY_PLAN, accounts: [disabled] })).toMatchObject({ result: { changed: ["account buyer"] } });
  });

  conflicts(open);
  enterpriseIds(open);
}

function conflicts(open: OpenRig): void {
  it("refuses another opening balance, and with it the whole plan", async () => {
    await using rig = await open();
    const before = await rig.store.directory.load();
    const plan = {
      ...EMPTY_PLAN,
      settings: { ...DEFAULT_SETTINGS, push: { allowAddresses: ["10.0.0.0/8"] } },
      channels: [channelPlan("first", { enabled: false })],
      accounts: [accountPlan("new"), accountPlan("buyer", { name: "changed", credits: OPENING + 1, mmsCredits: 11 })],
    };
    const answer = await apply(rig, plan);
    expect(answer).toMatchObject({ ok: false, conflicts: [{ path: ["accounts", 1, "credits"] }, { path: ["accounts", 1, "mmsCredits"] }] });
    expect(answer.ok || answer.conflicts.map(({ message }) => message)).toEqual([
      'account "buyer" was opened with 1000 credits; a file sets the opening balance only once. To add credits: yizhan recharge buyer N',
      'account "buyer" was opened with 10 mmsCredits; a file sets the opening balance only once. To add credits: yizhan recharge buyer N --mms',
    ]);
    expect(await rig.store.directory.load()).toEqual(before);
    expect(await rig.credits()).toBe(OPENING);
  });

  it("holds an account to its opening balance whatever its balance has become", async () => {
    await using rig = await open();
    await rig.accepted({ to: 3 });
    expect(await apply(rig, BASE_PLAN)).toMatchObject({ ok: true, result: { changed: [] } });
    expect(await rig.credits()).toBe(OPENING - 3);
  });

  it("refuses names that lead nowhere, each with its place", async () => {
    await using rig = await open();
    const plan = {
      ...EMPTY_PLAN,
      products: [productPlan("broken", ["first", "nowhere"])],
      accounts: [accountPlan("new", { product: "missing" })],
    };
    expect(await apply(rig, plan)).toEqual({
      ok: false,
      conflicts: [
        { path: ["products", 0, "routes", 0, "channels", 1], message: 'there is no channel "nowhere"' },
        { path: ["accounts", 0, "product"], message: 'there is no product "missing"' },
      ],
    });
    expect((await rig.store.directory.load()).products).toHaveLength(1);
  });
}

function enterpriseIds(open: OpenRig): void {
  it("assigns an enterprise id to each account that declares none, and keeps it", async () => {
    await using rig = await open();
    await apply(rig, { ...EMPTY_PLAN, accounts: [accountPlan("a"), accountPlan("b", { enterpriseId: 100_002 }), accountPlan("c")] });
    const { accounts } = await rig.store.directory.load();
    const ids = Object.fromEntries(accounts.map((account) => [account.login, [account.enterpriseId, account.enterpriseIdDeclared]]));
    expect(ids.b).toEqual([100_002, true]);
    expect(new Set(accounts.map((account) => account.enterpriseId)).size).toBe(4);
    expect([ids.buyer?.[1], ids.a?.[1], ids.c?.[1]]).toEqual([false, false, false]);
    await apply(rig, { ...EMPTY_PLAN, accounts: [accountPlan("a", { name: "renamed" }), accountPlan("b")] });
    const later = (await rig.store.directory.load()).accounts;
    expect(later.map((account) => account.enterpriseId)).toEqual(accounts.map((account) => account.enterpriseId));
    expect(later.find((account) => account.login === "b")?.enterpriseIdDeclared).toBe(false);
  });

  it("refuses one that another account has, stored or in the same plan", async () => {
    await using rig = await open();
    await apply(rig, { ...EMPTY_PLAN, accounts: [accountPlan("a", { enterpriseId: 7 })] });
    const plan = {
      ...EMPTY_PLAN,
      accounts: [accountPlan("b", { enterpriseId: 7 }), accountPlan("c", { enterpriseId: 8 }), accountPlan("d", { enterpriseId: 8 })],
    };
    expect(await apply(rig, plan)).toMatchObject({
      ok: false,
      conflicts: [
        { path: ["accounts", 0, "enterpriseId"], message: 'enterprise id 7 already belongs to account "a"' },
        { path: ["accounts", 2, "enterpriseId"], message: 'enterprise id 8 already belongs to account "c"' },
      ],
    });
  });
}

function apply(rig: Rig, plan: ProvisioningPlan) {
  return rig.store.directory.apply(plan, rig.now);
}
