import { expect, it } from "vitest";
import type { TemplateState } from "../../domain/provisioning.ts";
import type { AskedSignature, RequestDecision, WaitingTemplate } from "../store.ts";
import { accountPlan } from "./plans.ts";
import { EMPTY_PLAN, type OpenRig, one, type Rig } from "./rig.ts";

/** `RequestStore` */
export function requestsSuite(open: OpenRig): void {
  templates(open);
  signatures(open);

  it("counts what waits of each kind, and knows since when", async () => {
    await using rig = await open();
    const { requests } = rig.store;
    expect(await requests.waiting()).toEqual({ submissions: 0, templates: 0, signatures: 0, oldestAt: undefined });
    await add(rig, "t1");
    rig.now += 5;
    await ask(rig, "驿站");
    await ask(rig, "快递");
    await rig.accepted({ to: [{ state: "held" }, { state: "held" }] });
    expect(await requests.waiting()).toEqual({ submissions: 1, templates: 1, signatures: 2, oldestAt: rig.now - 5 });
    await decideTemplate(rig, "t1", true);
    expect(await requests.waiting()).toMatchObject({ templates: 0, oldestAt: rig.now });
  });
}

function templates(open: OpenRig): void {
  it("lists templates in the order in which they were asked for, page after page, whoever put them up", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    await add(rig, "t2");
    rig.now += 5;
    await rig.store.accounts.addTemplate(other, { id: "t1", text: "a@", state: "review" }, 10, rig.now);
    await add(rig, "t1");
    await add(rig, "not-waiting", "enabled");
    rig.now += 5;
    const declared = { id: "t0", text: "b@", state: "review" } as const;
    await rig.store.directory.apply({ ...EMPTY_PLAN, accounts: [accountPlan("buyer", { templates: [declared] })] }, rig.now);
    const found: WaitingTemplate[] = [];
    for (let n = 0; n < 5; n++) found.push(...(await rig.store.requests.templates(found.at(-1), 1)));
    expect(found.map(({ accountId, id }) => [accountId, id])).toEqual([
      [rig.accountId, "t2"],
      [rig.accountId, "t1"],
      [other, "t1"],
      [rig.accountId, "t0"],
    ]);
    expect(found.at(-1)).toEqual({ accountId: rig.accountId, id: "t0", text: "b@", askedAt: rig.now });
  });

  it("enables or returns one, once, with a reason that the customer can read, and the version grows", async () => {
    await using rig = await open();
    const { directory, requests, rules } = rig.store;
    await add(rig, "t1");
    await add(rig, "t2");
    const askedAt = rig.now;
    rig.now += 5;
    let version = await directory.version();
    const answers = await Promise.all([decideTemplate(rig, "t1", true), decideTemplate(rig, "t1", false)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await directory.version()).toBe(version + 1);
    await decideTemplate(rig, "t1", true);
    version = await directory.version();
    expect(await decideTemplate(rig, "t2", false, { reason: "含有链接" })).toBe(true);
    expect(await directory.version()).toBe(version + 1);
    expect(await decideTemplate(rig, "none", true)).toBe(false);
    expect((await requests.templatesOf(rig.accountId))[1]).toEqual({
      ...{ id: "t2", text: "验证码@", state: "returned", askedAt },
      ...{ decidedAt: rig.now, decidedBy: "test", reason: "含有链接" },
    });
    expect((await rules.load()).templates.find(({ id }) => id === "t2")?.state).toBe("returned");
    expect(await requests.templates(undefined, 9)).toEqual([]);
  });

  it("forgets the reason when the text is changed, which waits anew", async () => {
    await using rig = await open();
    await add(rig, "t1");
    await decideTemplate(rig, "t1", false);
    rig.now += 5;
    const changed = { id: "t1", text: "码@", state: "review" } as const;
    await rig.store.accounts.changeTemplate(rig.accountId, changed, rig.now);
    const undecided = { decidedAt: undefined, decidedBy: undefined, reason: undefined };
    expect(await rig.store.requests.templatesOf(rig.accountId)).toEqual([{ ...changed, askedAt: rig.now, ...undecided }]);
    expect(one(await rig.store.requests.templates(undefined, 9))).toMatchObject({ text: "码@", askedAt: rig.now });
  });

  it("decides on the text that the reviewer saw, and on no other", async () => {
    await using rig = await open();
    await add(rig, "t1");
    const seen = one(await rig.store.requests.templates(undefined, 9));
    await rig.store.accounts.changeTemplate(rig.accountId, { id: "t1", text: "别的@", state: "review" }, rig.now);
    expect(await decideTemplate(rig, "t1", true, { text: seen.text })).toBe(false);
    expect(one(await rig.store.requests.templatesOf(rig.accountId)).state).toBe("review");
    expect(await decideTemplate(rig, "t1", true, { text: "别的@" })).toBe(true);
  });
}

function signatures(open: OpenRig): void {
  it("puts approved ones behind the declared ones, in the order of their approval, whatever a file declares", async () => {
    await using rig = await open();
    const declare = (...texts: readonly string[]) =>
      rig.store.directory.apply({ ...EMPTY_PLAN, accounts: [accountPlan("buyer", { signatures: texts })] }, rig.now);
    await declare("甲店", "乙店");
    const first = await ask(rig, "丙店");
    const second = await ask(rig, "丁店");
    const before = await rig.store.directory.version();
    expect(await approved(rig)).toEqual(["甲店", "乙店"]);
    await decide(rig, second, true);
    expect(await rig.store.directory.version()).toBe(before + 1);
    rig.now -= 60_000;
    await decide(rig, first, true);
    expect(await approved(rig)).toEqual(["甲店", "乙店", "丁店", "丙店"]);
    expect(await declare("甲店", "乙店")).toMatchObject({ result: { changed: [], unchanged: 1 } });
    await declare("丙店");
    expect(await approved(rig)).toEqual(["丙店", "丁店"]);
    await declare();
    await rig.reopen();
    expect(await approved(rig)).toEqual(["丁店", "丙店"]);
  });

  it("returns one with a reason, and tells what became of each: those that wait first, oldest first, then the latest", async () => {
    await using rig = await open();
    const { requests } = rig.store;
    const other = await rig.account("other");
    const ids = [
      await ask(rig, "一号"),
      await ask(rig, "二号"),
      await ask(rig, "三号", other),
      await ask(rig, "四号"),
      await ask(rig, "五号"),
    ];
    rig.now += 5;
    await decide(rig, ids[0], false, "没有商标证明");
    await decide(rig, ids[3], true, "");
    const texts = async (query: Partial<Parameters<typeof requests.signatures>[0]>) =>
      (await requests.signatures({ waiting: false, limit: 9, ...query })).map(({ text }) => text);
    expect(await texts({})).toEqual(["二号", "三号", "五号", "四号", "一号"]);
    expect(await texts({ limit: 4 })).toEqual(["二号", "三号", "五号", "四号"]);
    expect(await texts({ limit: 2 })).toEqual(["二号", "三号"]);
    expect(await texts({ accountId: rig.accountId })).toEqual(["二号", "五号", "四号", "一号"]);
    expect(await texts({ accountId: rig.accountId, waiting: true })).toEqual(["二号", "五号"]);
    expect(await texts({ accountId: other })).toEqual(["三号"]);
    expect((await requests.signatures({ waiting: false, limit: 9 })).at(-1)).toEqual({
      ...{ id: ids[0] ?? 0, accountId: rig.accountId, text: "一号", note: "新店 '\"", at: rig.now - 5, actor: "portal:ann" },
      ...{ state: "returned", decidedAt: rig.now, decidedBy: "test", reason: "没有商标证明" },
    } satisfies AskedSignature);
    expect(await approved(rig)).toEqual(["四号"]);
  });

  it("decides once, also when two reviewers decide at the same instant, and on nothing that isn't there", async () => {
    await using rig = await open();
    const id = await ask(rig, "驿站");
    const answers = await Promise.all([decide(rig, id, true), decide(rig, id, false), decide(rig, id, true)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await decide(rig, 999, true)).toBe(false);
  });

  it("takes no more that wait than were allowed, and none that the account has or waits for", async () => {
    await using rig = await open();
    await rig.store.directory.apply({ ...EMPTY_PLAN, accounts: [accountPlan("buyer", { signatures: ["甲店"] })] }, rig.now);
    expect(await asked(rig, "甲店", 9)).toBe(false);
    expect((await Promise.all(["乙店", "乙店"].map((text) => asked(rig, text, 9)))).sort()).toEqual([false, true]);
    expect(await asked(rig, "丙店", 1)).toBe(false);
    expect(await asked(rig, "乙店", 9, await rig.account("other"))).toBe(true);
    await decide(rig, one(await rig.store.requests.signatures({ accountId: rig.accountId, waiting: true, limit: 9 })).id, true);
    expect(await asked(rig, "乙店", 9)).toBe(false);
    expect(await asked(rig, "丙店", 1)).toBe(true);
  });

  it("takes one back that waits, gives an approved one up, and lets it be asked for again", async () => {
    await using rig = await open();
    const { requests, directory } = rig.store;
    const other = await rig.account("other");
    const [waiting, given] = [await ask(rig, "驿站"), await ask(rig, "快递")];
    await decide(rig, given, true);
    const version = await directory.version();
    for (const id of [waiting, given]) expect(await requests.withdrawSignature(other, id)).toBe(false);
    expect(await requests.withdrawSignature(rig.accountId, waiting)).toBe(true);
    expect(await directory.version()).toBe(version);
    expect(await requests.withdrawSignature(rig.accountId, given)).toBe(true);
    expect(await directory.version()).toBe(version + 1);
    expect(await approved(rig)).toEqual([]);
    expect(await requests.withdrawSignature(rig.accountId, given)).toBe(false);
    expect(await decide(rig, waiting, true)).toBe(false);
    expect((await requests.signatures({ waiting: false, limit: 9 })).map(({ state }) => state)).toEqual(["withdrawn", "withdrawn"]);
    expect(await asked(rig, "快递", 9)).toBe(true);
  });
}

async function add(rig: Rig, id: string, state: TemplateState = "review"): Promise<void> {
  expect(await rig.store.accounts.addTemplate(rig.accountId, { id, text: "验证码@", state }, 10, rig.now)).toBe(true);
}

function decideTemplate(rig: Rig, id: string, approve: boolean, over: { readonly reason?: string; readonly text?: string } = {}) {
  const decision = { approve, reason: "不行", actor: "test", at: rig.now, ...over };
  return rig.store.requests.decideTemplate({ accountId: rig.accountId, id, ...decision });
}

function asked(rig: Rig, text: string, most: number, accountId = rig.accountId, id = rig.id()): Promise<boolean> {
  return rig.store.requests.askSignature({ id, accountId, text, note: "新店 '\"", at: rig.now, actor: "portal:ann" }, most);
}

/** Asks for one that may be asked for; answers its id. */
async function ask(rig: Rig, text: string, accountId = rig.accountId): Promise<number> {
  const id = rig.id();
  expect(await asked(rig, text, 100, accountId, id)).toBe(true);
  return id;
}

function decide(rig: Rig, id = 0, approve = true, reason: RequestDecision["reason"] = ""): Promise<boolean> {
  return rig.store.requests.decideSignature({ id, approve, reason, actor: "test", at: rig.now });
}

async function approved(rig: Rig): Promise<readonly string[] | undefined> {
  return (await rig.store.directory.load()).accounts.find(({ id }) => id === rig.accountId)?.signature.approved;
}
