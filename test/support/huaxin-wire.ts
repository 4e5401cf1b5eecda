import { get, post } from "./connection.ts";

/**
 * The huaxin interface as a customer's program speaks it: `/sms.aspx` and `/statusApi.aspx` in XML. Written from the
 * interface document, independently of the server's codec, so that the two check each other.
 */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

export interface SendReply {
  readonly success: boolean;
  readonly message: string;
  readonly taskId: string;
  readonly successCounts: number;
}

export interface PulledReport {
  readonly mobile: string;
  readonly taskId: string;
  /** `10` delivered, `20` failed */
  readonly status: string;
  readonly errorCode: string;
}

/** @param sendTime `2018-02-02 09:08:10` in Asia/Shanghai; empty: now */
export function sendRequest(who: Credentials, phones: readonly string[], content: string, method: "GET" | "POST", sendTime = ""): string {
  const message = `mobile=${phones.join(",")}&content=${encodeURIComponent(content)}&sendTime=${encodeURIComponent(sendTime)}`;
  const form = `action=send&userid=&${login(who)}&${message}&extno=`;
  return method === "GET" ? get(`/sms.aspx?${form}`) : post("/sms.aspx", form);
}

export function overageRequest(who: Credentials): string {
  return get(`/sms.aspx?action=overage&userid=&${login(who)}`);
}

/** @param count reports to hand over at most */
export function queryRequest(who: Credentials, count: number): string {
  return get(`/statusApi.aspx?action=query&userid=&${login(who)}&statusNum=${count}`);
}

export function readSendReply(body: Buffer): SendReply {
  const xml = body.toString("utf8");
  return {
    success: element(xml, "returnstatus") === "Success",
    message: element(xml, "message"),
    taskId: element(xml, "taskID"),
    successCounts: Number(element(xml, "successCounts")),
  };
}

export function readOverage(body: Buffer): number {
  const xml = body.toString("utf8");
  // The document's own spelling.
  if (element(xml, "returnstatus") !== "Sucess") throw new Error(`no balance in this answer:\n${xml}`);
  return Number(element(xml, "overage"));
}

export function readReports(body: Buffer): PulledReport[] {
  const xml = body.toString("utf8");
  if (!xml.includes("<returnsms") || xml.includes("<errorstatus>")) throw new Error(`no reports in this answer:\n${xml}`);
  return [...xml.matchAll(/<statusbox>(.*?)<\/statusbox>/gs)].map(([, box = ""]) => ({
    mobile: element(box, "mobile"),
    taskId: element(box, "taskid"),
    status: element(box, "status"),
    errorCode: element(box, "errorcode"),
  }));
}

function login(who: Credentials): string {
  return `account=${encodeURIComponent(who.login)}&password=${encodeURIComponent(who.password)}`;
}

function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`no <${name}> in this answer:\n${xml}`);
  return text;
}
