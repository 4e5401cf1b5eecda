import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reason } from "../../../domain/reasons.ts";
import type { ClientCall, ClientSettings } from "../../client.ts";
import { RESULTS } from "../results.ts";
import { client } from "./client.ts";
import { mmsBalance, sendMms } from "./mms.ts";
import { changePassword } from "./password.ts";
import { addTemplate, deleteTemplate, listTemplates, updateTemplate } from "./templates.ts";

const NOW = 1600000000000;
/** 2018-02-02 22:12:11 and 2018-02-01 00:00:00 in Shanghai. */
const AT = 1517580731000;
const DAY_BEFORE = 1517414400000;

const SETTINGS: ClientSettings = { base: "http://gateway", login: "acct", password: "abc123", enterpriseId: "12" };
const by = (format: string): ClientSettings => ({ ...SETTINGS, options: { format } });
const message = { phones: ["15023239810"], text: "内容" };
const { reports, inbound, sendEach } = client as Required<typeof client>;
const each = sendEach(SETTINGS, { items: [{ phone: "1", text: "a" }] }, NOW);
const mms = sendMms(SETTINGS, { phones: ["1"], subject: "x", container: Buffer.alloc(0) });
const send = (format: string) => client.send(by(format), message, NOW);

const failed = (code: string, reason: Reason, text: string) => ({ ok: false, code, reason, message: text });
const sent = { ok: true, submissionId: "1504080852350206", balance: 109346, accepted: 2 };
const report = { phone: "15023239810", submissionId: "1212", delivered: true, code: "DELIVRD", at: AT, ext: "01" };
const reply = { phone: "15023239810", text: "你好，我不需要", at: AT, to: "01" };
const encrypted = { ok: true, submissionId: "1504141655440332", refused: [] };

const ANSWERS: readonly (readonly [fixture: string, call: ClientCall<unknown>, expected: unknown])[] = [
  ["fixtures/send", send("xml"), sent],
  ["fixtures/send-raw", send("xml"), failed("Fail", "password-wrong", "密码错误")],
  ["fixtures/send-split", send("xml"), failed("Faild", "credits-short", "额度不足")],
  ["fixtures/send-json", send("json"), { ...sent, balance: -4, accepted: 1 }],
  ["fixtures/send-json-failed", send("json"), failed("Fail", "credentials-missing", "密码为空")],
  ["fixtures/gbk", send("gbk"), sent],
  ["fixtures/gbk-raw", send("gbk"), failed("Fail", "content-keyword", "敏感词汇")],
  ["fixtures/gbk-overage", client.balance(by("gbk"), NOW), { ok: true, credits: -4 }],
  ["fixtures/batch", each, { ...sent, balance: 109343 }],
  ["fixtures/batch-document", each, failed("Fail", "recipient-malformed", "错误的手机号码：13800138000 重复")],
  ["fixtures/batch-broken", each, failed("Fail", "payload-undecodable", "content参数错误")],
  ["ensms/fixtures/document", send("ensms"), { ...encrypted, balance: -11, accepted: 1 }],
  [
    "ensms/fixtures/wrapped",
    send("ensms"),
    { ...encrypted, balance: 100, accepted: 1, refused: [{ phone: "13900139000", code: "1109", message: "黑名单的手机号码" }] },
  ],
  ["ensms/fixtures/stale", send("ensms"), failed("1010", "timestamp-skewed", "时间戳错误")],
  ["fixtures/overage", client.balance(SETTINGS, NOW), { ok: true, credits: 109346 }],
  ["fixtures/overage-failed", client.balance(SETTINGS, NOW), failed("Fail", "password-wrong", "用户名或密码错误")],
  ["fixtures/overage-json", client.balance(by("json"), NOW), { ok: true, credits: -4 }],
  ["fixtures/overage-json-failed", client.balance(by("json"), NOW), failed("Fail", "ip-refused", "IP绑定错误")],
  [
    "fixtures/status",
    reports(SETTINGS, {}, NOW),
    { ok: true, reports: [report, { ...report, phone: "15023239811", delivered: false, code: "2", ext: "" }] },
  ],
  ["fixtures/status-empty", reports(SETTINGS, {}, NOW), { ok: true, reports: [] }],
  ["fixtures/status-nobody", reports(SETTINGS, {}, NOW), failed("1", "credentials-missing", "用户名或密码不能为空")],
  [
    "fixtures/status-json",
    reports(by("json"), {}, NOW),
    {
      ok: true,
      reports: [
        { phone: "15510331875", submissionId: "123", delivered: true, code: "dEv", at: DAY_BEFORE, ext: "" },
        { phone: "13483728958", submissionId: "124", delivered: false, code: "back", at: DAY_BEFORE, ext: "7" },
      ],
    },
  ],
  ["fixtures/status-json-empty", reports(by("json"), {}, NOW), { ok: true, reports: [] }],
  ["fixtures/status-json-failed", reports(by("json"), {}, NOW), failed("1005", "password-wrong", "密码错误")],
  [
    "fixtures/call",
    inbound(SETTINGS, {}, NOW),
    { ok: true, inbound: [reply, { ...reply, phone: "15023239811", text: "你好，本次活动路线是怎么的" }] },
  ],
  ["fixtures/call-refused", inbound(SETTINGS, {}, NOW), failed("3", "report-forbidden", "该用户不允许查看状态报告")],
  [
    "fixtures/call-json",
    inbound(by("json"), {}, NOW),
    {
      ok: true,
      inbound: [
        { phone: "15510331875", text: "a", at: NOW, to: "123" },
        { phone: "13483728958", text: 'b "<&>"', at: NOW, to: "456" },
      ],
    },
  ],
  ["fixtures/call-json-failed", inbound(by("json"), {}, NOW), failed("1005", "password-wrong", "密码错误")],
  ["fixtures/mms", mms, { ...sent, balance: 998 }],
  ["fixtures/mms-nothing", mms, failed("Fail", "subject-missing", "主题为空")],
  ["fixtures/mms-overage", mmsBalance(SETTINGS), { ok: true, credits: 998 }],
  ["fixtures/pwd", changePassword(SETTINGS, "x"), { ok: true }],
  ["fixtures/pwd-short", changePassword(SETTINGS, "x"), failed("Fail", "parameter-wrong", "参数错误")],
  ["fixtures/template-add", addTemplate(SETTINGS, "x"), { ok: true, id: "1611293848530529" }],
  ["fixtures/template-add-forbidden", addTemplate(SETTINGS, "x"), failed("1119", "interface-disabled", "未启用该功能")],
  [
    "fixtures/template-query",
    listTemplates(SETTINGS),
    { ok: true, templates: [{ id: "1611293848530529", text: "您的验证码：@【星辰】", state: "review" }] },
  ],
  ["fixtures/template-query-all", listTemplates(SETTINGS), { ok: true, templates: [] }],
  ["fixtures/template-query-unknown", listTemplates(SETTINGS, "1"), failed("1120", "template-unknown", "模板ID错误")],
  ["fixtures/template-update", updateTemplate(SETTINGS, "1", "x"), { ok: true }],
  ["fixtures/template-del", deleteTemplate(SETTINGS, "1"), { ok: true }],
];

const answer = (body: string | Buffer, status = 200) => ({ status, headers: {}, body: Buffer.from(body) });

describe("an answer", () => {
  it.each(ANSWERS)("as %s has it", (fixture, { read }, expected) => {
    const reply = readFileSync(new URL(`../${fixture}.reply`, import.meta.url));
    expect(read(answer(reply.subarray(reply.indexOf("\r\n\r\n") + 4)), NOW)).toEqual(expected);
  });

  it("whose texts are longer than ours, or another server's, is still understood by its code", () => {
    const body = '{"StatusCode":1009,"Description":"Text64参数错误，错误的可能有：不是有效的base64编码。","MsgId":null}';
    expect(send("ensms").read(answer(body), NOW)).toMatchObject({ ok: false, code: "1009", reason: "payload-undecodable" });
    expect(reports(by("json"), {}, NOW).read(answer('{"error":"1005","remark":"密码错了","statusbox":[]}'), NOW)).toMatchObject({
      code: "1005",
      reason: "password-wrong",
    });
  });

  it("with any text of the document's list has a reason of its own", () => {
    for (const [code, { text }] of Object.entries(RESULTS)) {
      if (code === "1") continue;
      const xml = `<returnsms><returnstatus>Fail</returnstatus><message>${text}</message></returnsms>`;
      const expected = code === "9999" ? "internal" : expect.not.stringMatching("internal");
      expect(send("xml").read(answer(xml), NOW)).toMatchObject({ ok: false, reason: expected });
    }
  });

  it("that is a success without what it must have, or with a status that denies it, is unreadable", () => {
    const unreadable = { ok: false, code: "unreadable", reason: "internal" };
    expect(send("ensms").read(answer('{"StatusCode":1,"MsgId":""}'), NOW)).toMatchObject(unreadable);
    expect(send("ensms").read(answer('{"StatusCode":1,"MsgId":"7"}', 502), NOW)).toMatchObject(unreadable);
    expect(addTemplate(SETTINGS, "x").read(answer('{"StatusCode":"1"}'), NOW)).toMatchObject(unreadable);
    expect(changePassword(SETTINGS, "x").read(answer("{}"), NOW)).toMatchObject(unreadable);
  });

  it("of any bytes makes nothing throw", () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.json(),
      fc.constantFrom('{"StatusCode":1,"Errors":[null,1,{}]}', '{"StatusCode":"1","TemplateList":{}}'),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 100, max: 599 }), (body, status) => {
        for (const [, { read }] of ANSWERS) expect(read(answer(Buffer.from(body as string), status), NOW)).toHaveProperty("ok");
      }),
    );
  });
});
