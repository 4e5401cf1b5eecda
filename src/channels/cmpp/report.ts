import type { ChannelReceipt } from "../../domain/receipt.ts";
import { REPORT_HEAD } from "./pdus.ts";

/** What a status report says of a submit. */
export interface StatusReport {
  /** The Msg_Id that the submit was answered with, in decimal. */
  readonly msgId: string;
  readonly status: ChannelReceipt["status"];
  /** The carrier's word: at most seven characters. */
  readonly code: string;
}

/** States that end nothing yet (CMPP 3.0.0, 8.4.5.1, note 1; ENROUTE is SMPP's, and some gateways pass it on). */
const PENDING: ReadonlySet<string> = new Set(["ACCEPTD", "ENROUTE"]);
const NO_STATE = "UNKNOWN";

/**
 * Reads the content of a deliver with Registered_Delivery 1, or says undefined where there is not even an id and a state.
 * Nothing behind these is needed, so that a gateway that sends the other generation's body, or one of its own, is understood.
 */
export function readReport(content: Buffer): StatusReport | undefined {
  const head = REPORT_HEAD.decode(content)?.body;
  if (!head) return undefined;
  const code = head.stat || NO_STATE;
  return { msgId: head.msgId, status: statusOf(code), code };
}

function statusOf(code: string): ChannelReceipt["status"] {
  if (code === "DELIVRD") return "delivered";
  return PENDING.has(code) ? "pending" : "failed";
}
