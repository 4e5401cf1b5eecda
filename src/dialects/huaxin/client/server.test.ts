import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../../domain/account.testing.ts";
import type { Answer, Call } from "../../../domain/call.ts";
import type { Inbound } from "../../../domain/inbound.ts";
import { ALL_REASONS, type Reason } from "../../../domain/reasons.ts";
import { NOWHERE } from "../../../domain/region.ts";
import type { Report } from "../../../domain/submission.ts";
import { writeTms } from "../../../text/tms-write.ts";
import type { ClientCall, ClientFailure, ClientSettings } from "../../client.ts";
import type { WireReply } from "../../dialect.ts";
import { opened } from "../../opened.testing.ts";
import { huaxin } from "../dialect.ts";
import { client } from "./client.ts";
import { mmsBalance, sendMms } from "./mms.ts";
import { changePassword } from "./password.ts";
import { md5 } from "./proof.ts";
import { addTemplate, deleteTemplate, listTemplates, updateTemplate } from "./templates.ts";

const NOW = Date.UTC(2026, 11, 31, 15, 59, 58);
const LATER = 1517533690000;
const account = sampleAccount();
const base = "http://127.0.0.1:8030/huaxin";
const WAYS = ["xml", "json", "gbk", "ensms"];
const { reports, inbound, sendEach } = client as Required<typeof client>;

const settingsBy = (format: string): ClientSettings => {
  return { base, login: "账号", password: "密码-8", enterpriseId: "12", options: { format } };
};
const proof = { kind: "password", password: md5("密码-8"), digest: "accepted" } as const;
const identity = { login: "账号", proof };

const message = { phones: ["13800138000", "13900139000"], text: '内容 +&=%\r\n\\"【签名】😀', ext: "01", sendAt: LATER };
const value = { submissionId: 365, balance: -4, charged: 2, accepted: message.phones, refused: [] };

/** What the server half makes of a request, and what the client makes of its answer. */
function serve({ request, read }: ClientCall<unknown>, answer: Answer): { readonly call: Call; readonly answered: unknown } {
  const path = request.url.slice(base.length);
  const route = huaxin.routes.find((candidate) => candidate.path === path);
  const body = request.body ?? Buffer.alloc(0);
  const decoded = route?.decode({ method: request.method, path, query: "", headers: request.headers, body, origin: "", receivedAt: NOW });
  const inside = decoded && opened(decoded, "密码-8");
  if (inside === undefined || "reply" in inside) throw new Error(`no call: ${inside?.reply.body}`);
  const reply = (inside.encode as (answer: Answer, now: number) => WireReply)(answer, NOW);
  const received = { status: reply.status, headers: { "content-type": reply.contentType }, body: Buffer.from(reply.body) };
  return { call: inside.call, answered: read(received, NOW) };
}

describe.each(WAYS)("with the server half, by %s", (format) => {
  const settings = settingsBy(format);

  it("a submission arrives as it was meant, and its answer comes back", () => {
    const { call, answered } = serve(client.send(settings, message, NOW), { ok: true, account, value });
    expect(call).toMatchObject({
      kind: "submit",
      identity: { login: "账号" },
      draft: { recipients: message.phones, content: { kind: "same", text: message.text }, ext: "01", sendAt: LATER },
    });
    expect(answered).toMatchObject({ ok: true, submissionId: "365", balance: -4, accepted: 2 });
  });

  it("a text for each", () => {
    const items = message.phones.map((phone, index) => ({ phone, text: `${index},${message.text}` }));
    const { call, answered } = serve(sendEach(settings, { items, sendAt: LATER }, NOW), { ok: true, account, value });
    const texts = items.map(({ text }) => text);
    expect(call).toMatchObject({
      kind: "submit",
      identity,
      draft: { recipients: message.phones, content: { kind: "each", texts }, sendAt: LATER },
    });
    expect(answered).toMatchObject({ ok: true, submissionId: "365" });
  });

  it("balances", () => {
    const balances = { sms: { credits: -4, bought: 7 }, mms: { credits: 3, bought: 1 } };
    const answer: Answer = { ok: true, account, value: balances };
    expect(serve(client.balance(settings, NOW), answer)).toEqual({
      call: { kind: "balance", identity },
      answered: { ok: true, credits: -4 },
    });
    expect(serve(mmsBalance(settings), answer).answered).toEqual({ ok: true, credits: 3 });
  });

  it("reports and inbound texts", () => {
    const report: Report = {
      messageId: 1,
      submissionId: 9007199254740991,
      phone: "+85212345678",
      outcome: "delivered",
      code: "<MA:0006>",
      at: LATER,
      ext: "01",
      accessCode: "",
      orderId: undefined,
      region: NOWHERE,
    };
    const asked = serve(reports(settings, { limit: 50, submissionId: "7" }, NOW), {
      ok: true,
      account,
      value: [report, { ...report, outcome: "unknown" }],
    });
    expect(asked.call).toEqual({ kind: "reports", identity, limit: 50, submissionId: 7 });
    const read = { phone: "+85212345678", submissionId: "9007199254740991", code: "<MA:0006>", at: LATER, ext: "01" };
    expect(asked.answered).toEqual({ ok: true, reports: [true, false].map((delivered) => ({ ...read, delivered })) });

    const text: Inbound = {
      id: 7,
      phone: "13568813957",
      text: "收到 <&>\r\n😀",
      at: LATER,
      accessCode: "1069000005251",
      accountCode: "05",
      ext: "251",
      answers: undefined,
      region: NOWHERE,
    };
    const { answered } = serve(inbound(settings, {}, NOW), { ok: true, account, value: [text] });
    expect(answered).toEqual({ ok: true, inbound: [{ phone: text.phone, text: text.text, at: LATER, to: "251" }] });
  });

  it("MMS, templates and a new password", () => {
    const container = writeTms([{ name: "1.txt", bytes: Buffer.from("内容") }]);
    const mms = serve(sendMms(settings, { phones: message.phones, subject: "主题", container }), { ok: true, account, value });
    expect(mms.call).toMatchObject({ kind: "submit", draft: { medium: "mms", content: { kind: "mms", subject: "主题", container } } });
    const template = { id: "2011200908100001", text: "您的验证码是@", state: "returned" } as const;
    const listed: Answer = { ok: true, account, value: [template] };
    expect(serve(listTemplates(settings, template.id), listed)).toEqual({
      call: { kind: "templates", identity, request: { do: "list", id: template.id } },
      answered: { ok: true, templates: [template] },
    });
    expect(serve(listTemplates(settings), listed).call).toMatchObject({ request: { do: "list" } });
    expect(serve(addTemplate(settings, template.text), listed).answered).toEqual({ ok: true, id: template.id });
    expect(serve(updateTemplate(settings, "7", "x"), listed).call).toMatchObject({ request: { do: "update", id: "7", text: "x" } });
    expect(serve(deleteTemplate(settings, "7"), listed).call).toMatchObject({ request: { do: "delete", id: "7" } });
    expect(serve(changePassword(settings, "密码密码密码"), { ok: true, account, value: null })).toEqual({
      call: { kind: "change-password", identity: { login: "账号", proof: { ...proof, password: "密码-8" } }, password: "密码密码密码" },
      answered: { ok: true },
    });
  });

  it.each(ALL_REASONS)("a refusal for %s is one, and by its own name where a code is its own", (reason) => {
    const answer: Answer = { ok: false, account, refusal: { reason } };
    const sending = serve(client.send(settings, message, NOW), answer).answered as ClientFailure;
    const expected = format !== "ensms" && reason === "payload-undecodable" ? "parameter-wrong" : (NEAREST[reason] ?? reason);
    expect(sending).toMatchObject({ ok: false, code: expect.not.stringMatching("unreadable"), reason: expected });
    for (const call of [
      client.balance(settings, NOW),
      reports(settings, {}, NOW),
      inbound(settings, {}, NOW),
      sendEach(settings, { items: [{ phone: "1", text: "a" }] }, NOW),
      changePassword(settings, "abc1234"),
      listTemplates(settings),
    ])
      expect(serve(call, answer).answered).toMatchObject({ ok: false, code: expect.not.stringMatching("unreadable") });
  });
});

/** Reasons that share the code of another. */
const NEAREST: Partial<Record<Reason, Reason>> = {
  malformed: "parameter-wrong",
  "signature-wrong": "password-wrong",
  "token-wrong": "password-wrong",
  "content-illegal": "content-keyword",
  "template-disabled": "template-unknown",
  "signature-tag-unknown": "signature-unapproved",
  "order-duplicate": "parameter-wrong",
  "report-forbidden": "interface-disabled",
  busy: "internal",
  "storage-failed": "internal",
};
