import type { Charset } from "../../text/charset.ts";
import { fieldNames } from "../../text/fields.ts";
import { SEND_FIELDS } from "../aspx/draft.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, type Operation } from "../aspx/endpoint.ts";
import { sharedPath } from "../aspx/sharing.ts";
import type { DialectRoute } from "../dialect.ts";
import { inEitherFormat } from "./format.ts";
import { jsonReplies } from "./json.ts";
import { queryInbound, queryReports } from "./queries.ts";
import type { Replies } from "./replies.ts";
import { changePassword, checkKeyword, overage, send } from "./sms.ts";
import { xmlReplies } from "./xml.ts";

/** Beside the family's own, every path takes the enterprise id. */
const SMS_FIELDS = ["userid", ...SEND_FIELDS, "newpwd", "renewpwd"] as const;
type SmsField = (typeof SMS_FIELDS)[number];
const STATUS_FIELDS = ["userid", "statusNum"] as const;
const CALL_FIELDS = ["userid", "ownExt"] as const;

const SMS_NAMES = fieldNames(...COMMON_FIELDS, ...SMS_FIELDS);
const STATUS_NAMES = fieldNames(...COMMON_FIELDS, ...STATUS_FIELDS);
const CALL_NAMES = fieldNames(...COMMON_FIELDS, ...CALL_FIELDS);

export const routes: readonly DialectRoute[] = [
  route((replies) => sms("/sms.aspx", "utf-8", replies)),
  route((replies) => sms("/smsGBK.aspx", "gb18030", replies)),
  route(statusApi),
  route(callApi),
];

function route<N extends string>(endpoint: (replies: Replies) => Endpoint<N>): DialectRoute {
  return inEitherFormat(endpointRoute(endpoint(jsonReplies)), endpointRoute(endpoint(xmlReplies)));
}

/** Seed 003: the password plain, the enterprise id beside it. */
function shared(charset: Charset) {
  return { charset, sharing: sharedPath("marked-by-rt", charset), digest: "refused", enterpriseId: "userid" } as const;
}

function sms(path: string, charset: Charset, replies: Replies): Endpoint<SmsField> {
  const actions = new Map<string, Operation<SmsField>>([
    ["send", send(replies)],
    ["overage", overage(replies)],
    ["checkkeyword", checkKeyword(replies)],
    ["changespwd", changePassword(replies)],
  ]);
  return { ...shared(charset), path, fields: SMS_NAMES, actions, fail: replies.notSent };
}

function statusApi(replies: Replies): Endpoint<(typeof STATUS_FIELDS)[number]> {
  const actions = new Map([["query", queryReports(replies)]]);
  return { ...shared("utf-8"), path: "/statusApi.aspx", fields: STATUS_NAMES, actions, fail: replies.noTask };
}

function callApi(replies: Replies): Endpoint<(typeof CALL_FIELDS)[number]> {
  const actions = new Map([["query", queryInbound(replies)]]);
  return { ...shared("utf-8"), path: "/callApi.aspx", fields: CALL_NAMES, actions, fail: replies.noTask };
}
