import { describe, expect, it } from "vitest";
import type { Deferred, Opened, Sealed } from "../dialects/dialect.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { sampleAccount } from "../domain/account.testing.ts";
import type { Answer, Identity } from "../domain/call.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import { admit } from "../submission/admit.ts";
import { open } from "./opening.ts";

const accounts = [
  sampleAccount({ id: 1, login: "acct", enterpriseId: 12, dialects: ["huaxin"] }),
  sampleAccount({ id: 2, login: "keyed", enterpriseId: 13, secrets: { password: undefined, md5Key: "k", veryCode: undefined } }),
];
const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts, channels: [], products: [] });
const DOOR = { dialect: "huaxin", address: "192.0.2.7" };

const said = (text: string) => ({ reply: { status: 200, contentType: "text/plain; charset=utf-8", body: text } });
const calls = (identity: Identity): Opened => ({ call: { kind: "balance", identity }, encode: () => said("balance").reply });
const by = (login: string, password = "abc123"): Identity => ({ login, proof: { kind: "password", password, digest: "refused" } });

describe("a sealed request", () => {
  const sealed = (enterpriseId: string, inside: (password: string) => Opened): Sealed => ({
    enterpriseId,
    open: inside,
    fail: ({ reason }, account) => said(`${reason} ${account?.login}`).reply,
  });
  const opened = (enterpriseId: string, inside: (password: string) => Opened = () => calls(by("acct"))): Opened =>
    open({ sealed: sealed(enterpriseId, inside) }, directory, DOOR);

  it("is opened with the password of the account whose enterprise id it has", () => {
    const passwords: string[] = [];
    const inside = opened("12", (password) => {
      passwords.push(password);
      return calls(by("acct"));
    });
    expect([passwords, inside]).toMatchObject([["abc123"], { call: { kind: "balance" } }]);
  });

  it.each([
    ["nobody's", "99", "enterprise-id-wrong undefined"],
    ["no number", "12a", "enterprise-id-wrong undefined"],
    ["empty", "", "enterprise-id-wrong undefined"],
    ["longer than any number", "1".repeat(400), "enterprise-id-wrong undefined"],
    ["that of an account without a password", "13", "payload-undecodable keyed"],
  ])("whose id is %s is refused unopened", (_what, id, reply) => {
    const never = (): Opened => {
      throw new Error("opened");
    };
    expect(opened(id, never)).toEqual(said(reply));
  });

  it("holds a call of the account whose password opened it, or is answered for that", () => {
    expect(opened("12", () => calls(by("keyed")))).toEqual(said("account-unknown undefined"));
  });

  it("that holds no call is a failed login of that account, answered by the dialect", () => {
    const inside = opened("12", () => said("broken"));
    if ("reply" in inside || inside.call.kind !== "refuse") throw new Error("no failed login");
    const { call, encode } = inside as Extract<Opened, { call: { kind: "refuse" } }>;
    const answer = admit(directory, call.identity, DOOR.dialect, DOOR.address);
    expect([call.identity.login, answer]).toMatchObject(["acct", { ok: false, refusal: { reason: "password-wrong" } }]);
    expect(encode(answer as Answer<"refuse">, 0)).toEqual(said("broken").reply);
  });
});

describe("a deferred request", () => {
  const deferred = (identity: Identity): Deferred => ({
    identity,
    open: () => said("unpacked"),
    fail: ({ reason }) => said(reason).reply,
  });

  it("is opened for whoever has proved who it is, and for nobody else", () => {
    expect(open({ deferred: deferred(by("acct")) }, directory, DOOR)).toEqual(said("unpacked"));
    for (const identity of [by("acct", "guess"), by("nobody")]) {
      const opened = open({ deferred: deferred(identity) }, directory, DOOR);
      expect(opened).toMatchObject({ call: { kind: "refuse", identity } });
    }
    expect(open({ deferred: deferred(by("acct")) }, directory, { ...DOOR, dialect: "qxt" })).toMatchObject({ call: { kind: "refuse" } });
  });
});

it("anything else is as it was decoded", () => {
  expect(open(said("x"), directory, DOOR)).toEqual(said("x"));
});
