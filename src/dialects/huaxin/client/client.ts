import { readBalance, readInbound, readReports, readSent } from "../../aspx/client-read.ts";
import { sendParameters } from "../../aspx/client-request.ts";
import type { ClientSettings, DialectClient } from "../../client.ts";
import { writeBatch } from "../batch/content.ts";
import { call, type Place } from "./call.ts";
import { sendEncrypted } from "./ensms.ts";
import { mmsBalance, sendMms } from "./mms.ts";
import { parsePush } from "./push.ts";

/** The paths of one way to call, each in its charset. */
interface Way {
  readonly sms: Place;
  readonly reports: Place;
  readonly inbound: Place;
}

const utf8 = (path: string): Place => ({ path, charset: "utf-8" });

const XML: Way = { sms: utf8("/sms.aspx"), reports: utf8("/statusApi.aspx"), inbound: utf8("/callApi.aspx") };
const JSON_WAY: Way = { sms: utf8("/smsJson.aspx"), reports: utf8("/statusJsonApi.aspx"), inbound: utf8("/callJsonApi.aspx") };
const GBK: Way = { ...XML, sms: { path: "/smsGBK.aspx", charset: "gb18030" } };

/** Calls a server that speaks huaxin; the options are in the folder's README. What only this dialect has stands beside this file. */
export const client: DialectClient = {
  send(settings, message, now) {
    if (settings.options?.format === "ensms") return sendEncrypted(settings, message, now);
    return call(settings, wayOf(settings).sms, sendParameters(message), readSent);
  },
  sendEach(settings, { items, ...message }) {
    const { sendTime = "", extno = "" } = sendParameters({ ...message, phones: [], text: "" });
    return call(settings, utf8("/BatchSms.ashx"), { content: writeBatch(items), sendTime, extno }, readSent);
  },
  balance: (settings) => call(settings, wayOf(settings).sms, { action: "overage" }, readBalance),
  sendMms,
  mmsBalance,
  reports: (settings, { limit, submissionId }) => {
    const statusNum = limit === undefined ? "" : String(limit);
    return call(settings, wayOf(settings).reports, { action: "query", statusNum, taskid: submissionId ?? "" }, readReports);
  },
  inbound: (settings) => call(settings, wayOf(settings).inbound, { action: "query" }, readInbound),
  parsePush,
  // The family's bound, where a server sets no other.
  most: { send: 10_000, sendEach: 10_000 },
};

/** XML is the default, as the document's reports by JSON don't say whether they are of success. */
function wayOf({ options }: ClientSettings): Way {
  if (options?.format === "json") return JSON_WAY;
  return options?.format === "gbk" ? GBK : XML;
}
