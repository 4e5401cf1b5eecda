import { Buffer } from "node:buffer";
import type { PushSchedule } from "../../domain/push.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { PushAnswer, Pushes, PushRequest, PushTarget, PushVerdict } from "../pushes.ts";
import { JSON_TYPE } from "./replies.ts";

const MINUTE = 60_000;

/** Seed 000, 4 and 5: five times within 30 minutes; the dialect's page says when. */
const SCHEDULE: PushSchedule = { tries: [0, 2 * MINUTE, 6 * MINUTE, 14 * MINUTE, 28 * MINUTE], jitter: 0 };
const SCHEDULES = { refused: SCHEDULE, unreached: SCHEDULE };

/** The dialect's page. */
const MOST_REPORTS = 100;

/** Seed 000, 4 and 5: keys in the document's order, every value a string. */
export const pushes: Pushes = {
  reports: {
    most: () => MOST_REPORTS,
    encode(reports, target) {
      const { account, now } = target;
      const pushedAt = formatShanghai(now);
      const items = reports.map(({ outcome, messageId, at, orderId = "", accessCode, ext, submissionId, phone, code }) => ({
        Result: outcome === "delivered" ? "1" : "0",
        MSG: String(messageId),
        Backtime: formatShanghai(at),
        Account: account.login,
        Param1: pushedAt,
        Param2: orderId,
        Param3: accessCode,
        Param4: ext,
        Param5: String(submissionId),
        // Ours: the document's item doesn't say whom it is about, or why.
        Phone: phone,
        Code: code,
      }));
      return post(target, { Account: account.login, Count: String(reports.length), Backtime: pushedAt, Param1: items });
    },
    judge,
    schedules: SCHEDULES,
  },
  inbound: {
    most: () => 1,
    encode([inbound], target) {
      if (inbound === undefined) throw new RangeError("a push carries one inbound text");
      const { text, at, phone, answers, accessCode, id } = inbound;
      return post(target, {
        Result: "1",
        MSG: text,
        Backtime: formatShanghai(at),
        Account: target.account.login,
        Param1: phone,
        Param2: answers?.orderId ?? "",
        Param3: accessCode,
        Param4: String(id),
        Param5: answers === undefined ? "" : String(answers.messageId),
      });
    },
    judge,
    schedules: SCHEDULES,
  },
};

function post({ url }: PushTarget, value: unknown): PushRequest {
  // Of a host or path in other letters, this is the ASCII form.
  return { method: "POST", url: new URL(url).href, headers: { "content-type": JSON_TYPE }, body: Buffer.from(JSON.stringify(value)) };
}

/**
 * OK in any case, in a 2xx answer. Other words in one come from a program that is there, so they don't make its address count as
 * dead; to the document all answers but OK are the same, so both kinds of tries follow its one schedule.
 */
function judge({ status, body }: PushAnswer): PushVerdict {
  if (status < 200 || status > 299) return "unreached";
  return body.toString("utf8").trim().toUpperCase() === "OK" ? "received" : "refused";
}
