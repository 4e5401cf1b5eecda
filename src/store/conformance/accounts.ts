import { expect, it } from "vitest";
import type { TemplateEntry } from "../../domain/provisioning.ts";
import { accountPlan } from "./plans.ts";
import { EMPTY_PLAN, NOBODY, type OpenRig, type Rig } from "./rig.ts";

const TEMPLATE: TemplateEntry = { id: "0000000000000001", text: "您的验证码是@", state: "review" };

/** `AccountStore` */
export function accountsSuite(open: OpenRig): void {
  it("changes a password for good, whatever a file goes on declaring, until it declares another", async () => {
    await using rig = await open();
    const account = { id: rig.accountId, login: "buyer" };
    const before = await rig.store.directory.version();
    await rig.store.accounts.changePassword(account, "chosen");
    expect(await rig.store.directory.version()).toBeGreaterThan(before);
    expect(await passwordOf(rig)).toBe("chosen");
    await rig.reopen();
    await rig.store.directory.apply({ ...EMPTY_PLAN, accounts: [accountPlan("buyer")] }, rig.now);
    expect(await passwordOf(rig)).toBe("chosen");
    const secrets = { password: "declared anew", md5Key: undefined, veryCode: undefined };
    await rig.store.directory.apply({ ...EMPTY_PLAN, accounts: [accountPlan("buyer", { secrets })] }, rig.now);
    expect(await passwordOf(rig)).toBe("declared anew");
  });

  it("gives a password to an account that had none", async () => {
    await using rig = await open();
    const id = await rig.account("keyed", { secrets: { password: undefined, md5Key: "key", veryCode: undefined } });
    await rig.store.accounts.changePassword({ id, login: "keyed" }, "first");
    expect((await rig.store.directory.load()).accounts.find((account) => account.id === id)?.secrets).toMatchObject({
      password: "first",
      md5Key: "key",
    });
  });

  it("changes the secrets that are given, leaves the others alone, and a file that declares the same goes on changing nothing", async () => {
    await using rig = await open();
    const secrets = { password: "first", md5Key: "key", veryCode: undefined };
    const plan = { ...EMPTY_PLAN, accounts: [accountPlan("keyed", { secrets })] };
    await rig.store.directory.apply(plan, rig.now);
    const secretsOf = async () => (await rig.store.directory.load()).accounts.find(({ login }) => login === "keyed")?.secrets;
    const account = { id: (await rig.store.directory.load()).accounts.find(({ login }) => login === "keyed")?.id ?? 0, login: "keyed" };
    const before = await rig.store.directory.version();
    await rig.store.accounts.changeSecrets(account, {});
    await rig.store.accounts.changeSecrets(account, { md5Key: undefined });
    expect(await rig.store.directory.version()).toBe(before);
    await rig.store.accounts.changeSecrets(account, { md5Key: "another", veryCode: "码" });
    expect(await rig.store.directory.version()).toBe(before + 1);
    expect(await secretsOf()).toEqual({ password: "first", md5Key: "another", veryCode: "码" });
    await rig.store.directory.apply(plan, rig.now);
    await rig.reopen();
    expect(await secretsOf()).toEqual({ password: "first", md5Key: "another", veryCode: "码" });
  });

  it("keeps the templates of each account by themselves, and every change makes the version grow", async () => {
    await using rig = await open();
    const { accounts } = rig.store;
    const other = await rig.account("other");
    let version = await rig.store.directory.version();
    const grows = async (): Promise<void> => {
      const now = await rig.store.directory.version();
      expect(now).toBeGreaterThan(version);
      version = now;
    };
    expect(await accounts.addTemplate(rig.accountId, TEMPLATE, 10, rig.now)).toBe(true);
    await grows();
    expect(await accounts.templates(rig.accountId, TEMPLATE.id)).toEqual([TEMPLATE]);
    expect(await accounts.templates(other, TEMPLATE.id)).toEqual([]);
    const changed = { ...TEMPLATE, text: "验证码@", state: "enabled" } as const;
    expect(await accounts.changeTemplate(other, changed, rig.now)).toBe(false);
    expect(await accounts.changeTemplate(rig.accountId, changed, rig.now)).toBe(true);
    await grows();
    expect((await rig.store.rules.load()).templates).toEqual([{ ...changed, accountId: rig.accountId }]);
    expect(await accounts.deleteTemplate(other, TEMPLATE.id)).toBe(false);
    expect(await accounts.deleteTemplate(rig.accountId, TEMPLATE.id)).toBe(true);
    await grows();
    expect(await accounts.deleteTemplate(rig.accountId, TEMPLATE.id)).toBe(false);
    expect(await accounts.templates(rig.accountId, undefined)).toEqual([]);
    expect(await rig.store.directory.version()).toBe(version);
  });

  it("lists templates by their ids, and adds no more than were allowed", async () => {
    await using rig = await open();
    const { accounts } = rig.store;
    for (const id of ["3", "1", "2"]) expect(await accounts.addTemplate(rig.accountId, { ...TEMPLATE, id }, 3, rig.now)).toBe(true);
    expect(await accounts.addTemplate(rig.accountId, { ...TEMPLATE, id: "4" }, 3, rig.now)).toBe(false);
    expect((await accounts.templates(rig.accountId, undefined)).map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(await accounts.templates(NOBODY, undefined)).toEqual([]);
  });

  it("leaves what an account changed of a declared template alone", async () => {
    await using rig = await open();
    const plan = { ...EMPTY_PLAN, accounts: [accountPlan("buyer", { templates: [{ ...TEMPLATE, state: "enabled" }] })] };
    await rig.store.directory.apply(plan, rig.now);
    await rig.store.accounts.changeTemplate(rig.accountId, { ...TEMPLATE, text: "新的@" }, rig.now);
    await rig.store.directory.apply(plan, rig.now);
    expect(await rig.store.accounts.templates(rig.accountId, undefined)).toEqual([{ ...TEMPLATE, text: "新的@" }]);
  });
}

async function passwordOf(rig: Rig): Promise<string | undefined> {
  return (await rig.store.directory.load()).accounts.find((account) => account.login === "buyer")?.secrets.password;
}
