import { Buffer } from "node:buffer";
import { postForm, sendParameters } from "../../aspx/client-request.ts";
import type { ClientCall, ClientMessage, ClientSent, ClientSettings } from "../../client.ts";
import { encrypt } from "../ensms/cipher.ts";
import { formatStamp } from "../ensms/stamp.ts";
import { type JsonObject, objectsOf, statusReader, textOf } from "./json.ts";
import { md5 } from "./proof.ts";

/** Seed 004, 1.5. It takes the plain password, and the account's enterprise id. @param now UTC ms, which the server's clock must be near */
export function sendEncrypted(settings: ClientSettings, message: ClientMessage, now: number): ClientCall<ClientSent> {
  const { base, login, password = "", enterpriseId = "" } = settings;
  const { mobile = "", content = "", extno = "", sendTime = "" } = sendParameters(message);
  const stamp = formatStamp(now);
  // In the document's order, with its misspelling, so that its example is reproduced to the byte.
  const payload = {
    UserName: login,
    Secret: md5(password + stamp),
    Stamp: stamp,
    Moblie: mobile,
    Text: content,
    Ext: extno,
    SendTime: sendTime,
  };
  const text64 = encrypt(Buffer.from(JSON.stringify(payload)), password).toString("base64");
  return { request: postForm(`${base}/ensms.ashx`, { UserId: enterpriseId, Text64: text64 }, "utf-8"), read: statusReader(readSent) };
}

function readSent(json: JsonObject): ClientSent | undefined {
  const submissionId = textOf(json.MsgId);
  if (submissionId === "") return undefined;
  const refused = objectsOf(json.Errors).map(({ Msisdn, StatusCode, Description }) => {
    return { phone: textOf(Msisdn), code: textOf(StatusCode), message: textOf(Description) };
  });
  return {
    ok: true,
    submissionId,
    ...(Number.isSafeInteger(json.Amount) && { balance: json.Amount as number }),
    ...(Number.isSafeInteger(json.SuccessCounts) && { accepted: json.SuccessCounts as number }),
    refused,
  };
}
