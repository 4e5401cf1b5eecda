import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Command, runCli } from "../cli.ts";
import { apply } from "./apply.ts";
import { route } from "./route.ts";

const COMMANDS: readonly Command[] = [apply, route];
const ALL = "operators: [mobile, unicom, telecom]";
const PLAN = `version: 1
blacklist: ["13700137000"]
channels:
  - { name: a, kind: simulator, ${ALL}, code: "10690001" }
  - { name: b, kind: simulator, ${ALL}, code: "10690002" }
  - { name: short, kind: simulator, ${ALL}, code: "10690003", concatenate: false }
  - { name: off, kind: simulator, ${ALL}, code: "10690004", enabled: false }
products:
  - name: standard
    routes:
      - { ${ALL}, channels: [{ channel: a, weight: 7 }, { channel: b, weight: 3 }, off] }
      - { operators: [mobile], provinces: [北京], classes: [notice], channels: [short] }
accounts:
  - login: tea
    dialects: [huaxin]
    product: standard
    code: "05"
    credits: 9
    unitPrice: "0.0455"
    minRecipients: 10
    signatures: [茶馆]
    signature: { mode: prepend }
`;

let data: string;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "yizhan-"));
  const plan = join(data, "plan.yaml");
  writeFileSync(plan, PLAN);
  expect(await yizhan("apply", plan)).toContain("created account tea");
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

async function yizhan(...argv: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  await runCli(COMMANDS, [...argv, "--data", data], { env: {}, out, err: out });
  return lines;
}

it("says what a text costs, where it goes and which channel would take it, narrowest route first", async () => {
  expect(await yizhan("route", "tea", "13800138000", "您好")).toEqual([
    "138****8000: mobile, 北京, notice",
    "6 characters as it would leave, 1 credits (0.0455 yuan)",
    "route 2 of standard: mobile; 北京; notice",
    "route 1 of standard: mobile, unicom, telecom",
    "  short\troute 2\ttaken\tunheard",
    "  a\troute 1\tnext in line\tunheard",
    "  b\troute 1\tnext in line\tunheard",
  ]);
});

it("tells who shares, and who can't carry the text", async () => {
  expect((await yizhan("route", "tea", "13800138000", "长".repeat(134))).slice(1)).toEqual([
    "138 characters as it would leave, 3 credits (0.1365 yuan)",
    "route 2 of standard: mobile; 北京; notice",
    "route 1 of standard: mobile, unicom, telecom",
    "  short\troute 2\tcan't carry a text of more than one segment\tunheard",
    "  a\troute 1\ttakes 7 of 10\tunheard",
    "  b\troute 1\ttakes 3 of 10\tunheard",
  ]);
});

it("takes another class than the text's where it is told to", async () => {
  const lines = await yizhan("route", "tea", "13800138000", "您好", "--class", "verification");
  expect(lines[0]).toBe("138****8000: mobile, 北京, verification");
  expect(lines.join()).not.toContain("short");
});

it.each([
  ["13700137000", "refused: recipient-blacklisted"],
  ["+85291234567", 'refused: recipient-unroutable, product "standard" has no sms route to international'],
])("says why it would be refused: %s", async (phone, said) => {
  expect(await yizhan("route", "tea", phone, "您好")).toContain(said);
});

it.each([
  [["tea", "13800138000"], 'yizhan route: say who, to whom and what: yizhan route LOGIN PHONE "TEXT"'],
  [["nobody", "13800138000", "x"], 'yizhan route: there is no account "nobody"'],
  [["tea", "12345", "x"], "yizhan route: that is no phone number"],
  [["tea", "13800138000", "x", "--class", "ads"], 'yizhan route: --class must be verification, notice, marketing, not "ads"'],
])("refuses %j", async (argv, said) => {
  expect(await yizhan("route", ...argv)).toEqual([said]);
});
