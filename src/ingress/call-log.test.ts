import { expect, it } from "vitest";
import { wireRequest } from "../dialects/conformance.ts";
import { CallLog } from "./call-log.ts";

const FACTS = { dialect: "huaxin", address: "192.0.2.7", call: "submit", result: "ok" };
const SEND = "action=send&Account=acct&password=abc123&mobile=13800138000&content=%E9%AA%8C%E8%AF%81%E7%A0%811234&extno=7";

it("shows how the interface was used, and nothing that is secret", () => {
  const log = new CallLog();
  log.note(1, wireRequest("/sms.aspx", { query: SEND.slice(0, SEND.indexOf("&mobile")), body: SEND.slice(SEND.indexOf("mobile")) }), FACTS);
  const [call] = log.of(1);
  expect(call).toMatchObject({ ...FACTS, method: "POST", path: "/sms.aspx" });
  expect(call?.parameters).toEqual([
    ["action", "send"],
    ["Account", "acct"],
    ["password", "(6 bytes)"],
    ["mobile", "(11 bytes)"],
    ["content", "(13 bytes)"],
    ["extno", "7"],
  ]);
  expect(JSON.stringify(log.of(1))).not.toMatch(/abc123|13800138000|1234/);
});

it("shows no name that can't be one: it may be a piece of what was not encoded", () => {
  const log = new CallLog();
  log.note(1, wireRequest("/sms.aspx", { query: "content=ab&1234&%E9%AA%8C=x" }), FACTS);
  expect(log.of(1)[0]?.parameters.map(([name]) => name)).toEqual(["content", "(4 bytes)", "(3 bytes)"]);
});

it("shows of a body that is no form how long it is", () => {
  const log = new CallLog();
  log.note(1, wireRequest("/WebService.asmx", { body: "<a>secret</a>", contentType: "text/xml" }), FACTS);
  expect(log.of(1)[0]?.parameters).toEqual([["body", "(13 bytes)"]]);
});

it("keeps the last 50 calls of each account, latest first", () => {
  const log = new CallLog();
  for (let n = 0; n < 60; n++) log.note(1, wireRequest("/x", { query: `taskid=${n}` }), FACTS);
  log.note(2, wireRequest("/y", {}), FACTS);
  const tasks = log.of(1).map((call) => call.parameters[0]?.[1]);
  expect([tasks.length, tasks[0], tasks[49]]).toEqual([50, "59", "10"]);
  expect(log.of(2)).toHaveLength(1);
  expect(log.of(3)).toEqual([]);
});

it("forgets the account that called longest ago when there are too many", () => {
  const log = new CallLog();
  for (let account = 0; account < 10_000; account++) log.note(account, wireRequest("/x", {}), FACTS);
  log.note(0, wireRequest("/x", {}), FACTS);
  log.note(10_000, wireRequest("/x", {}), FACTS);
  expect([0, 1, 2].map((account) => log.of(account).length)).toEqual([2, 0, 1]);
});
