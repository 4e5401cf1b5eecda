import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER_ROLES, OPERATOR_ROLES, type Permission, permissionsOf, type UserRole } from "../../../src/domain/user.ts";
import { Passwords } from "../../../src/users/password.ts";
import { Sessions } from "../../../src/users/sessions.ts";
import type { CallSpec, CallTable, ProblemBody } from "../../../src/web/contract/call.ts";
import { consoleCalls } from "../../../src/web/contract/console/index.ts";
import { portalCalls } from "../../../src/web/contract/portal/index.ts";
import { COOKIES } from "../../../src/web/cookies.ts";
import { ADMIN, House, PLAN } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";
import { idsIn, sampleOf } from "./sample-input.ts";

/** These tests walk the tables: a call that is added is tested with the others, and one that needs more to be tried says so by failing. */
type Realm = "console" | "portal";
const TABLES: Readonly<Record<Realm, CallTable>> = { console: consoleCalls, portal: portalCalls };
const CALLS = (["console", "portal"] as const).flatMap((realm) =>
  Object.entries(TABLES[realm]).flatMap(([area, calls]) =>
    Object.entries(calls).map(([name, spec]) => ({ realm, name: `${area}.${name}`, path: `${realm}/${area}.${name}`, spec })),
  ),
);

/** Somewhere in everything that is another account's. */
const MARK = "zzothers";
const OTHERS = `${PLAN}  - { login: ${MARK}, name: ${MARK}, dialects: [huaxin], product: standard, code: "06", password: Secret-2, credits: 10, signature: { mode: none } }\n`;
const PASSWORD = "a password of my own";

let house: House;
let sessions: Sessions;
const users = new Map<string, number>();
/** What the other account has, by name. */
const theirs: Record<string, number | string> = {};
beforeAll(async () => {
  house = await House.open({ plan: OTHERS });
  sessions = new Sessions(house.store.users);
  const password = await new Passwords({ ln: 4, r: 1, p: 1 }).digest(PASSWORD);
  const { accountByLogin } = house.running.directory.current;
  const customer = accountByLogin.get("customer")?.id ?? 0;
  let id = 1_000;
  const add = async (name: string, role: UserRole, accountId: number, more: object = {}): Promise<void> => {
    users.set(name, ++id);
    const user = {
      id,
      name,
      accountId,
      role,
      language: "en",
      enabled: true,
      password,
      mustChange: false,
      totp: undefined,
      createdAt: 1,
    } as const;
    await house.store.users.add({ ...user, ...more });
  };
  for (const role of OPERATOR_ROLES) await add(role === "admin" ? "chief" : role, role, 0);
  for (const role of CUSTOMER_ROLES) await add(role, role, customer);
  await add("console-fresh", "admin", 0, { mustChange: true });
  await add("console-careful", "admin", 0, { totp: "A".repeat(32) });
  await add("portal-fresh", "owner", customer, { mustChange: true });
  await add("portal-careful", "owner", customer, { totp: "A".repeat(32) });
  await add(MARK, "owner", accountByLogin.get(MARK)?.id ?? 0);
  const other = await as(MARK, "portal");
  const sent = { key: "of-the-other", phones: ["13800138000"], text: MARK, sendAt: Date.now() + 3_600_000 };
  const campaign = { name: MARK, text: MARK, recipients: 1, fingerprint: "1" };
  theirs.campaignId = (await other.ask("portal/campaigns.begin", campaign)).id;
  theirs.templateId = (await other.ask("portal/ask.addTemplate", { text: MARK })).id;
  theirs.signatureId = (await other.ask("portal/ask.askSignature", { text: MARK, note: MARK })).id;
  theirs.submissionId = (await other.ask("portal/send.send", sent)).submissionId;
  theirs.messageId = (await other.ask("portal/messages.search")).rows[0].id;
});
afterAll(() => house[Symbol.asyncDispose]());

/** Somebody in a session of their own. */
async function as(name: string, realm: Realm, { strong = true }: { readonly strong?: boolean } = {}): Promise<Visitor> {
  const visitor = new Visitor(house.running.address);
  const userId = users.get(name) ?? 0;
  const token = await sessions.open({ userId, strong }, Date.now(), { address: "127.0.0.1", agent: "test" });
  visitor.cookies.set(COOKIES[realm], token ?? "");
  return visitor;
}

/** Sessions that are used for nothing but `NOT_ASKED_FOR`. */
const watchers = new Map<string, Promise<Visitor>>();

function watching(name: string, realm: Realm, options: { readonly strong?: boolean } = {}): Promise<Visitor> {
  const key = `${name} ${realm} ${options.strong}`;
  const watcher = watchers.get(key) ?? as(name, realm, options);
  watchers.set(key, watcher);
  return watcher;
}

/** No call takes this: who gets as far as being told so might have called it. So nothing is done. */
const NOT_ASKED_FOR = { "nobody-asks-for-this": true };
const IN = "wrong-input";

function mayCall({ may }: CallSpec, role: UserRole): boolean {
  return may === "anybody" || may === "signed-in" || permissionsOf(role).has(may as Permission);
}

describe.each(CALLS)("$path", ({ path, realm, spec }) => {
  it("is refused to pages of others", async () => {
    const visitor = await watching(realm === "console" ? "chief" : "owner", realm);
    const foreign = [
      {},
      { "x-yizhan": "1", origin: "https://evil.example" },
      { "x-yizhan": "1", "sec-fetch-site": "cross-site" },
      { "x-yizhan": "1", "sec-fetch-site": "same-site" },
    ];
    for (const headers of foreign) expect(await visitor.refusal(path, NOT_ASKED_FOR, headers)).toBe("stale-page");
    const own = { "x-yizhan": "1", origin: house.running.address, "sec-fetch-site": "same-origin" };
    expect(await visitor.refusal(path, NOT_ASKED_FOR, own)).not.toBe("stale-page");
  });

  it("asks who calls, unless anybody may", async () => {
    const visitor = new Visitor(house.running.address);
    expect(await visitor.refusal(path, NOT_ASKED_FOR)).toBe(spec.may === "anybody" ? IN : "not-signed-in");
    visitor.cookies.set(COOKIES[realm], "A".repeat(43));
    expect(await visitor.refusal(path, NOT_ASKED_FOR)).toBe(spec.may === "anybody" ? IN : "not-signed-in");
  });

  it("is open to the roles whose permissions say so, in its own place", async () => {
    const here = realm === "console" ? OPERATOR_ROLES : CUSTOMER_ROLES;
    for (const role of [...OPERATOR_ROLES, ...CUSTOMER_ROLES]) {
      const visitor = await watching(role === "admin" ? "chief" : role, realm);
      const stranger = spec.may === "anybody" ? IN : "not-signed-in";
      const expected = !(here as readonly UserRole[]).includes(role) ? stranger : mayCall(spec, role) ? IN : "forbidden";
      expect(await visitor.refusal(path, NOT_ASKED_FOR), role).toBe(expected);
    }
  });

  it("waits for what must be done first", async () => {
    const fresh = await watching(`${realm}-fresh`, realm);
    const careful = await watching(`${realm}-careful`, realm, { strong: false });
    const open = (must: "choose-password" | "second-factor"): boolean => spec.may === "anybody" || spec.early?.includes(must) === true;
    expect(await fresh.refusal(path, NOT_ASKED_FOR)).toBe(open("choose-password") ? IN : "must-change-password");
    expect(await careful.refusal(path, NOT_ASKED_FOR)).toBe(open("second-factor") ? IN : "second-factor-needed");
    expect(await (await watching(`${realm}-careful`, realm)).refusal(path, NOT_ASKED_FOR)).toBe(IN);
  });
});

/** What a call must be given so that it is known who calls, where nobody has signed in. */
const KNOWN: Readonly<Record<string, object>> = {
  "console/session.signIn": { name: ADMIN.name, password: "wrong" },
  "portal/session.signIn": { name: "owner", password: PASSWORD },
  "portal/session.begin": { name: "owner", password: "wrong", chosen: "another password" },
};

describe.each(CALLS.filter(({ spec }) => spec.changes))("$path", ({ path, realm, name, spec }) => {
  it("is in the log of changes", async () => {
    const visitor = await as(realm === "console" ? "chief" : "owner", realm);
    const { body } = await visitor.call(path, KNOWN[path] ?? (sampleOf(spec.input) as object));
    const [entry] = await house.store.audit.list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 1, action: name });
    expect(entry, `nothing was written; answered ${JSON.stringify(body)}`).toMatchObject({ action: name, address: "127.0.0.1" });
    expect(entry?.outcome).toBe(
      body.problem ? (body.problem.code === "internal" || body.problem.code === "busy" ? "failed" : "refused") : "done",
    );
    expect(entry?.userName).not.toBe("");
    if (!body.problem) expect(entry?.subject, "it says what was changed").not.toBe("");
  });
});

/** For each call of the portal that names things by id: an input that names another account's. */
const FOREIGN: Readonly<Record<string, () => object>> = {
  "people.change": () => ({ id: users.get(MARK), enabled: false }),
  "people.resetPassword": () => ({ id: users.get(MARK) }),
  "people.dropSecondFactor": () => ({ id: users.get(MARK) }),
  "people.sessions": () => ({ id: users.get(MARK) }),
  "people.endSession": () => ({ id: users.get(MARK), session: "0".repeat(64) }),
  "people.remove": () => ({ id: users.get(MARK) }),
  "messages.search": () => ({ submissionId: theirs.submissionId }),
  "messages.story": () => ({ id: theirs.messageId }),
  "inbox.conversation": () => ({ id: users.get(MARK) }),
  "inbox.reply": () => ({ id: users.get(MARK), key: "x".repeat(8), text: "x" }),
  "send.progress": () => ({ submissionId: theirs.submissionId }),
  "send.cancel": () => ({ submissionId: theirs.submissionId }),
  "campaigns.hand": () => ({ id: theirs.campaignId, place: 0, phones: ["13800138000"] }),
  "campaigns.get": () => ({ id: theirs.campaignId }),
  "campaigns.progress": () => ({ id: theirs.campaignId }),
  "campaigns.cancel": () => ({ id: theirs.campaignId }),
  "ask.changeTemplate": () => ({ id: `${theirs.templateId}`, text: "x" }),
  "ask.deleteTemplate": () => ({ id: `${theirs.templateId}` }),
  "ask.withdrawSignature": () => ({ id: theirs.signatureId }),
};

describe.each(CALLS.filter(({ realm }) => realm === "portal"))("$path", ({ path, name, spec }) => {
  const ids = idsIn(spec.input);

  it("knows nothing of other accounts", async () => {
    const owner = await as("owner", "portal");
    const { body } = await owner.call(path, sampleOf(spec.input) as object);
    expect(JSON.stringify(body)).not.toContain(MARK);
  });

  it.runIf(ids.length > 0)(`finds nothing of another account by ${ids.join(", ")}`, async () => {
    const input = FOREIGN[name];
    expect(input, "say in FOREIGN what of another account it could name").toBeDefined();
    const owner = await as("owner", "portal");
    const { body } = await owner.call(path, input?.());
    expect(body.problem?.code ?? body.rows?.length).toBeOneOf(["not-found", 0]);
    expect(JSON.stringify(body)).not.toContain(MARK);
  });
});

describe.each(CALLS)("$path", ({ path, realm, spec }) => {
  it("answers what its description says, where it answers the least input", async () => {
    const visitor = await as(realm === "console" ? "chief" : "owner", realm);
    const { status, body } = await visitor.call(path, sampleOf(spec.input) as object);
    if (status === 200) expect(Compile(spec.output).Errors(body)).toEqual([]);
    else expect(body.problem.code, body.problem.message).not.toBe("internal");
  });
});

it("what is no call is told so, as calls are", async () => {
  const visitor = new Visitor(house.running.address);
  for (const path of ["console/session.nothing", "portal/nothing.list", "console/constructor.name"])
    expect(await visitor.refusal(path)).toBe("not-found");
  const { status } = await fetch(`${house.running.address}/console/api/session/current`);
  expect(status).toBe(404);
});

it("an input that is no JSON, or too long, is refused", async () => {
  const post = (body: string | Buffer): Promise<Response> =>
    fetch(`${house.running.address}/console/api/session/current`, { method: "POST", headers: { "x-yizhan": "1" }, body });
  const codeOf = async (response: Response): Promise<unknown> => [response.status, ((await response.json()) as ProblemBody).problem.code];
  expect(await codeOf(await post("{"))).toEqual([422, "wrong-input"]);
  expect(await codeOf(await post("[]"))).toEqual([422, "wrong-input"]);
  expect(await codeOf(await post(Buffer.from([0x22, 0xff, 0x22])))).toEqual([422, "wrong-input"]);
  expect(await codeOf(await post(JSON.stringify({ x: "x".repeat(70_000) })))).toEqual([413, "too-large"]);
});

it("an input that is wrong is told where and how", async () => {
  const visitor = await as("chief", "console");
  const { body } = await visitor.call("console/users.add", { name: "", role: "king", language: "en", more: 1 });
  expect(body.problem.places.map(({ path, message }: { path: string; message: string }) => `${path}: ${message}`).sort()).toEqual([
    "/more: is not asked for",
    "/name: must not have fewer than 1 characters",
    "/role: must be equal to one of the allowed values",
  ]);
});
