import { describe, expect, it } from "vitest";
import { toy } from "../../test/toy-dialect/dialect.ts";
import { wireRequest } from "../dialects/conformance.ts";
import type { Dialect, DialectRoute, Sharing, WireRequest } from "../dialects/dialect.ts";
import { DIALECTS } from "../dialects/registry.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { sampleAccount } from "../domain/account.testing.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import { endpointsOf, ownerOf } from "./endpoints.ts";

function dialect(name: string, ...paths: readonly string[]): Dialect {
  return sharingDialect(name, undefined, ...paths);
}

function sharingDialect(name: string, sharing: Sharing | undefined, ...paths: readonly string[]): Dialect {
  return {
    name,
    title: { zh: "", en: "" },
    routes: paths.map((path) => ({ path, ...(sharing ? { sharing } : {}) }) as DialectRoute),
    client: toy.client,
    examples: () => ({ send: "", report: "" }),
  };
}

function paths(...dialects: readonly Dialect[]): readonly string[] {
  return endpointsOf(dialects).map(({ owners, path }) => `${owners.map((owner) => owner.dialect.name).join("+")} ${path}`);
}

it("serves every path as its document writes it, and under the dialect's own name", () => {
  expect(paths(dialect("one", "/a.aspx", "/b"))).toEqual(["one /a.aspx", "one /one/a.aspx", "one /b", "one /one/b"]);
});

it("does not repeat the name where a document's path begins with it, in any case", () => {
  expect(paths(dialect("qxt", "/QXT/send", "/qxtra"))).toEqual(["qxt /QXT/send", "qxt /qxtra", "qxt /qxt/qxtra"]);
});

it("refuses to start when two dialects claim one path, whatever its case", () => {
  expect(() => endpointsOf([dialect("one", "/sms.aspx"), dialect("two", "/SMS.aspx")])).toThrow(
    "dialects one and two both claim /sms.aspx",
  );
});

describe("a path that two dialects share", () => {
  const sharing = (fallback: boolean, mark: string): Sharing => ({
    marked: ({ query }) => query.includes(mark),
    login: ({ query }) => /account=(\w+)/.exec(query)?.[1],
    fallback,
  });
  const one = sharingDialect("one", sharing(true, "mark=1"), "/sms.aspx");
  const two = sharingDialect("two", sharing(false, "mark=2"), "/SMS.aspx", "/own");
  const accounts = [
    sampleAccount({ id: 1, login: "a", dialects: ["qxt", "two", "one"] }),
    sampleAccount({ id: 2, login: "b", dialects: ["one", "two"] }),
    sampleAccount({ id: 3, login: "c", dialects: ["qxt"] }),
  ];
  const settings = { ...DEFAULT_SETTINGS, hosts: { "sms.example.com": "two" } };
  const directory = indexDirectory({ version: 1, settings, accounts, channels: [], products: [] });
  const asked = (query: string, host = "127.0.0.1:8030", path = "/sms.aspx"): string => {
    const endpoint = endpointsOf([one, two]).find((candidate) => candidate.path === path);
    const request: WireRequest = { ...wireRequest(path, { query }), headers: { host } };
    return endpoint ? ownerOf(endpoint, request, directory).dialect.name : "nobody";
  };

  it("stands once in the list, beside the path under each one's name", () => {
    expect(paths(one, two)).toEqual(["one+two /sms.aspx", "one /one/sms.aspx", "two /two/SMS.aspx", "two /own", "two /two/own"]);
  });

  it.each([
    ["of the one whose mark it carries", "account=b&mark=2", "two"],
    ["of the account's first dialect that owns the path", "account=a", "two"],
    ["of the account's first dialect that owns the path", "account=b", "one"],
    ["the fallback's where the account has none of them", "account=c", "one"],
    ["the fallback's where nobody knows the account", "account=x", "one"],
    ["the fallback's where it names none", "", "one"],
  ])("is %s: %j", (_how, query, owner) => {
    expect(asked(query)).toBe(owner);
  });

  it("is the host's, whatever it carries, where its name is bound to one of the owners", () => {
    expect(asked("account=b&mark=1", "SMS.example.com:8030")).toBe("two");
    expect(asked("account=b", "other.example.com")).toBe("one");
  });

  it("is its owner's under the owner's name", () => {
    expect(asked("account=a", undefined, "/one/sms.aspx")).toBe("one");
  });

  it("must have exactly one fallback", () => {
    const three = sharingDialect("three", sharing(true, "mark=3"), "/sms.aspx");
    expect(() => endpointsOf([one, three])).toThrow("dialects one and three share /sms.aspx without exactly one fallback");
    expect(() => endpointsOf([two, sharingDialect("four", sharing(false, "4"), "/sms.aspx")])).toThrow("without exactly one fallback");
  });
});

it("has an endpoint for every registered route", () => {
  const served = endpointsOf(DIALECTS).flatMap(({ owners }) => owners);
  for (const dialect of DIALECTS)
    for (const route of dialect.routes) expect(served.some((owner) => owner.dialect === dialect && owner.route === route)).toBe(true);
});
