import type { PostOffice } from "../push/post-office.ts";
import type { WebhookSettings } from "./settings.ts";
import type { Telling } from "./telling.ts";

/** Characters of an answer that are shown to people. */
const NOTE = 200;

/** Why a telling didn't arrive, in a sentence without the address. */
export type Undelivered = { readonly ok: false; readonly why: string };
export type Told = { readonly ok: true } | Undelivered;

/**
 * Posts a telling as JSON: our own, or what robots of chat groups take as a text (DingTalk and WeCom: `msgtype`, `text.content`; Feishu: `msg_type`,
 * `content.text`). Those answer 200 whatever happens, with an `errcode` or `code` that is 0 where they have taken it.
 */
export async function postTelling(
  office: Pick<PostOffice, "deliver">,
  { url, form }: WebhookSettings,
  telling: Telling,
  signal: AbortSignal,
): Promise<Told> {
  const body = Buffer.from(JSON.stringify(bodyOf(form, telling)));
  const headers = { "content-type": "application/json; charset=utf-8", "content-length": String(body.length) };
  const delivery = await office.deliver({ method: "POST", url, headers, body }, signal);
  if (delivery.kind === "aborted") return { ok: false, why: "it was broken off" };
  if (delivery.kind === "unreached") return { ok: false, why: delivery.why };
  const { status, body: answer } = delivery.answer;
  if (status < 200 || status > 299) return { ok: false, why: `it answered with status ${status}` };
  return form === "json" ? { ok: true } : robotSaid(answer.toString("utf8"));
}

function bodyOf(form: WebhookSettings["form"], telling: Telling): object {
  if (form === "dingtalk") return { msgtype: "text", text: { content: telling.text } };
  if (form === "feishu") return { msg_type: "text", content: { text: telling.text } };
  return telling;
}

function robotSaid(answer: string): Told {
  try {
    const { errcode, code, errmsg, msg } = JSON.parse(answer) as Record<string, unknown>;
    const said = errcode ?? code;
    if (said === 0 || said === undefined) return { ok: true };
    return { ok: false, why: `it answered ${said}: ${String(errmsg ?? msg ?? "")}`.slice(0, NOTE) };
  } catch {
    return { ok: false, why: "its answer is not JSON, as a robot's is" };
  }
}
