import { Buffer } from "node:buffer";
import { type PushSchedule, STANDARD_PUSH_SCHEDULE } from "../../domain/push.ts";
import { statusReply } from "../aspx/xml-replies.ts";
import type { WireReply } from "../dialect.ts";
import type { PushAnswer, Pushes, PushForm, PushVerdict } from "../pushes.ts";
import { inboundReply } from "./xml.ts";

/** The dialect's page. */
const MOST_BOXES = 200;

/** Seed 004, 6.4: what the customer's program failed at is tried three times. */
const REFUSED: PushSchedule = { tries: [0, 30_000, 120_000], jitter: 0 };

/** Seed 004, chapter 6: the documents that a query by XML answers, posted as they are. */
export const pushes: Pushes = { reports: pushForm(statusReply), inbound: pushForm(inboundReply) };

function pushForm<T>(document: (items: readonly T[]) => WireReply): PushForm<T> {
  return {
    most: () => MOST_BOXES,
    encode(items, { url }) {
      const { body, contentType } = document(items);
      return { method: "POST", url, headers: { "content-type": contentType }, body: Buffer.from(body) };
    },
    judge,
    schedules: { refused: REFUSED, unreached: STANDARD_PUSH_SCHEDULE },
  };
}

/** Seed 004, 6.4: `1` is received and `error` is not; nothing, and anything else, is received too. */
function judge({ status, body }: PushAnswer): PushVerdict {
  if (status < 200 || status > 299) return "unreached";
  return body.toString("latin1").trim().toLowerCase() === "error" ? "refused" : "received";
}
