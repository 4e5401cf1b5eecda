import { parseShanghai } from "../../text/shanghai-time.ts";
import type { ClientInbound, ClientPushed, ClientReport } from "../client.ts";
import type { WireReply, WireRequest } from "../dialect.ts";
import { isObject, type JsonObject, readJsonObject, textOf } from "./wire-json.ts";

/** Seed 000, 4 and 5: OK ends it; anything else is an invitation to push again. */
const RECEIVED: WireReply = { status: 200, contentType: "text/plain; charset=utf-8", body: "OK" };
const AGAIN: WireReply = { status: 503, contentType: "text/plain; charset=utf-8", body: "AGAIN" };
const ANSWERS = { received: RECEIVED, again: AGAIN };

/** A pushed request: reports where Param1 is a list, else an inbound text. Times that can't be read are the request's own. */
export function parsePush({ body, headers, receivedAt }: WireRequest): ClientPushed {
  const pushed = readJsonObject(body, headers["content-type"]);
  if (pushed === undefined) return problem("The body is no JSON object.");
  if (!Array.isArray(pushed.Param1)) {
    if (textOf(pushed.Param1).trim() === "") return problem("Param1 is neither a list of reports nor the phone of an inbound text.");
    return { reports: [], inbound: [inboundOf(pushed, receivedAt)], ...ANSWERS };
  }
  const items: readonly unknown[] = pushed.Param1;
  if (!items.every(isReport)) return problem("One of the reports is no object with a Result.");
  return { reports: items.map((item) => reportOf(item, receivedAt)), inbound: [], ...ANSWERS };
}

function problem(sentence: string): ClientPushed {
  return { reports: [], inbound: [], problem: sentence, ...ANSWERS };
}

function isReport(item: unknown): item is JsonObject {
  return isObject(item) && textOf(item.Result).trim() !== "";
}

function reportOf(item: JsonObject, receivedAt: number): ClientReport {
  const messageId = textOf(item.MSG);
  const orderId = textOf(item.Param2);
  return {
    // Other providers' items have neither Phone nor Code: the document knows none.
    phone: textOf(item.Phone).trim(),
    code: textOf(item.Code),
    submissionId: textOf(item.Param5),
    ...(messageId === "" ? {} : { messageId }),
    delivered: textOf(item.Result).trim() === "1",
    at: timeOf(item.Backtime, receivedAt),
    ext: textOf(item.Param4),
    ...(orderId === "" ? {} : { orderId }),
  };
}

function inboundOf(pushed: JsonObject, receivedAt: number): ClientInbound {
  const id = textOf(pushed.Param4);
  const orderId = textOf(pushed.Param2);
  const messageId = textOf(pushed.Param5);
  return {
    phone: textOf(pushed.Param1).trim(),
    text: textOf(pushed.MSG),
    at: timeOf(pushed.Backtime, receivedAt),
    to: textOf(pushed.Param3),
    ...(id === "" ? {} : { id }),
    ...(orderId === "" ? {} : { orderId }),
    ...(messageId === "" ? {} : { messageId }),
  };
}

function timeOf(value: unknown, otherwise: number): number {
  return parseShanghai(textOf(value).trim()) ?? otherwise;
}
