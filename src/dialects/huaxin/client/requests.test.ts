import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writeTms } from "../../../text/tms-write.ts";
import type { ClientCall, ClientSettings } from "../../client.ts";
import { client } from "./client.ts";
import { mmsBalance, sendMms } from "./mms.ts";
import { changePassword } from "./password.ts";
import { addTemplate, deleteTemplate, listTemplates, updateTemplate } from "./templates.ts";

/** Bodies as Python's urllib and hashlib make them; ensms's is the document's own. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** 2018-04-14 17:47:15 in Shanghai, the document's stamp, and 2018-02-02 09:08:10. */
const NOW = Date.UTC(2018, 3, 14, 9, 47, 15);
const LATER = 1517533690000;

const SETTINGS: ClientSettings = { base: "https://gateway/huaxin", login: "账号", password: "密码", enterpriseId: "12" };
const by = (format: string): ClientSettings => ({ ...SETTINGS, options: { format } });
const message = { phones: ["15023239810", "13527576163"], text: "内容【签名】&" };
const { reports, inbound, sendEach } = client as Required<typeof client>;

const container = writeTms([{ name: "1.txt", bytes: Buffer.from("c4e3bac3", "hex") }]);
const query = { limit: 50, submissionId: "1523516" };
const plain: ClientSettings = { base: SETTINGS.base, login: "账号", password: "密码", options: { password: "plain" } };
const document: ClientSettings = { base: SETTINGS.base, login: "test", password: "test", enterpriseId: "1", options: { format: "ensms" } };

const REQUESTS: readonly (readonly [fixture: string, path: string, call: ClientCall<unknown>])[] = [
  ["send", "/sms.aspx", client.send(SETTINGS, message, NOW)],
  ["send", "/sms.aspx", client.send(by("xml"), message, NOW)],
  ["send", "/smsJson.aspx", client.send(by("json"), message, NOW)],
  ["send-gbk", "/smsGBK.aspx", client.send(by("gbk"), { phones: ["15023239810"], text: "内容", ext: "01", sendAt: LATER }, NOW)],
  ["send-plain", "/sms.aspx", client.send(plain, { phones: ["15023239810"], text: "x" }, NOW)],
  ["ensms", "/ensms.ashx", client.send(document, { phones: ["15510331875"], text: "我的验证码是：7890。【奥创时代】" }, NOW)],
  ["overage", "/sms.aspx", client.balance(SETTINGS, NOW)],
  ["overage", "/smsJson.aspx", client.balance(by("json"), NOW)],
  ["overage", "/sms.aspx", client.balance(by("ensms"), NOW)],
  ["overage", "/mms.aspx", mmsBalance(SETTINGS)],
  ["reports", "/statusApi.aspx", reports(SETTINGS, query, NOW)],
  ["reports", "/statusApi.aspx", reports(by("gbk"), query, NOW)],
  ["reports", "/statusJsonApi.aspx", reports(by("json"), query, NOW)],
  ["inbound", "/callApi.aspx", inbound(SETTINGS, {}, NOW)],
  ["inbound", "/callJsonApi.aspx", inbound(by("json"), {}, NOW)],
  ["password", "/pwd.aspx", changePassword(SETTINGS, "新密码-2018")],
  ["mms", "/mms.aspx", sendMms(SETTINGS, { phones: ["15023239810"], subject: "彩信主题", container })],
  ["template-add", "/freeTemplate.aspx", addTemplate(SETTINGS, "您的验证码：@【星辰】")],
  ["template-query", "/freeTemplate.aspx", listTemplates(SETTINGS, "1611293848530529")],
  ["template-update", "/freeTemplate.aspx", updateTemplate(SETTINGS, "123", "您的验证码：@【星辰】")],
  ["template-del", "/freeTemplate.aspx", deleteTemplate(SETTINGS, "123")],
];

describe("a request", () => {
  it.each(REQUESTS)("has the body %s at %s", (fixture, path, { request }) => {
    const charset = path === "/smsGBK.aspx" ? "gb2312" : "utf-8";
    expect(request).toMatchObject({
      method: "POST",
      url: `https://gateway/huaxin${path}`,
      headers: { "content-type": `application/x-www-form-urlencoded; charset=${charset}` },
    });
    expect(String(request.body)).toBe(readFileSync(new URL(`${fixture}.body`, FIXTURES), "latin1"));
  });

  it("was compared with every fixture there is", () => {
    const files = readdirSync(FIXTURES).filter((file) => file.endsWith(".body"));
    expect(new Set(REQUESTS.map(([fixture]) => `${fixture}.body`))).toEqual(new Set(files));
  });

  it("with a text for each is lines of phone and text, compressed", () => {
    const items = [
      { phone: "13800138000", text: "验证码：1234【星辰】" },
      { phone: "13900139000", text: "a,b\r\nc\\d" },
    ];
    const { request } = sendEach(SETTINGS, { items, ext: "01", sendAt: LATER }, NOW);
    expect(request.url).toBe("https://gateway/huaxin/BatchSms.ashx");
    const form = new URLSearchParams(String(request.body));
    expect([form.get("sendTime"), form.get("extno"), form.get("action")]).toEqual(["2018-02-02 09:08:10", "01", null]);
    const lines = gunzipSync(Buffer.from(form.get("content") ?? "", "base64")).toString();
    expect(lines).toBe("13800138000,验证码：1234【星辰】\r\n13900139000,a,b\\r\\nc\\\\d");
  });
});
