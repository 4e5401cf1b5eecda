import type { ClientPushed, ClientReport } from "../client.ts";
import type { WireReply, WireRequest } from "../dialect.ts";
import { readPush } from "./request.ts";
import { DELIVERED } from "./status.ts";

/** Reports in one request; one that brings more is asked for again, and its sender has to send less. */
const MAX_REPORTS = 1000;

const RECEIVED: WireReply = { status: 200, contentType: "text/plain; charset=GBK", body: "ok" };
/** The interface has no word for it: neither the status nor the body is an acknowledgement. */
const AGAIN: WireReply = { status: 503, contentType: "text/plain; charset=GBK", body: "error" };
const NOTHING = { reports: [], inbound: [], received: RECEIVED, again: AGAIN } as const;

/**
 * Reads what a server pushed: `type=4`, one report or several by comma, or `type=1`, an inbound text. It says no time, so that
 * of the request is taken; a report's ext is unknown, as only the whole access code is said.
 */
export function parsePush(request: WireRequest): ClientPushed {
  const form = readPush(request);
  if (!form.ok) return { ...NOTHING, problem: form.detail };
  const { type, mid, mobile, msg, port } = form.fields;
  const at = request.receivedAt;
  if (type.trim() === "4") {
    const reports = readReports(mid, mobile, msg, at);
    return reports === undefined ? { ...NOTHING, problem: "mid, mobile and msg are not as many as each other" } : { ...NOTHING, reports };
  }
  if (type.trim() !== "1") return { ...NOTHING, problem: "type is neither 4 (a report) nor 1 (an inbound text)" };
  const phone = mobile.trim();
  if (phone === "") return { ...NOTHING, problem: "mobile is empty" };
  const id = mid.trim();
  return { ...NOTHING, inbound: [{ phone, text: msg, at, to: port.trim(), ...(id === "" ? {} : { id }) }] };
}

function readReports(mid: string, mobile: string, msg: string, at: number): readonly ClientReport[] | undefined {
  const [mids, phones, codes] = [mid, mobile, msg].map((list) => list.split(",", MAX_REPORTS + 1).map((piece) => piece.trim()));
  if (!mids || !phones || !codes || mids.length > MAX_REPORTS) return undefined;
  if (phones.length !== mids.length || codes.length !== mids.length) return undefined;
  if ([...mids, ...phones, ...codes].includes("")) return undefined;
  return mids.map((submissionId, index) => {
    const code = codes[index] as string;
    return { phone: phones[index] as string, submissionId, delivered: code.toUpperCase() === DELIVERED, code, at, ext: "" };
  });
}
