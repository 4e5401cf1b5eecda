import { hash } from "node:crypto";
import type { ClientInbound, ClientReport, DialectClient } from "../../dialects/client.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import { normalizePhone } from "../../text/phone.ts";
import type { Part } from "../channel.ts";

/** Of what upstream said, for support. */
const LONGEST_RAW = 4_000;
const LONGEST_CODE = 64;
/** Hex digits of a digest that tells a message from others with the same id. */
const DIGEST = 8;

/**
 * The order id of a submit: the same whenever the message is sent again, so that upstream takes it once, whatever became of the
 * answer. At most 29 characters; the digest keeps platforms that share an account apart.
 */
export function orderIdOf({ messageId, part, phone, text }: Part): string {
  return `${messageId}-${part}-${digestOf([phone, text]).slice(0, DIGEST)}`;
}

/** How a submit is called until its receipt has come. */
export function upstreamIdOf(submissionId: string, phone: string): string {
  return `${submissionId.trim()}/${normalizePhone(phone) ?? phone.trim()}`;
}

/** @param now UTC ms */
export function receiptsOf(reports: readonly ClientReport[], { takesOrderIds }: DialectClient, now: number): readonly ChannelReceipt[] {
  return reports.map((report) => {
    const { submissionId, phone, orderId, delivered, code, at } = report;
    const to = normalizePhone(phone);
    const spoken = code.trim().slice(0, LONGEST_CODE);
    return {
      upstreamId: takesOrderIds && orderId ? orderId : upstreamIdOf(submissionId, phone),
      ...(submissionId.trim() === "" || to === undefined ? {} : { phone: to }),
      status: delivered ? "delivered" : "failed",
      code: spoken === "" ? (delivered ? "DELIVRD" : "UNDELIV") : spoken,
      at: Math.min(at, now),
      raw: JSON.stringify(report).slice(0, LONGEST_RAW),
    };
  });
}

/** @param now UTC ms */
export function inboundOf(texts: readonly ClientInbound[], channel: ChannelConfig, now: number): readonly ChannelInbound[] {
  const twins = new Map<string, number>();
  return texts.map((inbound) => {
    const { phone, text, to, at, id } = inbound;
    const named = digestOf(id === undefined ? [phone, to, text, String(at)] : ["id", id, phone, to, text]);
    // upstream's times are whole seconds: equal ones in one answer are different texts all the same
    const twin = id === undefined ? (twins.get(named) ?? 0) : 0;
    twins.set(named, twin + 1);
    const key = twin === 0 ? named : `${named}-${twin}`;
    return { key, phone: normalizePhone(phone) ?? phone.trim(), accessCode: accessCodeOf(channel, to.trim()), text, at: Math.min(at, now) };
  });
}

/** Some dialects say the whole number that a text was sent to, others only what follows our code there. */
function accessCodeOf({ code, maxCodeLength }: ChannelConfig, to: string): string {
  return to.startsWith(code) || code.length + to.length > maxCodeLength ? to : code + to;
}

function digestOf(pieces: readonly string[]): string {
  return hash("sha256", JSON.stringify(pieces), "hex");
}
