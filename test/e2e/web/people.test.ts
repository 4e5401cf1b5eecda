import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, CUSTOMER, House, PLAN } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";

const CHOSEN = "a password of my own";
const OTHER = `${PLAN}  - { login: other, dialects: [huaxin], product: standard, code: "06", password: Secret-2, credits: 10, signature: { mode: none } }\n`;

let house: House;
let admin: Visitor;
let owner: Visitor;
let ids: Record<string, number>;
beforeAll(async () => {
  house = await House.open({ plan: OTHER });
  admin = new Visitor(house.running.address);
  await admin.ask("console/session.signIn", ADMIN);
  await admin.ask("console/session.changePassword", { password: ADMIN.password, chosen: CHOSEN });
  owner = new Visitor(house.running.address);
  const first = { name: CUSTOMER.login, password: CUSTOMER.password };
  await owner.ask("portal/session.begin", { ...first, chosen: CHOSEN });
  const stranger = new Visitor(house.running.address);
  await stranger.ask("portal/session.begin", { name: "other", password: "Secret-2", chosen: CHOSEN });
  const id = async (name: string): Promise<number> => (await house.store.users.named(name))?.id ?? 0;
  ids = { admin: await id("admin"), customer: await id("customer"), other: await id("other") };
});
afterAll(() => house[Symbol.asyncDispose]());

/** The same at the console for the platform's people, and at the portal for an account's. */
describe.each([
  { area: "console/users", head: "admin", lesser: "support", who: () => admin, own: "admin", realm: "console" },
  { area: "portal/people", head: "owner", lesser: "viewer", who: () => owner, own: "customer", realm: "portal" },
])("$area", ({ area, head, lesser, who, own, realm }) => {
  const add = async (name: string, role: string): Promise<{ id: number; password: string }> =>
    who().ask(`${area}.add`, { name, role, language: "en" });
  const signIn = async (name: string, password: string): Promise<Visitor> => {
    const person = new Visitor(house.running.address);
    await person.ask(`${realm}/session.signIn`, { name, password });
    return person;
  };

  it("adds somebody, who signs in with the password that was made up and chooses another", async () => {
    const { id, password } = await add(` ${realm} Li `, lesser);
    expect((await who().ask(`${area}.list`)).rows).toContainEqual({
      id,
      name: `${realm} Li`,
      role: lesser,
      language: "en",
      enabled: true,
      mustChange: true,
      secondFactor: false,
      createdAt: expect.any(Number),
    });
    const li = await signIn(`${realm} LI`, password);
    expect(await li.ask(`${realm}/session.current`)).toMatchObject({ must: "choose-password", person: { role: lesser } });
    await li.ask(`${realm}/session.changePassword`, { password, chosen: CHOSEN });
    expect(await li.refusal(`${area}.list`)).toBe("forbidden");
  });

  it("a name is somebody's once, whoever's people they are", async () => {
    for (const name of ["ADMIN", "Customer", `${realm} li`])
      expect(await who().refusal(`${area}.add`, { name, role: lesser, language: "zh" })).toBe("taken");
    expect(await who().refusal(`${area}.add`, { name: "  ", role: lesser, language: "zh" })).toBe("wrong-input");
  });

  it("roles are those of the place", async () => {
    const other = head === "admin" ? "owner" : "admin";
    expect(await who().refusal(`${area}.add`, { name: "x", role: other, language: "zh" })).toBe("wrong-input");
  });

  it("a role that is changed holds at once, and whoever is switched off is out", async () => {
    const { id, password } = await add(`${realm}-changed`, head);
    const changed = await signIn(`${realm}-changed`, password);
    await changed.ask(`${realm}/session.changePassword`, { password, chosen: CHOSEN });
    await changed.ask(`${area}.list`);
    await who().ask(`${area}.change`, { id, role: lesser });
    expect(await changed.refusal(`${area}.list`)).toBe("forbidden");
    await who().ask(`${area}.change`, { id, enabled: false });
    expect(await changed.refusal(`${realm}/session.sessions`)).toBe("not-signed-in");
    const { body } = await changed.call(`${realm}/session.signIn`, { name: `${realm}-changed`, password: CHOSEN });
    expect(body.problem).toMatchObject({ code: "refused", reason: "user-disabled" });
    await who().ask(`${area}.remove`, { id });
    expect(await changed.refusal(`${realm}/session.signIn`, { name: `${realm}-changed`, password: CHOSEN })).toBe("wrong-password");
  });

  it("a password that is reset ends the sessions and must be changed", async () => {
    const { id, password } = await add(`${realm}-reset`, lesser);
    const before = await signIn(`${realm}-reset`, password);
    const [session] = (await who().ask(`${area}.sessions`, { id })).rows;
    expect(session).toMatchObject({ current: false, address: "127.0.0.1" });
    const again = await who().ask(`${area}.resetPassword`, { id });
    expect(await before.refusal(`${realm}/session.sessions`)).toBe("not-signed-in");
    const after = await signIn(`${realm}-reset`, again.password);
    const [open] = (await who().ask(`${area}.sessions`, { id })).rows;
    await who().ask(`${area}.endSession`, { id, session: open.id });
    expect(await after.refusal(`${realm}/session.sessions`)).toBe("not-signed-in");
  });

  it("nobody lowers, shuts out or removes themselves, and the last one who may do this stays", async () => {
    const self = ids[own];
    expect(await who().refusal(`${area}.change`, { id: self, role: lesser })).toBe("wrong-input");
    expect(await who().refusal(`${area}.change`, { id: self, enabled: false })).toBe("refused");
    expect(await who().refusal(`${area}.remove`, { id: self })).toBe("refused");
    await who().ask(`${area}.change`, { id: self, language: "en" });

    const { id, password } = await add(`${realm}-second`, head);
    const second = await signIn(`${realm}-second`, password);
    await second.ask(`${realm}/session.changePassword`, { password, chosen: CHOSEN });
    const each = await Promise.all([
      second.call(`${area}.change`, { id: self, enabled: false }),
      who().call(`${area}.change`, { id, enabled: false }),
    ]);
    expect(each.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = (await house.store.users.list((await house.store.users.byId(id))?.accountId ?? -1)).filter(
      ({ role, enabled }) => role === head && enabled,
    );
    expect(left).toHaveLength(1);
    await house.store.users.change(self ?? 0, { enabled: true });
    await who().ask(`${realm}/session.signIn`, { name: own, password: CHOSEN });
    await who().ask(`${area}.remove`, { id });
  });

  it("nobody else's people are found", async () => {
    for (const name of ["admin", "customer", "other"].filter((somebody) => somebody !== own)) {
      const id = ids[name];
      const calls = { change: { id, enabled: false }, resetPassword: { id }, dropSecondFactor: { id }, sessions: { id }, remove: { id } };
      for (const [call, input] of Object.entries(calls)) expect(await who().refusal(`${area}.${call}`, input), call).toBe("not-found");
      expect(await who().refusal(`${area}.endSession`, { id, session: "0".repeat(64) })).toBe("not-found");
    }
  });
});

it("what was changed is in the log with before and after, and no password is", async () => {
  const { rows } = await admin.ask("console/audit.list", { action: "users.", limit: 200 });
  expect(rows).toContainEqual(
    expect.objectContaining({
      action: "users.change",
      userName: "admin",
      subject: "console-changed",
      outcome: "done",
      before: { role: "admin", enabled: true, language: "en" },
      after: { role: "support", enabled: true, language: "en" },
    }),
  );
  const all = JSON.stringify((await admin.ask("console/audit.list", { limit: 200 })).rows);
  for (const secret of [CHOSEN, ADMIN.password, CUSTOMER.password, "scrypt"]) expect(all).not.toContain(secret);
});

it("the log is read page by page, and by person, account and beginning of the action", async () => {
  const pages: number[] = [];
  for (let before: number | undefined; ; ) {
    const { rows, more } = await admin.ask("console/audit.list", { limit: 7, ...(before === undefined ? {} : { before }) });
    pages.push(...rows.map(({ id }: { id: number }) => id));
    if (more === undefined) break;
    before = more;
  }
  const { rows } = await admin.ask("console/audit.list", { limit: 200 });
  expect(pages).toEqual(rows.map(({ id }: { id: number }) => id));
  expect(pages).toEqual([...pages].sort((a, b) => b - a));
  const accountId = house.running.directory.current.accountByLogin.get("customer")?.id;
  const ofAccount = (await admin.ask("console/audit.list", { accountId, action: "people.", limit: 200 })).rows;
  expect(ofAccount.length).toBeGreaterThan(5);
  expect(ofAccount.every((row: { userName: string; action: string }) => row.action.startsWith("people."))).toBe(true);
  expect((await admin.ask("console/audit.list", { userId: ids.other })).rows).toHaveLength(1);
});
