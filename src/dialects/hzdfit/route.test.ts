import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../domain/call.ts";
import { ALL_REASONS, type Refusal } from "../../domain/reasons.ts";
import { wireRequest } from "../conformance.ts";
import type { CallDecoded, WireReply } from "../dialect.ts";
import { opened } from "../opened.testing.ts";
import { ACCOUNT, NOW } from "./fixtures.testing.ts";
import { PATH, route } from "./route.ts";

const DIGEST = "0".repeat(32);

interface Sent {
  readonly contentType?: string;
  readonly query?: string;
}

function decode(fields: Readonly<Record<string, string>> | Buffer, own: Sent = {}) {
  const body = Buffer.isBuffer(fields) ? fields : Buffer.from(new URLSearchParams(fields).toString());
  return opened(route.decode(wireRequest(PATH, { body, ...own })));
}

const WHO = { Account: "13800000000", Key: DIGEST };
const MT = { ...WHO, Function: "MT", Orderid: "1", Phone: "13800138000", Message: "内容" };

function call(fields: Readonly<Record<string, string>>, own?: Sent): CallDecoded["call"] {
  const decoded = decode(fields, own);
  if ("reply" in decoded) throw new Error(`a reply: ${decoded.reply.body}`);
  return decoded.call;
}

function draft(fields: Readonly<Record<string, string>>) {
  const submit = call({ ...MT, ...fields });
  if (submit.kind !== "submit") throw new Error(`a call of kind ${submit.kind}`);
  return submit.draft;
}

/** What a reply says, or that there is none. */
function said(decoded: ReturnType<typeof decode>): Readonly<Record<string, string>> | "a call" {
  return "reply" in decoded ? JSON.parse(String(decoded.reply.body)) : "a call";
}

function answered(fields: Readonly<Record<string, string>>, answer: Answer): Readonly<Record<string, string>> {
  const decoded = decode(fields);
  if ("reply" in decoded) throw new Error(`a reply: ${decoded.reply.body}`);
  return JSON.parse(String((decoded.encode as (answer: Answer, now: number) => WireReply)(answer, NOW).body));
}

const refusing = (fields: Readonly<Record<string, string>>, refusal: Refusal) => answered(fields, { ok: false, refusal, account: ACCOUNT });

describe("what is signed", () => {
  it.each([
    [{ Function: "YE" }, "13800000000YE"],
    [{ Function: "YE", Orderid: "1" }, "13800000000YE"],
    [{ Function: "MT", Orderid: "订单 1" }, "13800000000MT订单 1"],
    [{ Function: "BL", Orderid: "1" }, "13800000000BL1"],
    [{ Function: "mt", Orderid: "1" }, "13800000000mt1"],
    [{ Function: " Ye\n" }, "13800000000 Ye\n"],
    [{ Account: " 13800000000 ", Function: "MT", Orderid: "1 " }, " 13800000000 MT1 "],
  ])("of %j is %j, as it was sent", (fields, text) => {
    expect(call({ ...WHO, ...fields }).identity).toEqual({ login: "13800000000", proof: { kind: "keyed-digest", text, digest: DIGEST } });
  });

  it("is compared with the Key without blanks around it", () => {
    expect(call({ ...MT, Key: ` ${DIGEST}\r\n` }).identity.proof).toMatchObject({ digest: DIGEST });
  });
});

describe("before anybody is authenticated", () => {
  it.each([
    ["no Account", { ...MT, Account: " " }],
    ["no Key", { ...MT, Key: "" }],
    ["no Function", { ...MT, Function: "" }],
    ["an unknown Function", { ...MT, Function: "constructor" }],
    ["no Orderid", { ...MT, Orderid: "" }],
    ["a blank Orderid", { ...MT, Orderid: " \n" }],
    ["an Orderid of 33 characters", { ...MT, Orderid: "单".repeat(33) }],
    ["an Orderid of 33 large characters", { ...MT, Orderid: "😀".repeat(33) }],
    ["a BL without Orderid", { ...MT, Function: "BL", Orderid: "" }],
  ])("%s is -2", (_what, fields) => {
    expect(said(decode(fields))).toMatchObject({ Result: "-2", MSG: "参数提交有误", Account: fields.Account.trim() });
  });

  it.each(["x".repeat(32), "单".repeat(32), "😀".repeat(32)])("an Orderid of 32 characters is fine: %s", (Orderid) => {
    expect(draft({ Orderid }).orderId).toBe(Orderid);
  });

  it("parameters in the URL are none", () => {
    const query = new URLSearchParams(MT).toString();
    expect(said(decode({}, { query }))).toMatchObject({ Result: "-2" });
    expect(draft({ Message: "body" }).content).toEqual({ kind: "same", text: "body" });
    expect(call(MT, { query: "Message=query" })).toMatchObject({ draft: { content: { text: "内容" } } });
  });

  it("no more of an Account is sent back than a login may have", () => {
    expect(said(decode({ ...MT, Account: "x".repeat(1_000_000), Key: "" }))).toMatchObject({ Account: "x".repeat(64) });
  });
});

describe("the charset", () => {
  const body = Buffer.from("Account=a&Function=MT&Key=k&Orderid=1&Phone=1&Message=\xc4\xda\xc8\xdd", "latin1");
  const type = (charset: string) => ({ contentType: `application/x-www-form-urlencoded; charset=${charset}` });

  it.each(["gbk", "GB2312", '"gb18030"'])("is the one that the Content-Type names: %s", (charset) => {
    expect(decode(body, type(charset))).toMatchObject({ call: { draft: { content: { text: "内容" } } } });
  });

  it.each(["utf-8", "big5", "iso-8859-1", "constructor"])("that isn't the bytes', or is none of ours, is -2: %s", (charset) => {
    expect(said(decode(body, type(charset)))).toMatchObject({ Result: "-2", Account: "" });
  });

  it("is UTF-8 where a library wrote the one that it writes unasked", () => {
    const escaped = Buffer.from("Account=a&Function=MT&Key=k&Orderid=1&Phone=1&Message=%E5%86%85%E5%AE%B9");
    expect(decode(escaped, { contentType: "text/plain; charset=ISO-8859-1" })).toMatchObject({
      call: { draft: { content: { text: "内容" } } },
    });
  });

  it("is told for the integrator's help, UTF-8 where it can't be", () => {
    const told = (contentType?: string) => route.charset?.(wireRequest(PATH, contentType === undefined ? {} : { contentType }));
    expect([told(), told("x/y; charset=gbk"), told("x/y; charset=big5")]).toEqual(["utf-8", "gb18030", "utf-8"]);
  });

  it("goes for a multipart body as well", () => {
    const parts = [...Object.entries(WHO), ["Function", "MT"], ["Orderid", "1"], ["Message", "\xc4\xda\xc8\xdd"]]
      .map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join("");
    const decoded = decode(Buffer.from(`${parts}--x--`, "latin1"), { contentType: "multipart/form-data; charset=gbk; boundary=x" });
    expect(decoded).toMatchObject({ call: { draft: { content: { text: "内容" } } } });
  });
});

describe("a draft", () => {
  it.each([
    ["1", true],
    ["true", true],
    [" TRUE ", true],
    ["", false],
    ["0", false],
    ["false", false],
    ["yes", false],
    ["2", false],
  ])("with Report %j wants reports pushed: %s", (Report, wanted) => expect(draft({ Report }).reportWanted).toBe(wanted));

  it.each([
    ["", undefined],
    [" ", undefined],
    [" 2017-09-25 14:41:44 ", 1506321704000],
    ["2017-09-31 14:41:44", "unreadable"],
    ["1506321704", "unreadable"],
  ])("with Sendtime %j leaves at %s", (Sendtime, sendAt) => expect(draft({ Sendtime }).sendAt).toBe(sendAt));

  it("keeps empty things empty for the core", () => {
    const empty = { recipients: [], content: { kind: "same", text: "" }, ext: "" };
    expect(draft({ Phone: " , ,", Message: "", Ext: " " })).toMatchObject(empty);
    expect(draft({ Function: "BL", Params: ";", Message: "" })).toMatchObject(empty);
  });

  it("splits Phone at half-width commas only, and reads it no further than one past the bound", () => {
    expect(draft({ Phone: ",1 ,\r\n2;3，4,,5," }).recipients).toEqual(["1", "2;3，4", "5"]);
    for (const count of [49_999, 50_000, 50_001, 200_000]) {
      const { recipients, bounds } = draft({ Phone: "1,".repeat(count) });
      expect(recipients).toHaveLength(Math.min(count, 50_001));
      expect(bounds).toEqual({ recipients: 50_000 });
    }
    expect(draft({ Phone: ",".repeat(1_000_000) }).recipients).toEqual([]);
  });

  it("takes 255 characters of Other", () => {
    for (const Other of ["注".repeat(255), "😀".repeat(255)]) expect(draft({ Other }).other).toBe(Other);
    for (const Other of ["注".repeat(256), "😀".repeat(256)]) expect(call({ ...MT, Other })).toMatchObject({ kind: "refuse" });
  });

  it("in many texts is held to the same bound as in one", () => {
    const varied = draft({ Function: "BL", Params: "1,a;".repeat(60_000), Message: "{$var1}" });
    expect(varied.recipients).toHaveLength(50_001);
    expect(varied.bounds).toEqual({ recipients: 50_000 });
  });
});

describe("MSG of a -5", () => {
  const msg = (refusal: Refusal) => refusing(MT, refusal).MSG;

  it("says a cause of its own for every reason that is one", () => {
    const replies = ALL_REASONS.map((reason) => refusing(MT, { reason })).filter(({ Result }) => Result === "-5");
    const causes = replies.map(({ MSG = "" }) => /^获取短信发送参数有误：(.+)$/.exec(MSG)?.[1]);
    expect(causes).not.toContain(undefined);
    // Two share 没有可用通道 but for their first word.
    expect(new Set(causes).size).toBe(23);
  });

  it.each<[Refusal, string]>([
    [{ reason: "content-keyword", words: ["甲", "乙"] }, "内容含有敏感词（甲、乙）"],
    [{ reason: "content-keyword", words: [] }, "内容含有敏感词"],
    [{ reason: "content-keyword", words: Array(100).fill("甲") }, `内容含有敏感词（${Array(10).fill("甲").join("、")}）`],
    [{ reason: "recipients-missing" }, "号码为空"],
    [{ reason: "recipients-missing", bound: 10 }, "号码少于10个"],
    [{ reason: "recipients-too-many", bound: 50_000 }, "号码超过50000个"],
    [{ reason: "content-too-long", bound: 1_000 }, "内容超过1000个字"],
    [{ reason: "ext-wrong", bound: 20 }, "扩展号有误"],
    [{ reason: "time-wrong", detail: "an English sentence" }, "发送时间有误"],
  ])("to %j is %s", (refusal, cause) => expect(msg(refusal)).toBe(`获取短信发送参数有误：${cause}`));

  it("names the parameter only when it is what was wrong", () => {
    const long = { ...MT, Other: "x".repeat(256) };
    expect(refusing(long, { reason: "parameter-wrong" }).MSG).toBe("获取短信发送参数有误：备注超过255个字符");
    expect(refusing(long, { reason: "signature-wrong" })).toMatchObject({ Result: "-6", MSG: "签名验证不通过" });
  });
});

describe("a failure on our side", () => {
  const YE = { ...WHO, Function: "YE" };
  it.each<[string, Readonly<Record<string, string>>, Refusal, string]>([
    ["of a submission whose outcome is not known", MT, { reason: "internal", outcomeUnknown: true }, "-10"],
    ["of a submission", MT, { reason: "internal" }, "-9"],
    ["of writing", MT, { reason: "storage-failed" }, "-12"],
    ["of reading", YE, { reason: "storage-failed" }, "-8"],
    ["of a balance query", YE, { reason: "internal", outcomeUnknown: true }, "-9"],
  ])("%s is told apart", (_what, fields, refusal, result) => expect(refusing(fields, refusal).Result).toBe(result));
});

describe("a repeated order", () => {
  it("is answered with the first one's serial number, and nothing else is", () => {
    const refusal: Refusal = { reason: "order-duplicate", submissionId: 9007199254740991 };
    expect(refusing(MT, refusal)).toMatchObject({ Result: "-7", Param1: "9007199254740991" });
    expect(refusing(MT, { ...refusal, reason: "credits-short" })).toMatchObject({ Result: "-11", Param1: "" });
  });

  it("has no Other in its reply, as no failure has", () => {
    expect(refusing({ ...MT, Other: "备注" }, { reason: "order-duplicate", submissionId: 7 }).Param3).toBe("");
  });
});

describe("the balance in yuan", () => {
  it.each([
    [100_000, 500, "5000.00"],
    [1, 500, "0.05"],
    [0, 500, "0.00"],
    [-4, 500, "-0.20"],
    [1, 49, "0.00"],
    [-1, 49, "0.00"],
    [1, 50, "0.01"],
    [-1, 50, "-0.01"],
    [3, 550, "0.17"],
    [1_000_000_000_000, 99_999_999, "9999999900000000.00"],
    [7, 0, "0.00"],
    [7, undefined, ""],
  ])("of %i credits at %s ten thousandths is %j", (credits, unitPrice, yuan) => {
    const value = { sms: { credits, bought: 0 }, mms: { credits: 1, bought: 1 } };
    const reply = answered({ ...WHO, Function: "YE", Other: "x" }, { ok: true, account: { ...ACCOUNT, unitPrice }, value });
    expect(reply).toMatchObject({ Result: "0", MSG: "余额查询成功", Param1: yuan, Param2: String(credits), Param3: "" });
  });
});
