import { expect, it } from "vitest";
import { match, path } from "./router.tsx";

it("fills names and query in, and reads the names back", () => {
  const at = path("/accounts/:login/tabs/:tab", { login: "a/b c", tab: "用量" }, { before: 12, text: "1 & 1", empty: "" });
  expect(at).toBe("/accounts/a%2Fb%20c/tabs/%E7%94%A8%E9%87%8F?before=12&text=1+%26+1");
  expect(match("/accounts/:login/tabs/:tab", at.split("?", 1)[0] ?? "")).toEqual({ login: "a/b c", tab: "用量" });
});

it("matches whole paths only, and none that can't be read", () => {
  expect(match("/", "/")).toEqual({});
  expect(match("/users", "/users/1")).toBeUndefined();
  expect(match("/messages/:id", "/messages")).toBeUndefined();
  expect(match("/messages/:id", "/messages/")).toBeUndefined();
  expect(match("/messages/:id", "/messages/%E7%94")).toBeUndefined();
});
