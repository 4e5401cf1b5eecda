import type { Charset } from "../../text/charset.ts";
import { fieldNames } from "../../text/fields.ts";
import { SEND_FIELDS } from "../aspx/draft.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, type Operation } from "../aspx/endpoint.ts";
import { QUERY_FIELDS } from "../aspx/query.ts";
import { sharedPath } from "../aspx/sharing.ts";
import type { DialectRoute } from "../dialect.ts";
import { batchSms } from "./batch/route.ts";
import { ensms } from "./ensms/route.ts";
import { jsonReplies } from "./json.ts";
import { mms } from "./mms.ts";
import { password } from "./password.ts";
import { queryInbound, queryReports } from "./querying.ts";
import type { Replies } from "./replies.ts";
import { overage, send } from "./sending.ts";
import { soap } from "./soap/route.ts";
import { templates } from "./templates.ts";
import { xmlReplies } from "./xml.ts";

type SendField = (typeof SEND_FIELDS)[number];
type QueryField = (typeof QUERY_FIELDS)[number];

/** What a path is like, by its own. */
interface Path {
  readonly path: string;
  readonly replies: Replies;
  readonly charset?: Charset;
  /** inter28's clients call here too. */
  readonly shared?: boolean;
}

const SEND_NAMES = fieldNames(...COMMON_FIELDS, ...SEND_FIELDS);
const QUERY_NAMES = fieldNames(...COMMON_FIELDS, ...QUERY_FIELDS);
const BARE_NAMES = fieldNames(...COMMON_FIELDS);

export const routes: readonly DialectRoute[] = [
  endpointRoute(sending({ path: "/sms.aspx", replies: xmlReplies, shared: true })),
  endpointRoute(sending({ path: "/smsGBK.aspx", replies: xmlReplies, shared: true, charset: "gb18030" })),
  endpointRoute(sending({ path: "/smsJson.aspx", replies: jsonReplies })),
  ensms,
  batchSms,
  soap,
  mms,
  endpointRoute(reporting({ path: "/statusApi.aspx", replies: xmlReplies, shared: true })),
  endpointRoute(reporting({ path: "/statusJsonApi.aspx", replies: jsonReplies })),
  endpointRoute(calling({ path: "/callApi.aspx", replies: xmlReplies, shared: true })),
  endpointRoute(calling({ path: "/callJsonApi.aspx", replies: jsonReplies })),
  password,
  templates,
];

function sending(path: Path): Endpoint<SendField> {
  const { replies } = path;
  const actions = new Map<string, Operation<SendField>>([
    ["send", send(replies)],
    ["overage", overage(replies, "sms")],
  ]);
  return { ...common(path), fields: SEND_NAMES, actions, fail: replies.notSent };
}

function reporting(path: Path): Endpoint<QueryField> {
  const actions = new Map([["query", queryReports(path.replies)]]);
  return { ...common(path), fields: QUERY_NAMES, actions, fail: path.replies.noReports };
}

function calling(path: Path): Endpoint<never> {
  const actions = new Map([["query", queryInbound(path.replies)]]);
  return { ...common(path), fields: BARE_NAMES, actions, fail: path.replies.noInbound };
}

/** Password plain, or as MD5 in either case, wherever this dialect takes one. */
function common({ path, charset = "utf-8", shared = false }: Path): Pick<Endpoint<never>, "path" | "charset" | "digest" | "sharing"> {
  return { path, charset, digest: "accepted", sharing: shared ? sharedPath("fallback", charset) : undefined };
}
