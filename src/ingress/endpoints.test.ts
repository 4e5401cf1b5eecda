import { expect, it } from "vitest";
import type { Dialect, DialectRoute } from "../dialects/dialect.ts";
import { DIALECTS } from "../dialects/registry.ts";
import { endpointsOf } from "./endpoints.ts";

function dialect(name: string, ...paths: readonly string[]): Dialect {
  return {
    name,
    title: { zh: "", en: "" },
    routes: paths.map((path) => ({ path }) as DialectRoute),
    examples: () => ({ send: "", report: "" }),
  };
}

function paths(...dialects: readonly Dialect[]): readonly string[] {
  return endpointsOf(dialects).map((endpoint) => `${endpoint.dialect.name} ${endpoint.path}`);
}

it("serves every path as its document writes it, and under the dialect's own name", () => {
  expect(paths(dialect("one", "/a.aspx", "/b"))).toEqual(["one /a.aspx", "one /one/a.aspx", "one /b", "one /one/b"]);
});

it("does not repeat the name where a document's path begins with it, in any case", () => {
  expect(paths(dialect("qxt", "/QXT/send", "/qxtra"))).toEqual(["qxt /QXT/send", "qxt /qxtra", "qxt /qxt/qxtra"]);
});

it("refuses to start when two dialects claim one path, whatever its case", () => {
  expect(() => endpointsOf([dialect("one", "/sms.aspx"), dialect("two", "/SMS.aspx")])).toThrow(
    "dialects one and two both claim /SMS.aspx",
  );
});

it("has an endpoint for every route of every registered dialect", () => {
  const served = endpointsOf(DIALECTS);
  for (const { name, routes } of DIALECTS)
    for (const route of routes) expect(served.some((endpoint) => endpoint.dialect.name === name && endpoint.route === route)).toBe(true);
});
