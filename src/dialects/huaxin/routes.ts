import type { Answer } from "../../domain/call.ts";
import { fieldNames } from "../../text/fields.ts";
import { readDraft, SEND_FIELDS } from "../aspx/draft.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, type Operation, refuseParameters } from "../aspx/endpoint.ts";
import { QUERY_FIELDS, readQuery } from "../aspx/query.ts";
import type { DialectRoute } from "../dialect.ts";
import { jsonReplies } from "./json.ts";
import type { Replies } from "./replies.ts";
import { xmlReplies } from "./xml.ts";

type SendField = (typeof SEND_FIELDS)[number];
type QueryField = (typeof QUERY_FIELDS)[number];

/** Seed 004, 4.2. */
const DEFAULT_STATUS_NUM = 1000;

/** Password plain, or as MD5 in either case, wherever this dialect takes one. */
const SHARED = { charset: "utf-8", digest: "accepted" } as const;

const SEND_NAMES = fieldNames(...COMMON_FIELDS, ...SEND_FIELDS);
const QUERY_NAMES = fieldNames(...COMMON_FIELDS, ...QUERY_FIELDS);

export const routes: readonly DialectRoute[] = [
  endpointRoute(sending("/sms.aspx", xmlReplies)),
  endpointRoute(sending("/smsJson.aspx", jsonReplies)),
  endpointRoute(querying("/statusApi.aspx", xmlReplies)),
  endpointRoute(querying("/statusJsonApi.aspx", jsonReplies)),
];

function sending(path: string, replies: Replies): Endpoint<SendField> {
  const actions = new Map<string, Operation<SendField>>([
    ["send", send(replies)],
    ["overage", overage(replies)],
  ]);
  return { ...SHARED, path, fields: SEND_NAMES, actions, fail: replies.notSent };
}

function querying(path: string, replies: Replies): Endpoint<QueryField> {
  return { ...SHARED, path, fields: QUERY_NAMES, actions: new Map([["query", query(replies)]]), fail: replies.noReports };
}

function send(replies: Replies): Operation<SendField> {
  return {
    fail: replies.notSent,
    decode: (fields, identity) => ({
      call: { kind: "submit", identity, draft: readDraft(fields) },
      encode: (answer: Answer<"submit">) => (answer.ok ? replies.sent(answer.value) : replies.notSent(answer.refusal, answer.account)),
    }),
  };
}

function overage(replies: Replies): Operation<string> {
  return {
    fail: replies.noBalance,
    decode: (_fields, identity) => ({
      call: { kind: "balance", identity, medium: "sms" },
      encode: (answer: Answer<"balance">) =>
        answer.ok ? replies.balance(answer.value, answer.account) : replies.noBalance(answer.refusal, answer.account),
    }),
  };
}

function query(replies: Replies): Operation<QueryField> {
  return {
    fail: replies.noReports,
    decode(fields, identity) {
      const wanted = readQuery(fields, DEFAULT_STATUS_NUM);
      if (wanted === undefined) return refuseParameters(identity, "statusNum or taskid is not a number.", replies.noReports);
      return {
        call: { kind: "reports", identity, ...wanted },
        encode: (answer: Answer<"reports">) =>
          answer.ok ? replies.reports(answer.value) : replies.noReports(answer.refusal, answer.account),
      };
    },
  };
}
