import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { codeAt } from "../../../src/users/totp.ts";
import { ADMIN, CUSTOMER, House } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";

const CHOSEN = "a password of my own";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let house: House;
const clock = new ManualClock();
let turn = Promise.resolve();
/** Time passes: one step after the other. */
const pass = (ms: number): Promise<void> => {
  turn = turn.then(() => clock.advance(ms));
  return turn;
};
/** Time goes on for whoever waits for an answer. */
let ticking: NodeJS.Timeout;
beforeAll(async () => {
  house = await House.open({ clock });
  ticking = setInterval(() => void pass(50), 2);
});
afterAll(async () => {
  clearInterval(ticking);
  await turn;
  await house[Symbol.asyncDispose]();
});

const visitor = (): Visitor => new Visitor(house.running.address);

async function signedIn(name: string, password = CHOSEN, realm = "console"): Promise<Visitor> {
  const person = visitor();
  await person.ask(`${realm}/session.signIn`, { name, password });
  return person;
}

/** Adds somebody of the platform who has chosen a password already. */
async function person(name: string, role = "operations"): Promise<number> {
  const admin = await signedIn("admin");
  const { id, password } = await admin.ask("console/users.add", { name, role, language: "en" });
  const fresh = await signedIn(name, password);
  await fresh.ask("console/session.changePassword", { password, chosen: CHOSEN });
  return id;
}

/** A code that has not been used: those of one step are taken once. */
async function freshCode(secret: string): Promise<string> {
  await pass(31_000);
  return codeAt(secret, Math.floor(clock.now() / 30_000));
}

async function withSecondFactor(name: string): Promise<string> {
  await person(name);
  const owner = await signedIn(name);
  const { secret, url } = await owner.ask("console/session.startTotp");
  expect(url).toContain(`secret=${secret}`);
  expect(await owner.refusal("console/session.confirmTotp", { password: "wrong", secret, code: await freshCode(secret) })).toBe(
    "wrong-password",
  );
  await owner.ask("console/session.confirmTotp", { password: CHOSEN, secret, code: await freshCode(secret) });
  expect(await owner.ask("console/session.current")).toMatchObject({ person: { secondFactor: true } });
  return secret;
}

describe("at the console", () => {
  it("the first sign-in must choose a password before anything else", async () => {
    const admin = visitor();
    expect(await admin.ask("console/session.current")).toEqual({ now: expect.any(Number) });
    const { person, must } = await admin.ask("console/session.signIn", ADMIN);
    expect({ person, must }).toMatchObject({ must: "choose-password", person: { name: "admin", role: "admin", secondFactor: false } });
    expect(await admin.refusal("console/users.list")).toBe("must-change-password");
    expect(await admin.refusal("console/session.startTotp")).toBe("must-change-password");
    expect(await admin.refusal("console/session.changePassword", { password: ADMIN.password, chosen: "short" })).toBe("wrong-input");
    expect(await admin.refusal("console/session.changePassword", { password: ADMIN.password, chosen: ADMIN.password })).toBe("wrong-input");
    expect(await admin.refusal("console/session.changePassword", { password: "wrong", chosen: CHOSEN })).toBe("wrong-password");
    await admin.ask("console/session.changePassword", { password: ADMIN.password, chosen: CHOSEN });
    expect((await admin.ask("console/session.current")).must).toBeUndefined();
    expect((await admin.ask("console/users.list")).rows).toMatchObject([{ name: "admin", mustChange: false }]);
  });

  it("the cookie is for the console alone, for no script, and for no other site", async () => {
    const { headers } = await visitor().call("console/session.signIn", { name: "ADMIN ", password: CHOSEN });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^yizhan_console=[\w-]{43}; Path=\/console; Max-Age=604800; HttpOnly; SameSite=Strict$/),
    ]);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("a wrong password and an unknown name are told alike, lock alike after ten, and open again after a quarter of an hour", async () => {
    await person("locked-out");
    const codes = async (name: string): Promise<(string | undefined)[]> => {
      const tries: (string | undefined)[] = [];
      for (let count = 0; count < 11; count++)
        tries.push(await visitor().refusal("console/session.signIn", { name, password: "wrong password" }));
      return tries;
    };
    const expected = [...Array<string>(10).fill("wrong-password"), "locked"];
    expect(await codes("locked-out")).toEqual(expected);
    expect(await codes("nobody-at-all")).toEqual(expected);
    expect(await visitor().refusal("console/session.signIn", { name: "locked-out", password: CHOSEN })).toBe("locked");
    await pass(15 * MINUTE);
    await signedIn("locked-out");
    // the success has begun the count anew
    expect((await codes("locked-out")).at(-2)).toBe("wrong-password");
    await pass(15 * MINUTE);
  });

  it("an address that fails under ever other names is not listened to for a while", async () => {
    const tries: (string | undefined)[] = [];
    for (let count = 0; count < 31; count++)
      tries.push(await visitor().refusal("console/session.signIn", { name: `name-${count}`, password: "x" }));
    expect(tries.slice(-2)).toEqual(["wrong-password", "too-often"]);
    expect(await visitor().refusal("console/session.signIn", { name: "admin", password: CHOSEN })).toBe("too-often");
    await pass(10 * MINUTE);
    await signedIn("admin");
  });

  it("a second factor is asked for, and its code is taken once", async () => {
    const secret = await withSecondFactor("careful");
    const careful = visitor();
    expect(await careful.ask("console/session.signIn", { name: "careful", password: CHOSEN })).toMatchObject({ must: "second-factor" });
    expect(await careful.refusal("console/users.list")).toBe("second-factor-needed");
    expect(await careful.refusal("console/session.changePassword", { password: CHOSEN, chosen: "another password" })).toBe(
      "second-factor-needed",
    );
    const weak = careful.cookies.get("yizhan_console");
    expect(await careful.refusal("console/session.giveCode", { code: "000000" })).toBe("wrong-code");
    const code = await freshCode(secret);
    expect((await careful.ask("console/session.giveCode", { code })).must).toBeUndefined();
    expect(careful.cookies.get("yizhan_console")).not.toBe(weak);
    const again = await signedIn("careful");
    expect(await again.refusal("console/session.giveCode", { code })).toBe("wrong-code");
    await careful.ask("console/session.dropTotp", { password: CHOSEN });
    expect((await visitor().ask("console/session.signIn", { name: "careful", password: CHOSEN })).must).toBeUndefined();
  });

  it("codes can't be guessed by signing in again and again", async () => {
    await withSecondFactor("guessed-at");
    let last: string | undefined;
    for (let count = 0; count < 11; count++) {
      const guesser = visitor();
      last = await guesser.refusal("console/session.signIn", { name: "guessed-at", password: CHOSEN });
      last ??= await guesser.refusal("console/session.giveCode", { code: "000000" });
    }
    expect(last).toBe("locked");
    await pass(16 * MINUTE);
  });

  it("a session ends when it is left alone for half a day, and after a week however it is used", async () => {
    await person("patient");
    const [idle, busy] = [await signedIn("patient"), await signedIn("patient")];
    await pass(11 * HOUR);
    for (const session of [idle, busy]) expect((await session.ask("console/session.current")).person).toBeDefined();
    for (let hours = 11; hours < 7 * 24 - 11; hours += 11) {
      await pass(11 * HOUR);
      expect((await busy.ask("console/session.current")).person, `${hours} h`).toBeDefined();
    }
    expect((await idle.ask("console/session.current")).person).toBeUndefined();
    await pass(11 * HOUR);
    expect((await busy.ask("console/session.current")).person).toBeUndefined();
    expect(await busy.refusal("console/session.sessions")).toBe("not-signed-in");
  });

  it("one's own sessions are listed and ended, and a new password ends the others", async () => {
    await person("many-places");
    const [one, two, three] = [await signedIn("many-places"), await signedIn("many-places"), await signedIn("many-places")];
    const list = async (): Promise<{ id: string; current: boolean }[]> => (await one.ask("console/session.sessions")).rows;
    const own = (await three.ask("console/session.sessions")).rows.find((row: { current: boolean }) => row.current).id;
    expect((await list()).filter(({ current }) => current)).toHaveLength(1);
    await one.ask("console/session.endSession", { session: own });
    expect(await three.refusal("console/session.sessions")).toBe("not-signed-in");
    expect(await one.refusal("console/session.endSession", { session: own })).toBe("not-found");
    await one.ask("console/session.changePassword", { password: CHOSEN, chosen: "something else" });
    expect(await two.refusal("console/session.sessions")).toBe("not-signed-in");
    const late = await signedIn("many-places", "something else");
    expect(await one.ask("console/session.endOthers")).toEqual({ ended: 1 });
    expect(await late.refusal("console/session.sessions")).toBe("not-signed-in");
    await one.ask("console/session.signOut");
    expect(one.cookies.size).toBe(0);
  });

  it("a customer's person is nobody", async () => {
    expect(await visitor().refusal("console/session.signIn", { name: CUSTOMER.login, password: CUSTOMER.password })).toBe("wrong-password");
  });
});

describe("at the portal", () => {
  const account = (enabled: boolean): string => `
version: 1
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - { login: customer, enabled: ${enabled}, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: 10000, signature: { mode: none } }
`;
  const first = { name: CUSTOMER.login, password: CUSTOMER.password };

  it("the account's interface password lets its first person in, once, to choose a password", async () => {
    const owner = visitor();
    expect(await owner.ask("portal/session.signIn", first)).toEqual({ begin: true, now: expect.any(Number) });
    expect(owner.cookies.size).toBe(0);
    expect(await owner.refusal("portal/session.begin", { ...first, chosen: CUSTOMER.password })).toBe("wrong-input");
    expect(await owner.refusal("portal/session.begin", { ...first, password: "wrong", chosen: CHOSEN })).toBe("wrong-password");
    const begun = await owner.ask("portal/session.begin", { ...first, chosen: CHOSEN });
    expect(begun).toMatchObject({ person: { name: "customer", role: "owner" }, account: { login: "customer", guest: false } });
    expect(await owner.ask("portal/session.current")).toMatchObject({ account: { login: "customer" } });
    expect(await visitor().refusal("portal/session.signIn", first)).toBe("wrong-password");
    expect(await visitor().refusal("portal/session.begin", { ...first, chosen: CHOSEN })).toBe("wrong-password");
    await signedIn("customer", CHOSEN, "portal");
  });

  it("a session opens nothing at the console, nor one of the console anything here", async () => {
    const owner = await signedIn("customer", CHOSEN, "portal");
    owner.cookies.set("yizhan_console", owner.cookies.get("yizhan_portal") ?? "");
    expect(await owner.refusal("console/session.sessions")).toBe("not-signed-in");
    const admin = await signedIn("admin");
    admin.cookies.set("yizhan_portal", admin.cookies.get("yizhan_console") ?? "");
    expect(await admin.refusal("portal/session.sessions")).toBe("not-signed-in");
    expect(await visitor().refusal("portal/session.signIn", { name: "admin", password: CHOSEN })).toBe("wrong-password");
  });

  it("an account that is switched off is closed to its people, also those who have signed in", async () => {
    const owner = await signedIn("customer", CHOSEN, "portal");
    await house.provision(account(false));
    expect(await owner.refusal("portal/session.sessions")).toBe("not-signed-in");
    const { body } = await visitor().call("portal/session.signIn", { name: "customer", password: CHOSEN });
    expect(body.problem).toMatchObject({ code: "refused", reason: "account-disabled" });
    await house.provision(account(true));
    await signedIn("customer", CHOSEN, "portal");
  });

  it("a person of the platform looks at it as the account does, under their own name and without its keys unless they may see those", async () => {
    const { id } = house.running.directory.current.accountByLogin.get("customer") ?? { id: 0 };
    const { Sessions } = await import("../../../src/users/sessions.ts");
    const sessions = new Sessions(house.store.users);
    const visit = async (name: string): Promise<Visitor> => {
      const user = await house.store.users.named(name);
      const guest = visitor();
      const token = await sessions.open({ userId: user?.id ?? 0, strong: true, asAccount: id }, clock.now(), { address: "", agent: "" });
      guest.cookies.set("yizhan_portal", token ?? "");
      return guest;
    };
    await person("visitor");
    const guest = await visit("visitor");
    expect(await guest.ask("portal/session.current")).toMatchObject({
      person: { name: "visitor" },
      account: { login: "customer", guest: true },
    });
    expect(await guest.refusal("portal/people.list")).toBe("forbidden");
    expect(await guest.refusal("portal/session.changePassword", { password: CHOSEN, chosen: "another password" })).toBe("forbidden");
    expect((await (await visit("admin")).ask("portal/people.list")).rows).toMatchObject([{ name: "customer" }]);
    const home = await signedIn("visitor");
    await home.ask("console/session.signOut");
    expect(await guest.refusal("portal/session.sessions")).toBe("not-signed-in");
    await person("no-visitor", "support");
    expect(await (await visit("no-visitor")).refusal("portal/session.sessions")).toBe("not-signed-in");
  });
});

it("the log of changes tells who signed in and who failed to, and nothing that strangers make up", async () => {
  const admin = await signedIn("admin");
  await visitor().refusal("console/session.signIn", { name: "my secret by mistake", password: "x" });
  await visitor().refusal("console/session.signIn", { name: "admin", password: "x wrong" });
  const { rows } = await admin.ask("console/audit.list", { action: "session.signIn", limit: 2 });
  expect(rows).toMatchObject([
    { userName: "admin", subject: "admin", outcome: "refused", after: { refused: "wrong-password" }, address: "127.0.0.1" },
    { userName: "admin", subject: "admin", outcome: "done" },
  ]);
  expect(house.errors).toEqual([]);
});
