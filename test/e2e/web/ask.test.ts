import { afterAll, beforeAll, expect, it } from "vitest";
import { House } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";

let house: House;
let owner: Visitor;
let accountId: number;
beforeAll(async () => {
  house = await House.open();
  owner = new Visitor(house.running.address);
  await owner.ask("portal/session.begin", { name: "customer", password: "Secret-1", chosen: "a password of my own" });
  accountId = house.running.directory.current.accountByLogin.get("customer")?.id ?? 0;
});
afterAll(() => house[Symbol.asyncDispose]());

it("asks for templates, whatever the account's programs may, and tells what became of them", async () => {
  const { id } = await owner.ask("portal/ask.addTemplate", { text: " 您的取件码是@1@ " });
  const second = await owner.ask("portal/ask.addTemplate", { text: "欢迎@1@" });
  const decision = { accountId, actor: "reviewer", at: Date.now() };
  await house.store.requests.decideTemplate({ ...decision, id, approve: true, reason: "" });
  await house.store.requests.decideTemplate({ ...decision, id: second.id, approve: false, reason: "unclear" });
  const { rows } = await owner.ask("portal/ask.templates");
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual(expect.objectContaining({ id, text: "您的取件码是@1@", state: "enabled", askedAt: expect.any(Number) }));
  expect(rows).toContainEqual(expect.objectContaining({ id: second.id, state: "returned", reason: "unclear", decidedAt: decision.at }));
  expect((await owner.ask("portal/send.facts")).templates).toEqual([{ id, text: "您的取件码是@1@" }]);
  await owner.ask("portal/ask.changeTemplate", { id, text: "取件码@1@" });
  expect((await owner.ask("portal/ask.templates")).rows).toContainEqual(
    expect.objectContaining({ id, text: "取件码@1@", state: "review" }),
  );
  await owner.ask("portal/ask.deleteTemplate", { id });
  expect((await owner.ask("portal/ask.templates")).rows).toHaveLength(1);
  expect(await owner.refusal("portal/ask.deleteTemplate", { id })).toBe("not-found");
  expect((await owner.call("portal/ask.addTemplate", { text: "  " })).body.problem).toMatchObject({ reason: "content-missing" });
});

it("asks for signatures, which count once they are approved, and takes them back", async () => {
  const { id } = await owner.ask("portal/ask.askSignature", { text: "【驿站】", note: "营业执照名称" });
  expect((await owner.call("portal/ask.askSignature", { text: "驿站", note: "" })).body.problem).toMatchObject({
    reason: "signature-known",
  });
  expect((await owner.call("portal/ask.askSignature", { text: "驿】站", note: "" })).body.problem).toMatchObject({
    reason: "signature-form",
  });
  await house.store.requests.decideSignature({ id, approve: true, reason: "", actor: "reviewer", at: 1 });
  await house.running.directory.refresh();
  const { approved, rows } = await owner.ask("portal/ask.signatures");
  expect(approved).toEqual(["驿站"]);
  expect(rows).toMatchObject([{ id, text: "驿站", note: "营业执照名称", state: "approved", askedBy: "customer" }]);
  await owner.ask("portal/ask.withdrawSignature", { id });
  expect((await owner.ask("portal/ask.signatures")).approved).toEqual([]);
  expect(await owner.refusal("portal/ask.withdrawSignature", { id })).toBe("not-found");
});
