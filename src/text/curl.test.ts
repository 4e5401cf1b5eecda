import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlForm } from "./curl.ts";

it("is one line for a shell, which hands every argument on as it was", () => {
  const hostile = `a'b "c" $(echo injected) \`echo injected\` ;&|<>\\ 您好`;
  const line = curlForm("http://127.0.0.1:8030/x?a=b&c=d", { content: hostile, empty: "" });
  const heard = execFileSync("sh", ["-c", line.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" });
  expect(heard).toBe(`http://127.0.0.1:8030/x?a=b&c=d\n--data-urlencode\ncontent=${hostile}\n--data-urlencode\nempty=\n`);
});
