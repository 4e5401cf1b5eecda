import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissionsOf, type UserRole } from "../../../src/domain/user.ts";
import { Passwords } from "../../../src/users/password.ts";
import { Sessions } from "../../../src/users/sessions.ts";
import { CustomerServer } from "../../house/customer-server.ts";
import { House, PLAN } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";

let house: House;
let admin: Visitor;
const people = new Map<string, Visitor>();
beforeAll(async () => {
  house = await House.open({ plan: `${PLAN}settings: { push: { allowAddresses: [127.0.0.0/8] } }\n` });
  const sessions = new Sessions(house.store.users);
  const password = await new Passwords({ ln: 4, r: 1, p: 1 }).digest("a password of my own");
  let id = 1_000;
  for (const role of ["admin", "operations", "finance", "support", "reviewer"] as const satisfies readonly UserRole[]) {
    const facts = {
      id: ++id,
      accountId: 0,
      language: "en",
      enabled: true,
      password,
      mustChange: false,
      totp: undefined,
      createdAt: 1,
    } as const;
    await house.store.users.add({ ...facts, name: `some-${role}`, role });
    const visitor = new Visitor(house.running.address);
    visitor.cookies.set(
      "yizhan_console",
      (await sessions.open({ userId: id, strong: true }, Date.now(), { address: "::1", agent: "" })) ?? "",
    );
    people.set(role, visitor);
  }
  admin = as("admin");
});
afterAll(() => house[Symbol.asyncDispose]());

function as(role: UserRole): Visitor {
  const visitor = people.get(role);
  if (!visitor) throw new Error(`nobody is ${role}`);
  return visitor;
}

let made = 0;
const create = (more: object = {}) =>
  admin.ask("console/accounts.create", { login: `made-${++made}`, dialects: ["huaxin"], product: "standard", code: `7${made}`, ...more });

async function send(account: string, password: string, content = "你好"): Promise<string> {
  const body = new URLSearchParams({ action: "send", account, password, mobile: "13800138000", content });
  return (await fetch(`${house.running.address}/sms.aspx`, { method: "POST", body })).text();
}

describe("an account that is made", () => {
  it("sends with the credentials that were answered, which is in its calls, its balance and its use", async () => {
    const { id, login, secrets, sheet } = await create({ credits: 100 });
    expect(sheet.rows[0].send).toContain(secrets.password);
    expect(await send(login, secrets.password)).toContain("Success");
    expect(await send(login, "wrong")).not.toContain("Success");
    expect((await admin.ask("console/accounts.get", { id })).balance).toEqual({ sms: 99, mms: 0 });
    const { rows } = await admin.ask("console/accounts.calls", { id });
    expect(rows.at(-1)).toMatchObject({ dialect: "huaxin", call: "submit", result: "ok", path: "/sms.aspx" });
    expect(JSON.stringify(rows)).not.toContain(secrets.password);
    const use = (await admin.ask("console/accounts.use", { id, days: 3 })).rows;
    expect(use).toHaveLength(3);
    expect(use[2]).toMatchObject({ accepted: 1, segments: 1 });
  });

  it("is told what is wrong with it as a file would be, at the field", async () => {
    const { body } = await admin.call("console/accounts.create", {
      login: "a b",
      dialects: ["huaxinn"],
      push: { mode: "push", method: null, reports: "http://10.0.0.1/", inbound: null },
      creditLimit: 5,
    });
    const places = body.problem.places.map(({ path }: { path: string }) => path);
    expect(body.problem.code).toBe("wrong-input");
    expect(places).toEqual(expect.arrayContaining(["/login", "/dialects/0"]));
    expect(await admin.refusal("console/accounts.create", { login: "customer", dialects: [] })).toBe("taken");
    const product = await admin.call("console/accounts.create", { login: "c", dialects: [], product: "none-such" });
    expect(product.body.problem.places).toEqual([{ path: "/product", message: 'there is no product "none-such"' }]);
  });

  it("is opened with credits by those only who may book them", async () => {
    const operations = as("operations");
    const asked = { login: "without-credits", dialects: ["huaxin"] };
    expect(await operations.refusal("console/accounts.create", { ...asked, credits: 5 })).toBe("forbidden");
    await operations.ask("console/accounts.create", asked);
  });
});

describe("the list of accounts", () => {
  it("is narrowed, goes on page by page, and shows balances to those who may see them", async () => {
    const { id } = await create({ name: "寻找我 Ltd", enterpriseId: 77_001 });
    for (const search of ["寻找", "LTD", "77001"])
      expect((await admin.ask("console/accounts.list", { search })).rows.map((row: { id: number }) => row.id)).toEqual([id]);
    expect((await admin.ask("console/accounts.list", { dialect: "qxt" })).rows).toEqual([]);
    const ids: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await admin.ask("console/accounts.list", { limit: 1, ...(before === undefined ? {} : { before }) });
      ids.push(...page.rows.map((row: { id: number }) => row.id));
      if (page.more === undefined) break;
      before = page.more;
    }
    expect(ids).toEqual(house.running.directory.current.accounts.map((account) => account.id).sort((a, b) => b - a));
    expect((await as("reviewer").ask("console/accounts.list", {})).rows[0].balance).toBeUndefined();
    expect((await as("support").ask("console/accounts.list", {})).rows[0].balance).toEqual({ sms: 0, mms: 0 });
  });
});

describe("settings", () => {
  it("that are given are changed, and the others stay", async () => {
    const { id } = await create({
      unitPrice: "0.05",
      optOut: true,
      push: { mode: "push", method: null, reports: "https://a.example/r", inbound: null },
    });
    const seen = await admin.ask("console/accounts.get", { id });
    expect(seen.settings).toMatchObject({
      unitPrice: "0.05",
      optOut: true,
      creditLimit: 0,
      push: { mode: "push", reports: "https://a.example/r" },
    });
    await admin.ask("console/accounts.change", { id, mark: seen.mark, name: "Renamed", unitPrice: null, allowFrom: ["10.0.0.0/8"] });
    const now = await admin.ask("console/accounts.get", { id });
    expect(now.settings).toEqual({ ...seen.settings, name: "Renamed", unitPrice: null, allowFrom: ["10.0.0.0/8"] });
    const { rows } = await admin.ask("console/audit.list", { action: "accounts.change", limit: 1 });
    expect(rows[0]).toMatchObject({
      accountId: id,
      outcome: "done",
      before: { unitPrice: "0.05" },
      after: { unitPrice: null, name: "Renamed" },
    });
  });

  it("keep secrets, signatures, templates and balances as they are", async () => {
    const { id, login, secrets } = await create({ credits: 7 });
    await admin.ask("console/accountLists.addSignature", { accountId: id, text: "驿站" });
    await admin.ask("console/accountLists.addTemplate", { accountId: id, text: "验证码@1@" });
    const { mark } = await admin.ask("console/accounts.get", { id });
    await admin.ask("console/accounts.change", { id, mark, name: "other" });
    expect((await admin.ask("console/accounts.get", { id })).signatures).toEqual(["驿站"]);
    expect((await admin.ask("console/accountLists.templates", { accountId: id })).rows).toHaveLength(1);
    expect(await send(login, secrets.password)).toContain("Success");
  });

  it("are not changed over what somebody else has changed meanwhile", async () => {
    const { id } = await create();
    const { mark } = await admin.ask("console/accounts.get", { id });
    await as("operations").ask("console/accounts.change", { id, mark, name: "first" });
    expect(await admin.refusal("console/accounts.change", { id, mark, name: "second" })).toBe("conflict");
    expect((await admin.ask("console/accounts.get", { id })).settings.name).toBe("first");
  });

  it("that a file would refuse are refused at the field", async () => {
    const { id } = await create();
    const { mark } = await admin.ask("console/accounts.get", { id });
    const push = { mode: "push", method: null, reports: "http://10.1.1.1/", inbound: null };
    const { body } = await admin.call("console/accounts.change", { id, mark, push, allowFrom: ["300.1.1.1"] });
    expect(body.problem.places.map(({ path }: { path: string }) => path)).toEqual(expect.arrayContaining(["/allowFrom/0"]));
  });

  it("a suspended account is refused, and let in again", async () => {
    const { id, login, secrets } = await create({ credits: 5 });
    await admin.ask("console/accounts.switch", { id, enabled: false, reason: "unpaid" });
    expect(await send(login, secrets.password)).not.toContain("Success");
    await admin.ask("console/accounts.switch", { id, enabled: true });
    expect(await send(login, secrets.password)).toContain("Success");
  });
});

describe("secrets", () => {
  it("are shown to those who may see them only, and that is written down without them", async () => {
    const { id, secrets } = await create();
    for (const role of ["operations", "finance", "support", "reviewer"] as const) {
      expect(permissionsOf(role).has("secrets.see")).toBe(false);
      expect(await as(role).refusal("console/accounts.secrets", { id })).toBe("forbidden");
      expect(JSON.stringify(await as(role).ask("console/accounts.get", { id }))).not.toContain(secrets.password);
      expect(JSON.stringify(await as(role).ask("console/accounts.sheet", { id }))).not.toContain(secrets.password);
    }
    expect((await admin.ask("console/accounts.secrets", { id })).secrets).toEqual(secrets);
    const log = await admin.ask("console/audit.list", { accountId: id, limit: 200 });
    expect(log.rows.map(({ action }: { action: string }) => action)).toContain("accounts.secrets");
    for (const secret of Object.values(secrets as Record<string, string>)) expect(JSON.stringify(log)).not.toContain(secret);
  });

  it("have words in their place on the sheet, and so has what interfaces make of them", async () => {
    const { id } = await create({ dialects: ["huaxin", "qxt", "hzdfit"] });
    const { rows } = await as("support").ask("console/accounts.sheet", { id });
    expect(rows.map(({ dialect }: { dialect: string }) => dialect)).toEqual(["huaxin", "qxt", "hzdfit"]);
    expect(rows[0].send).toContain("password=PASSWORD");
    expect(rows[1].send).toContain("password=DIGEST");
    expect(rows[2].send).toContain("Key=DIGEST");
  });

  it("that are made anew end the old ones", async () => {
    const { id, login, secrets } = await create({ credits: 5 });
    const again = await as("operations").ask("console/accounts.newSecrets", { id, kinds: ["password"] });
    expect(Object.keys(again.secrets)).toEqual(["password"]);
    expect(JSON.stringify(again)).not.toContain(secrets.md5Key);
    expect(await send(login, secrets.password)).not.toContain("Success");
    expect(await send(login, again.secrets.password)).toContain("Success");
  });
});

describe("credits", () => {
  it("are booked once however often the same booking is sent, and the ledger adds up", async () => {
    const { id: accountId, login, secrets } = await create({ credits: 10 });
    const finance = as("finance");
    const { ref } = await finance.ask("console/credits.newRef");
    const booking = { ref, accountId, medium: "sms", kind: "recharge", credits: 500, note: "invoice 12" };
    const each = await Promise.all([finance.ask("console/credits.book", booking), finance.ask("console/credits.book", booking)]);
    expect(each.map(({ booked }) => booked).sort()).toEqual([false, true]);
    const other = await finance.ask("console/credits.newRef");
    await finance.ask("console/credits.book", { ...booking, ref: other.ref, kind: "adjust", credits: -3 });
    await send(login, secrets.password);
    const { rows } = await finance.ask("console/credits.ledger", { accountId });
    const sum = rows.reduce((total: number, { credits }: { credits: number }) => total + credits, 0);
    expect((await finance.ask("console/accounts.get", { id: accountId })).balance.sms).toBe(sum);
    expect(sum).toBe(506);
    expect(rows.map(({ kind }: { kind: string }) => kind).sort()).toEqual(["adjust", "charge", "opening", "recharge"]);
    expect(rows.find(({ kind }: { kind: string }) => kind === "recharge")).toMatchObject({ actor: "some-finance", note: "invoice 12" });
    expect(await house.store.ledger.audit()).toEqual([]);
  });

  it("are not recharged by nothing, nor below it, nor under a number of long ago", async () => {
    const { id: accountId } = await create();
    const { ref } = await admin.ask("console/credits.newRef");
    const booking = { ref, accountId, medium: "sms", kind: "recharge", credits: -5, note: "" };
    expect(await admin.refusal("console/credits.book", booking)).toBe("wrong-input");
    expect(await admin.refusal("console/credits.book", { ...booking, credits: 0 })).toBe("wrong-input");
    expect(await admin.refusal("console/credits.book", { ...booking, credits: 5, ref: 5 })).toBe("conflict");
    expect(await as("operations").refusal("console/credits.book", { ...booking, credits: 5 })).toBe("forbidden");
  });
});

describe("what belongs to an account", () => {
  it("signatures are given, shown and taken away", async () => {
    const { id: accountId } = await create({ signature: { mode: "prepend", custom: false } });
    await admin.ask("console/accountLists.addSignature", { accountId, text: "驿站科技" });
    expect(await admin.refusal("console/accountLists.addSignature", { accountId, text: "驿站科技" })).toBe("taken");
    expect(await admin.refusal("console/accountLists.addSignature", { accountId, text: "【驿站】" })).toBe("wrong-input");
    const { approved, asked } = await admin.ask("console/accountLists.signatures", { accountId });
    expect(approved).toEqual([{ text: "驿站科技", id: asked[0].id }]);
    expect(asked).toMatchObject([{ state: "approved", actor: "some-admin", decidedBy: "some-admin" }]);
    await admin.ask("console/accountLists.dropSignature", { accountId, id: asked[0].id });
    expect((await admin.ask("console/accountLists.signatures", { accountId })).approved).toEqual([]);
  });

  it("templates are added, changed, disabled and removed", async () => {
    const { id: accountId } = await create();
    const { id } = await admin.ask("console/accountLists.addTemplate", { accountId, text: "您的验证码是@1@" });
    await admin.ask("console/accountLists.changeTemplate", { accountId, id, text: "验证码@1@", state: "disabled" });
    expect((await admin.ask("console/accountLists.templates", { accountId })).rows).toMatchObject([
      { id, text: "验证码@1@", state: "disabled" },
    ]);
    await admin.ask("console/accountLists.dropTemplate", { accountId, id });
    expect(await admin.refusal("console/accountLists.dropTemplate", { accountId, id })).toBe("not-found");
    expect(await admin.refusal("console/accountLists.addTemplate", { accountId, text: "  " })).toBe("wrong-input");
  });

  it("phones on its blacklist get nothing, and are masked for those who may not see them", async () => {
    const { id: accountId, login, secrets } = await create({ credits: 5 });
    await admin.ask("console/accountLists.block", { accountId, phones: ["13800138000", "+86 138 0013 8000"], reason: "asked" });
    expect((await admin.ask("console/accountLists.blacklist", { accountId })).rows).toMatchObject([
      { phone: "13800138000", reason: "asked", source: "console" },
    ]);
    expect((await as("support").ask("console/accountLists.blacklist", { accountId })).rows).toMatchObject([{ phone: "138****8000" }]);
    expect(await send(login, secrets.password)).not.toContain("Success");
    expect(await admin.ask("console/accountLists.unblock", { accountId, phones: ["13800138000"] })).toEqual({ count: 1 });
    expect(await send(login, secrets.password)).toContain("Success");
    expect(await admin.refusal("console/accountLists.block", { accountId, phones: ["12"], reason: "" })).toBe("wrong-input");
    expect(JSON.stringify(await admin.ask("console/audit.list", { accountId, limit: 200 }))).not.toContain("13800138000");
  });

  it("people are added, and sign in at its portal", async () => {
    const { id: accountId } = await create();
    const { id, password } = await admin.ask("console/accountPeople.add", {
      accountId,
      name: "their owner",
      role: "owner",
      language: "en",
    });
    const owner = new Visitor(house.running.address);
    expect(await owner.ask("portal/session.signIn", { name: "their owner", password })).toMatchObject({ account: { id: accountId } });
    const { rows } = await as("support").ask("console/accountPeople.list", { accountId });
    expect(rows).toMatchObject([{ id, name: "their owner", role: "owner" }]);
    const other = await create();
    expect(await admin.refusal("console/accountPeople.resetPassword", { accountId: other.id, id })).toBe("not-found");
    const { rows: log } = await admin.ask("console/audit.list", { accountId, action: "accountPeople." });
    expect(log).toMatchObject([{ action: "accountPeople.add", subject: "their owner" }]);
  });
});

describe("whoever looks at a portal as its owner", () => {
  it("is shown as such, may do what the owner may, and its secrets only with the right to them", async () => {
    const { id } = await create();
    await admin.ask("console/accounts.enter", { id });
    expect(await admin.ask("portal/session.current")).toMatchObject({ account: { id, guest: true }, person: { name: "some-admin" } });
    await admin.ask("portal/people.list");
    const operations = as("operations");
    await operations.ask("console/accounts.enter", { id });
    expect(await operations.ask("portal/session.current")).toMatchObject({ account: { id, guest: true } });
    expect(await operations.refusal("portal/people.list")).toBe("forbidden");
    expect(await as("finance").refusal("console/accounts.enter", { id })).toBe("forbidden");
  });
});

describe("a test push", () => {
  it("shows what the customer's server said and how the interface takes it", async () => {
    await using server = await CustomerServer.open();
    const push = { mode: "pull", method: null, reports: `http://127.0.0.1:${server.port}/r?token=t`, inbound: null };
    const { id } = await create({ push });
    const tried = await admin.ask("console/accounts.testPush", { id, kind: "report" });
    expect(tried).toMatchObject({ dialect: "huaxin", status: 200, note: "ok" });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.url).toContain("/r?token=t");
    const { body } = await admin.call("console/accounts.testPush", { id, kind: "inbound" });
    expect(body.problem).toMatchObject({ code: "refused", reason: "no-address" });
  });

  it("goes to no address that pushes don't go to, and says so", async () => {
    await using server = await CustomerServer.open();
    const { id } = await create({ push: { mode: "push", method: null, reports: `http://127.0.0.1:${server.port}/`, inbound: null } });
    await house.provision(PLAN.replace("version: 1", "version: 1\nsettings: { push: { allowAddresses: [] } }"));
    const tried = await admin.ask("console/accounts.testPush", { id, kind: "report" });
    expect(tried).toMatchObject({ status: 0, verdict: "unreached" });
    expect(tried.note).toContain("not a public address");
    expect(server.seen).toEqual([]);
  });
});
