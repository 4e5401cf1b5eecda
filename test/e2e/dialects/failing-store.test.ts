import { hash } from "node:crypto";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../src/client/index.ts";
import { type Store, StoreError } from "../../../src/store/store.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, post } from "../../house/asking.ts";
import { House } from "../../house/house.ts";

let broken: StoreError["code"] | undefined;

/** What customers ask for fails as a test says. */
function failing(store: Store): Store {
  const orFails = <G extends readonly unknown[], R>(does: (...given: G) => Promise<R>) => {
    return (...given: G): Promise<R> => (broken ? Promise.reject(new StoreError(broken, "the disk is full")) : does(...given));
  };
  const { submissions, ledger, reports, inbound, accounts } = store;
  return {
    ...store,
    submissions: { ...submissions, accept: orFails(submissions.accept) },
    ledger: { ...ledger, balance: orFails(ledger.balance) },
    reports: { ...reports, take: orFails(reports.take) },
    inbound: { ...inbound, take: orFails(inbound.take) },
    accounts: { ...accounts, changePassword: orFails(accounts.changePassword), addTemplate: orFails(accounts.addTemplate) },
  };
}

let house: House;
beforeAll(async () => {
  house = await House.open({ plan: acceptancePlan(), between: failing });
});
afterAll(async () => {
  broken = undefined;
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

async function ask(path: string, fields: Fields): Promise<string> {
  const { bytes, headers } = await post(house.port, path, formOf(fields));
  return iconv.decode(bytes, String(headers["content-type"]).includes("GBK") ? "gbk" : "utf-8");
}

const SHOP = { Account: "13800000000" };
const hzdfit = (operation: string, Orderid = "") => {
  const Key = hash("md5", `13800000000${operation}${Orderid}HZKEY-5f1c`);
  return ask("/inter/sms_inter/SendMessage.aspx", { ...SHOP, Function: operation, Orderid, Key, Phone: "13800138000", Message: "您好" });
};
const qxt = (path: string) =>
  ask(`/qxt/${path}`, { user: "qxtuser", password: hash("md5", "Qxt-pass-1"), tele: "+8613800138000,13800138001,x", msg: "a" });
const xunchen = (method: string) =>
  ask(`/service/httpService/httpInterface.do?method=${method}`, {
    ...{ username: "JSM40001", password: "abc123", veryCode: "vc12345", mobile: "13800138000", content: "a" },
  });
const inter28 = (path: string, action: string) =>
  ask(path, {
    rt: "json",
    action,
    userid: "12",
    account: "inter28user",
    password: "Plain-28",
    mobile: "13800138000",
    content: "a",
    newpwd: "123456",
    renewpwd: "123456",
  });
const huaxin = (path: string, action: string) =>
  ask(`/huaxin${path}`, {
    action,
    account: "acct",
    password: "abc123",
    mobile: "13800138000",
    content: "a",
    template: "@",
    newpassword: "123456",
  });

const XML = '<?xml version="1.0" encoding="UTF-8"?>';

describe("a store that fails is told", () => {
  it.each<[StoreError["code"], string, string]>([
    ["busy", "-9", "-9"],
    ["failed", "-12", "-8"],
    ["outcome-unknown", "-10", "-9"],
    ["closed", "-9", "-9"],
  ])("by hzdfit where it is %s", async (code, sent, asked) => {
    broken = code;
    expect(JSON.parse(await hzdfit("MT", code))).toMatchObject({ Result: sent, Param1: "" });
    expect(JSON.parse(await hzdfit("YE"))).toMatchObject({ Result: asked, Param1: "", Param2: "" });
    // nothing was done, so its order id is free
    broken = undefined;
    expect(JSON.parse(await hzdfit("MT", code))).toMatchObject({ Result: "0" });
  });

  it.each<StoreError["code"]>(["busy", "failed", "outcome-unknown", "closed"])("by the others where it is %s", async (code) => {
    broken = code;
    expect(await qxt("smssenderv2")).toBe("fail:999:13800138000,13800138001\n");
    expect(await qxt("surplus")).toBe("error:系统错误\n");
    for (const method of ["sendUtf8Msg", "getAmount", "queryReport", "queryMo"]) {
      expect(await xunchen(method)).toBe(`${XML}<sms><mt><status>100</status></mt></sms>`);
    }
    const sentence = {
      busy: "系统繁忙，请稍后再试",
      failed: "数据保存失败，请稍后再试",
      "outcome-unknown": "系统内部错误",
      closed: "系统繁忙，请稍后再试",
    }[code];
    for (const action of ["send", "overage", "changespwd"])
      expect(JSON.parse(await inter28("/sms.aspx", action))).toMatchObject({ ReturnStatus: "Faild", Message: sentence });
    for (const path of ["/statusApi.aspx", "/callApi.aspx"]) {
      expect(JSON.parse(await inter28(path, "query"))).toEqual({ ReturnStatus: "Faild", Message: "系统内部错误" });
      expect(await huaxin(path, "query")).toContain("<error>9999</error><remark>系统内部错误</remark>");
    }
    expect(await huaxin("/sms.aspx", "send")).toContain("<message>系统内部错误</message>");
    expect(JSON.parse(await huaxin("/statusJsonApi.aspx", "query"))).toMatchObject({ error: "9999", remark: "系统内部错误" });
    expect(JSON.parse(await huaxin("/freeTemplate.aspx", "Add"))).toMatchObject({ Status: "Faild", StatusCode: "9999" });
    expect(await huaxin("/pwd.aspx", "")).toContain("<message>系统内部错误</message>");
  });

  it("to the clients, as something that may have been done", async () => {
    broken = "outcome-unknown";
    const base = house.running.address;
    const message = { phones: ["13800138000"], text: "您好" };
    for (const [dialect, settings] of [
      ["hzdfit", { login: "13800000000", md5Key: "HZKEY-5f1c" }],
      ["qxt", { login: "qxtuser", password: "Qxt-pass-1" }],
      ["xunchen", { login: "JSM40001", password: "abc123", veryCode: "vc12345" }],
      ["inter28", { login: "inter28user", password: "Plain-28", enterpriseId: "12" }],
      ["huaxin", { login: "acct", password: "abc123" }],
    ] as const) {
      expect(await connect(dialect, { ...settings, base }).send(message)).toMatchObject({ ok: false, reason: "internal" });
    }
    broken = undefined;
  });
});
