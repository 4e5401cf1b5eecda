import { afterAll, beforeAll, expect, it } from "vitest";
import { House, PLAN } from "../../house/house.ts";
import { HuaxinClient } from "../../house/huaxin-client.ts";
import { personOf } from "../../house/person.ts";
import { until } from "../../house/until.ts";
import type { Visitor } from "../../house/visitor.ts";

const REVIEWED = `${PLAN}  - { login: reviewed, name: 星辰, dialects: [huaxin], product: standard, password: Reviewed-1, credits: 1000, review: all, signature: { mode: none } }
  - login: templated
    dialects: [huaxin]
    product: standard
    password: Templated-1
    credits: 100
    review: unmatched
    templateSubmission: true
    signature: { mode: none }
`;

let house: House;
let reviewer: Visitor;
let support: Visitor;
let ids: { readonly reviewed: number; readonly templated: number };
beforeAll(async () => {
  house = await House.open({ plan: REVIEWED });
  reviewer = await personOf(house, "reviewer");
  support = await personOf(house, "support");
  const idOf = (login: string): number => house.running.directory.current.accountByLogin.get(login)?.id ?? 0;
  ids = { reviewed: idOf("reviewed"), templated: idOf("templated") };
});
afterAll(() => house[Symbol.asyncDispose]());

const PASSWORDS = { reviewed: "Reviewed-1", templated: "Templated-1" };
let phone = 13_700_000_000;

async function send(login: keyof typeof PASSWORDS, text: string): Promise<string> {
  const client = new HuaxinClient(house, { login, password: PASSWORDS[login] });
  return (await client.send(String(++phone), text)).task;
}

async function reported(login: keyof typeof PASSWORDS, taskid: string): Promise<string | undefined> {
  const client = new HuaxinClient(house, { login, password: PASSWORDS[login] });
  let code: string | undefined;
  await until("its report", async () => {
    code = (await client.query({ taskid }))[0]?.errorcode;
    return code !== undefined;
  });
  return code;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the call answers
async function held(text: string): Promise<any> {
  return (await reviewer.ask("console/reviews.held", { limit: 200 })).rows.find((row: { text: string }) => row.text === text);
}

it("a submission that is held is told with whose it is, why it waits, and what stands out in it", async () => {
  await send("reviewed", "退订请电 400-800-8888 或访问 t.cn/Ab12");
  const row = await held("退订请电 400-800-8888 或访问 t.cn/Ab12");
  expect(row).toMatchObject({ accountId: ids.reviewed, login: "reviewed", accountName: "星辰", recipients: 1, why: "all" });
  expect(row.marks.map(({ kind }: { kind: string }) => kind)).toEqual(["phone", "link"]);
  await send("templated", "与模板不符");
  expect(await held("与模板不符")).toMatchObject({ login: "templated", why: "unmatched" });
  expect(await reviewer.ask("console/reviews.waiting")).toMatchObject({
    submissions: 2,
    templates: 0,
    signatures: 0,
    oldestAt: row.heldAt,
  });
});

it("who may not see texts and phones sees what waits, but neither of them", async () => {
  await send("reviewed", "别人不看的内容");
  const { submissionId } = await held("别人不看的内容");
  const rows = (await support.ask("console/reviews.held", { after: submissionId - 1, limit: 1 })).rows;
  expect(rows).toEqual([expect.objectContaining({ submissionId, login: "reviewed", marks: [] })]);
  expect(rows[0]).not.toHaveProperty("text");
  const look = await support.ask("console/reviews.look", { submissionId });
  expect(look.sample).toEqual([{ phone: expect.stringMatching(/^137\*{4}\d{4}$/) }]);
  expect(JSON.stringify(look)).not.toContain("内容");
  expect(await support.refusal("console/reviews.decideHeld", { decisions: [{ submissionId, approve: true, reason: "" }] })).toBe(
    "forbidden",
  );
});

it("one that is approved leaves, one that is refused fails with its money back, and the second reviewer hears of it", async () => {
  const [good, bad] = [await send("reviewed", "可以发的"), await send("reviewed", "不能发的")];
  const [first, second] = [await held("可以发的"), await held("不能发的")];
  const decisions = [
    { submissionId: first.submissionId, approve: true, reason: "" },
    { submissionId: second.submissionId, approve: false, reason: "fraud" },
  ];
  expect(await reviewer.ask("console/reviews.decideHeld", { decisions })).toEqual({ results: ["done", "done"] });
  expect(await reported("reviewed", good)).toBe("DELIVRD");
  expect(await reported("reviewed", bad)).toBe("YZ:REVIEW");
  const other = await personOf(house, "admin");
  expect(await other.ask("console/reviews.decideHeld", { decisions })).toEqual({ results: ["gone", "gone"] });
  expect(await house.store.ledger.audit()).toEqual([]);
  const [entry] = await house.store.audit
    .list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 9, action: "reviews.decideHeld" })
    .then((all) => all.filter(({ after }) => after?.includes('"done"')));
  expect(JSON.parse(entry?.after ?? "")).toEqual({
    decisions: [
      { what: String(first.submissionId), decided: "approved", outcome: "done" },
      { what: String(second.submissionId), decided: "refused", reason: "fraud", outcome: "done" },
    ],
  });
});

it("one of several that waits no more doesn't keep the others, and a refusal without a reason stops them all", async () => {
  await send("reviewed", "批量一");
  await send("reviewed", "批量二");
  const [first, second] = [(await held("批量一")).submissionId, (await held("批量二")).submissionId];
  const of = (submissionId: number, approve: boolean, reason = "") => ({ submissionId, approve, reason });
  expect(await reviewer.refusal("console/reviews.decideHeld", { decisions: [of(first, true), of(second, false, "  ")] })).toBe(
    "wrong-input",
  );
  expect(await held("批量一")).toBeDefined();
  const decisions = [of(first, true), of(1, true), of(second, false, "自己的话")];
  expect((await reviewer.ask("console/reviews.decideHeld", { decisions })).results).toEqual(["done", "gone", "done"]);
});

it("what an account sent lately is told with what became of it", async () => {
  await send("reviewed", "新的一条");
  const { submissionId } = await held("新的一条");
  const { medium, sample, lately } = await reviewer.ask("console/reviews.look", { submissionId });
  expect(medium).toBe("sms");
  expect(sample).toEqual([{ phone: expect.stringMatching(/^137\*{4}/), text: "新的一条" }]);
  expect(lately[0]).toMatchObject({ text: "批量二", state: "failed", code: "YZ:REVIEW" });
  expect(lately.map(({ submissionId: id }: { submissionId: number }) => id)).not.toContain(submissionId);
  expect(await reviewer.refusal("console/reviews.look", { submissionId: 1 })).toBe("not-found");
});

it("the list goes on after what it gave", async () => {
  const all = (await reviewer.ask("console/reviews.held", { limit: 200 })).rows.map((row: { submissionId: number }) => row.submissionId);
  const paged: number[] = [];
  for (let after = 0; ; ) {
    const { rows, more } = await reviewer.ask("console/reviews.held", { after, limit: 2 });
    paged.push(...rows.map((row: { submissionId: number }) => row.submissionId));
    if (more === undefined) break;
    after = more;
  }
  expect(all.length).toBeGreaterThan(2);
  expect(paged).toEqual(all);
});

it("a template is decided for the text that was seen: enabled at once, or returned with the reason", async () => {
  const ask = (id: string, text: string) => house.store.accounts.addTemplate(ids.templated, { id, text, state: "review" }, 99, Date.now());
  await ask("1001", "取件码@1@，详见t.cn/x");
  await ask("1002", "@");
  const { rows } = await reviewer.ask("console/reviews.templates");
  expect(
    rows.map(({ id, login, marks }: { id: string; login: string; marks: { kind: string }[] }) => [
      id,
      login,
      marks.map(({ kind }) => kind),
    ]),
  ).toEqual([
    ["1001", "templated", ["placeholder", "link"]],
    ["1002", "templated", ["placeholder"]],
  ]);
  const { more } = await reviewer.ask("console/reviews.templates", { limit: 1 });
  expect((await reviewer.ask("console/reviews.templates", { after: more })).rows).toEqual(rows.slice(1));

  await house.store.accounts.changeTemplate(ids.templated, { id: "1002", text: "@@", state: "review" }, Date.now());
  const of = (id: string, text: string, approve: boolean, reason: string) => ({ accountId: ids.templated, id, text, approve, reason });
  const decisions = [of("1001", "取件码@1@，详见t.cn/x", true, ""), of("1002", "@", false, "too-open")];
  expect((await reviewer.ask("console/reviews.decideTemplate", { decisions })).results).toEqual(["done", "gone"]);
  expect((await reviewer.ask("console/reviews.decideTemplate", { decisions: [of("1002", "@@", false, "too-open")] })).results).toEqual([
    "done",
  ]);
  expect(await house.store.requests.templatesOf(ids.templated)).toMatchObject([
    { id: "1001", state: "enabled" },
    { id: "1002", state: "returned", reason: "too-open", decidedBy: expect.stringMatching(/^reviewer/) },
  ]);
  // no wait: this node goes by it already
  await send("templated", "取件码8866，详见t.cn/x");
  expect(await held("取件码8866，详见t.cn/x")).toBeUndefined();
});

it("a signature joins its account's, and others that have the same one are named", async () => {
  const ask = (id: number, accountId: number, text: string) =>
    house.store.requests.askSignature({ id, accountId, text, note: "公司名", at: Date.now(), actor: "owner" }, 9);
  await ask(5_001, ids.reviewed, "星辰科技");
  await ask(5_002, ids.templated, "星辰科技");
  const decide = (id: number, approve: boolean, reason = "") =>
    reviewer.ask("console/reviews.decideSignature", { decisions: [{ id, approve, reason }] });
  expect(await decide(5_001, true)).toEqual({ results: ["done"] });
  const { rows } = await reviewer.ask("console/reviews.signatures");
  expect(rows).toEqual([expect.objectContaining({ id: 5_002, login: "templated", others: ["reviewed"], approved: [], note: "公司名" })]);
  expect(house.running.directory.current.accountById.get(ids.reviewed)?.signature.approved).toEqual(["星辰科技"]);
  expect(await decide(5_002, false, "impersonation")).toEqual({ results: ["done"] });
  expect(await decide(5_002, true)).toEqual({ results: ["gone"] });
});
