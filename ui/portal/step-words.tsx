import type { PortalOutput } from "../shared/api.ts";
import { useFormat } from "../shared/format.ts";
import type { TimelineEvent } from "../shared/timeline.tsx";
import { Code } from "../shared/values.tsx";
import { useT } from "../shared/words.tsx";

type Step = PortalOutput<"messages", "story">["steps"][number];
type Words = Pick<TimelineEvent, "title" | "detail" | "tone">;

const TRIED = { accepted: "triedAccepted", refused: "triedRefused", deferred: "triedDeferred", unknown: "triedUnknown" } as const;
const TRIED_TONE = { accepted: "busy", refused: "bad", deferred: "warn", unknown: "warn" } as const;
const RECEIPT = { delivered: "receiptDelivered", failed: "receiptFailed", pending: "receiptPending" } as const;
const RECEIPT_TONE = { delivered: "good", failed: "bad", pending: "busy" } as const;
const ENDED = { delivered: "endedDelivered", failed: "endedFailed", unknown: "endedUnknown", cancelled: "endedCancelled" } as const;
const ENDED_TONE = { delivered: "good", failed: "bad", unknown: "warn", cancelled: "still" } as const;
const REVIEWED = { approved: "approved", rejected: "rejected", cancelled: "reviewCancelled" } as const;
const REVIEWED_TONE = { approved: "good", rejected: "bad", cancelled: "still" } as const;
const PUSH = { waiting: "pushWaiting", received: "pushReceived", undelivered: "pushUndelivered" } as const;
const PUSH_TONE = { waiting: "busy", received: "good", undelivered: "bad" } as const;
const PULL = { waiting: "pullWaiting", taken: "pullTaken", handed: "pullHanded" } as const;
const EVENTS = { "receipt-overdue": "overdue", cancelled: "cancelled", "push-replayed": "replayed", undelivered: "undelivered" } as const;

/** Says what happened in a step of a story, for the customer. */
export function useStepWords(): (step: Step) => Words {
  const t = useT();
  const format = useFormat();
  return ({ what, person }) => {
    switch (what.kind) {
      case "accepted":
        return { title: person === undefined ? t("portalStory.accepted") : t("portalStory.acceptedBy", { name: person }), tone: "busy" };
      case "charged":
        return { title: t(what.whole ? "portalStory.chargedWhole" : "portalStory.charged", { credits: what.credits }) };
      case "refunded":
        return { title: t(what.whole ? "portalStory.refundedWhole" : "portalStory.refunded", { credits: what.credits }) };
      case "held":
        return { title: t("portalStory.held"), tone: "warn" };
      case "reviewed":
        return {
          title: t(`portalStory.${REVIEWED[what.decision]}`),
          tone: REVIEWED_TONE[what.decision],
          ...(what.reason === "" ? {} : { detail: what.reason }),
        };
      case "tried": {
        const parts = what.parts > 1 ? [t("portalStory.parts", { parts: what.parts })] : [];
        return {
          title: t("portalStory.tried", { number: what.number }),
          detail: [...parts, t(`portalStory.${TRIED[what.outcome]}`)].join(" · "),
          tone: TRIED_TONE[what.outcome],
        };
      }
      case "receipt":
        return { title: t(`portalStory.${RECEIPT[what.status]}`), detail: <Code text={what.code} />, tone: RECEIPT_TONE[what.status] };
      case "event":
        return what.event === "cancelled" && person !== undefined
          ? { title: t("portalStory.cancelledBy", { name: person }), tone: "still" }
          : { title: t(`portalStory.${EVENTS[what.event]}`), tone: "warn" };
      case "reported":
        return {
          title: t(`portalStory.${ENDED[what.outcome]}`),
          tone: ENDED_TONE[what.outcome],
          detail: (
            <>
              <Code text={what.code} />
              {what.pull === "kept" ? null : ` ${t(`portalStory.${PULL[what.pull]}`)}`}
            </>
          ),
        };
      case "handed":
        return { title: t("portalStory.handed"), tone: "good" };
      case "push":
        return {
          title: t(`portalStory.${PUSH[what.state]}`),
          tone: PUSH_TONE[what.state],
          ...(what.dueAt === undefined ? {} : { detail: t("portalStory.pushDue", { time: format.time(what.dueAt, true) }) }),
        };
      case "push-try": {
        const status = what.status === 0 ? t("portalStory.pushNoAnswer") : t("portalStory.pushStatus", { status: String(what.status) });
        return {
          title: t("portalStory.pushTry", { number: what.number }),
          detail: [status, ...(what.note === "" ? [] : [what.note])].join(" · "),
          tone: what.verdict === "received" ? "good" : "bad",
        };
      }
    }
  };
}
