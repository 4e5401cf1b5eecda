import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClientMessage, type ClientResult, type ClientSent, type ClientSettings, connect } from "../../../src/client/index.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { House } from "../../house/house.ts";
import { nameOf, WAYS, type Way } from "./ways.ts";

const DAY = 86_400_000;

let house: House;
beforeAll(async () => {
  house = await House.open({ plan: acceptancePlan() });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

/** What is different from a message that is sent. */
interface Wrong {
  readonly account?: Partial<ClientSettings>;
  readonly message?: Partial<ClientMessage>;
}

const SECRETS = { password: "abc123", veryCode: "v", enterpriseId: "" };

function wrongsOf(way: Way): Readonly<Record<string, Wrong>> {
  return {
    "a wrong secret": { account: { password: "guess", md5Key: "guess" } },
    // one of its own for each, as failures that repeat are slowed
    "a stranger": { account: { login: `nobody by ${nameOf(way)}`.replaceAll(" ", "-") } },
    "a disabled account": { account: { ...SECRETS, login: "frozen", md5Key: "FROZENKEY" } },
    "a wrong address": { account: { ...SECRETS, login: "fenced", md5Key: "FENCEDKEY" } },
    "another interface's account": {
      account: { ...SECRETS, login: way.dialect === "qxt" ? "wrongdoor2" : "wrongdoor", md5Key: "WRONGDOORKEY" },
    },
    "no product": { account: { ...SECRETS, login: "noproduct", md5Key: "NOPRODUCTKEY" } },
    "no channel": { account: { ...SECRETS, login: "nochannel", md5Key: "NOCHANNELKEY" } },
    "a keyword": { message: { text: "说违禁词甲和违禁词乙" } },
    "no text": { message: { text: "" } },
    "a text too long": { message: { text: "长".repeat(1_001) } },
    "no phone": { message: { phones: [] } },
    "what is no phone": { message: { phones: ["12345"] } },
    "a blacklisted phone": { message: { phones: ["13700000000"] } },
    "an ext too long": { message: { ext: "1".repeat(13) } },
    "a time too far off": { message: { sendAt: Date.now() + 31 * DAY } },
  };
}

/** Code and reason of each; the code that all have stands above. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly [code: string, reason: string] | "taken">>>> = {
  hzdfit: {
    "a wrong secret": ["-6", "signature-wrong"],
    "a stranger": ["-3", "account-unknown"],
    "a disabled account": ["-3", "account-unknown"],
    "a wrong address": ["-4", "ip-refused"],
    "another interface's account": ["-3", "account-unknown"],
    "no product": ["-5", "product-missing"],
    "no channel": ["-5", "channel-missing"],
    "a keyword": ["-5", "content-keyword"],
    "no text": ["-5", "content-missing"],
    "a text too long": ["-5", "content-too-long"],
    "no phone": ["-5", "recipients-missing"],
    "what is no phone": ["-5", "recipient-malformed"],
    "a blacklisted phone": ["-5", "recipient-blacklisted"],
    "an ext too long": ["-5", "ext-wrong"],
    "a time too far off": ["-5", "time-wrong"],
  },
  qxt: {
    "a wrong secret": ["error", "password-wrong"],
    "a stranger": ["error", "account-unknown"],
    "a disabled account": ["error", "account-disabled"],
    "a wrong address": ["error", "ip-refused"],
    "another interface's account": ["error", "interface-disabled"],
    "no product": ["error", "product-missing"],
    "no channel": ["error", "channel-missing"],
    "a keyword": ["error", "content-keyword"],
    "no text": ["error", "content-missing"],
    "a text too long": ["error", "content-too-long"],
    "no phone": ["error", "recipients-missing"],
    "what is no phone": ["error", "recipients-too-many"],
    "a blacklisted phone": ["error", "recipient-blacklisted"],
    "an ext too long": ["error", "ext-wrong"],
    "a time too far off": "taken",
  },
  xunchen: {
    "a wrong secret": ["101", "password-wrong"],
    "a stranger": ["101", "password-wrong"],
    "a disabled account": ["102", "account-disabled"],
    "a wrong address": ["109", "ip-refused"],
    "another interface's account": ["117", "interface-disabled"],
    "no product": ["100", "internal"],
    "no channel": ["100", "internal"],
    "a keyword": ["110", "content-keyword"],
    "no text": ["105", "content-illegal"],
    "a text too long": ["105", "content-illegal"],
    "no phone": ["106", "recipient-malformed"],
    "what is no phone": ["106", "recipient-malformed"],
    "a blacklisted phone": ["100", "internal"],
    "an ext too long": ["103", "parameter-wrong"],
    "a time too far off": ["103", "parameter-wrong"],
  },
  inter28: {
    "a wrong secret": ["Faild", "password-wrong"],
    "a stranger": ["Faild", "password-wrong"],
    "a disabled account": ["Faild", "account-disabled"],
    "a wrong address": ["Faild", "ip-refused"],
    "another interface's account": ["Faild", "interface-disabled"],
    "no product": ["Faild", "product-missing"],
    "no channel": ["Faild", "channel-missing"],
    "a keyword": ["Faild", "content-keyword"],
    "no text": ["Faild", "content-missing"],
    "a text too long": ["Faild", "content-too-long"],
    "no phone": ["Faild", "recipients-missing"],
    "what is no phone": ["Faild", "recipient-malformed"],
    "a blacklisted phone": ["Faild", "recipient-blacklisted"],
    "an ext too long": ["Faild", "ext-wrong"],
    "a time too far off": ["Faild", "time-wrong"],
  },
  huaxin: {
    "a wrong secret": ["Fail", "password-wrong"],
    "a stranger": ["Fail", "account-unknown"],
    "a disabled account": ["Fail", "account-disabled"],
    "a wrong address": ["Fail", "ip-refused"],
    "another interface's account": ["Fail", "interface-disabled"],
    "no product": ["Fail", "product-missing"],
    "no channel": ["Fail", "channel-missing"],
    "a keyword": ["Fail", "content-keyword"],
    "no text": ["Fail", "content-missing"],
    "a text too long": ["Fail", "content-too-long"],
    "no phone": ["Fail", "recipients-missing"],
    "what is no phone": ["Fail", "recipient-malformed"],
    "a blacklisted phone": ["Fail", "recipient-blacklisted"],
    "an ext too long": ["Fail", "ext-wrong"],
    "a time too far off": ["Fail", "time-wrong"],
  },
};

function send({ dialect, settings }: Way, { account, message }: Wrong): Promise<ClientResult<ClientSent>> {
  const client = connect(dialect, { ...settings, ...account, base: house.running.address });
  return client.send({ phones: ["13800138000"], text: "您好", ...message });
}

describe.each(WAYS.map((way) => [nameOf(way), way] as const))("what %s refuses", (_name, way) => {
  it.each(Object.entries(wrongsOf(way)))("%s", async (name, wrong) => {
    const expected = EXPECTED[way.dialect]?.[name];
    const result = await send(way, wrong);
    if (expected === "taken") return expect(result).toMatchObject({ ok: true });
    expect(result.ok ? "taken" : [result.code, result.reason]).toEqual(expected);
    if (!result.ok) expect(result.message).not.toBe("");
    if (!result.ok && name === "a keyword" && way.dialect !== "huaxin" && way.dialect !== "qxt")
      expect(result.message).toContain("违禁词甲");
  });
});

describe("by account", () => {
  it("credits that don't suffice are told, and left as they are", async () => {
    const phones = ["13800138000", "13800138001", "13800000001", "13800138002"];
    const poor = { login: "13800000009", md5Key: "HZKEY-poor", base: house.running.address };
    expect(await connect("hzdfit", poor).send({ phones, text: "您好" })).toMatchObject({ code: "-11", reason: "credits-short" });
    const free = { login: "JSM40002", password: "abc123", base: house.running.address };
    expect(await connect("xunchen", free).send({ phones, text: "您好" })).toMatchObject({ code: "108", reason: "credits-short" });
    expect(await connect("xunchen", free).balance()).toMatchObject({ ok: true, credits: 3 });
    const strict = { login: "strict", password: "abc12345X", base: house.running.address };
    const dear = { phones, text: `${"长".repeat(400)}【腾飞公司】` };
    expect(await connect("huaxin", strict).send(dear)).toMatchObject({ code: "Fail", reason: "credits-short", message: "额度不足" });
    for (const format of ["json", "xml"]) {
      const faild = { login: "faild", password: "abc123", base: house.running.address, options: { format } };
      const dearer = { phones: [...phones, "13800138003", "13800138004", "13800138005"], text: "长".repeat(1_000) };
      expect(await connect("inter28", faild).send(dearer)).toMatchObject({ code: "Faild", reason: "credits-short" });
    }
  });

  it.each(["xml", "json", "gbk"])("huaxin's reports are refused to who has them pushed, by %s", async (format) => {
    const pushed = { login: "pushed", password: "Push-08", base: house.running.address, options: { format } };
    const [code, reason] = format === "json" ? ["1119", "interface-disabled"] : ["3", "report-forbidden"];
    expect(await connect("huaxin", pushed).reports()).toMatchObject({ ok: false, code, reason });
    expect(await connect("huaxin", pushed).inbound()).toMatchObject({ ok: false, code, reason });
  });

  it("queries are refused as sends are", async () => {
    for (const [dialect, login, code] of [
      ["xunchen", "JSM40002", "101"],
      ["inter28", "noproduct", "Faild"],
      ["huaxin", "nochannel", "2"],
    ] as const) {
      const client = connect(dialect, { login, password: "guess", base: house.running.address });
      for (const result of [await client.reports(), await client.inbound()])
        expect(result).toMatchObject({ ok: false, code, reason: "password-wrong" });
    }
    const json = connect("huaxin", { login: "test", password: "guess", base: house.running.address, options: { format: "json" } });
    expect(await json.reports()).toMatchObject({ ok: false, code: "1005", reason: "password-wrong" });
  });

  it("signatures that huaxin asks for in the text are told apart", async () => {
    const strict = connect("huaxin", { login: "strict", password: "abc12345X", base: house.running.address });
    const send = (text: string, phone = "13800138000") => strict.send({ phones: [phone], text });
    expect(await send("您好")).toMatchObject({ reason: "signature-missing" });
    expect(await send("您好【别人】")).toMatchObject({ reason: "signature-unapproved" });
    expect(await send("您好【腾飞公司】", "13000000000")).toMatchObject({ reason: "recipient-unroutable" });
    expect(await send("您好【腾飞公司】")).toMatchObject({ ok: true, balance: 19 });
  });

  it("a phone that had its codes is told as limited where the interface has a word for it", async () => {
    const reasons = {
      hzdfit: "recipient-limited",
      qxt: "recipient-limited",
      xunchen: "internal",
      inter28: "recipient-limited",
      huaxin: "recipient-limited",
    };
    for (const [index, [dialect, reason]] of Object.entries(reasons).entries()) {
      const way = WAYS.find((one) => one.dialect === dialect) as Way;
      const message = { phones: [`1351111000${index}`], text: "验证码1234" };
      for (let code = 1; code <= 3; code++) expect(await send(way, { message })).toMatchObject({ ok: true });
      expect(await send(way, { message })).toMatchObject({ ok: false, reason });
    }
  });

  it("more phones than a call takes are refused before anything is sent", async () => {
    for (const way of WAYS) {
      const client = connect(way.dialect, { ...way.settings, base: "http://127.0.0.1:9" });
      const phones = Array.from({ length: client.most + 1 }, () => "13800138000");
      expect(await client.send({ phones, text: "您好" })).toMatchObject({ ok: false, reason: "recipients-too-many" });
    }
  });
});
