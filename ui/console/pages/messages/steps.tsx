import type { ReactNode } from "react";
import type { ConsoleOutput } from "../../../shared/api.ts";
import { useFormat } from "../../../shared/format.ts";
import type { TimelineEvent } from "../../../shared/timeline.tsx";
import { Code, type Tone } from "../../../shared/values.tsx";
import { useT, useWordOf } from "../../../shared/words.tsx";

type Story = ConsoleOutput<"messages", "story">;
type Step = Story["steps"][number];
type What = Step["what"];
type Told = Pick<TimelineEvent, "title" | "detail" | "tone">;
type Of<K extends What["kind"]> = Extract<What, { readonly kind: K }>;

/** A story's steps in sentences. */
export function useSteps(story: Story): readonly TimelineEvent[] {
  const tell = useTeller(story);
  return story.steps.map((step, index) => ({ key: index, at: step.at, ...tell(step) }));
}

function useTeller({ submission, message }: Story): (step: Step) => Told {
  const t = useT();
  const format = useFormat();
  const word = useWordOf("story");
  const named = useWordOf("ruleNames");
  const rule = (name: string): string => (name === "frequency" ? t("story.frequency") : named(name));
  const why = useWordOf("whys");
  const channelOf = ({ channel, channelId }: { readonly channel?: string; readonly channelId?: number }): string =>
    channel ?? (channelId === undefined ? t("story.noChannel") : t("story.channel", { id: String(channelId) }));
  const note = (text: string | undefined): ReactNode => (text === undefined || text === "" ? undefined : text);

  const told: { readonly [K in What["kind"]]: (what: Of<K>, step: Step) => Told } = {
    accepted: () => ({
      title: t("story.accepted", { account: submission.login, dialect: submission.dialect }),
      detail: submission.recipients > 1 ? t("story.withOthers", { count: submission.recipients }) : undefined,
    }),
    rules: ({ passed, refused }) => ({
      title: refused === undefined ? t("story.rulesPassed") : t("story.rulesRefused", { rule: rule(refused) }),
      detail: passed.map((name) => rule(name)).join(t("common.and")),
      ...(refused === undefined ? {} : { tone: "bad" as const }),
    }),
    entry: ({ entry, of, credits, note: why }) => ({
      title: t(`story.${entry}${of === "submission" ? "All" : "One"}`, { credits: Math.abs(credits) }),
      detail: note(why),
    }),
    held: () => ({ title: t("story.held"), tone: "warn" }),
    reviewed: ({ decision, reason }, { person = "" }) => ({
      title: t(`story.${decision}`, { person }),
      detail: note(reason),
      tone: decision === "approved" ? "good" : "bad",
    }),
    choice: ({ attempt, verdicts, more }) => ({
      title: t("story.choice", { attempt }),
      detail: (
        <ul className="story-list">
          {verdicts.map((verdict) => (
            <li key={verdict.channelId}>
              {t("story.verdict", { channel: channelOf(verdict), why: why(verdict.why) })}
              {verdict.since === undefined ? "" : t("story.since", { time: format.time(verdict.since, true) })}
            </li>
          ))}
          {more ? <li>{t("story.others")}</li> : null}
        </ul>
      ),
    }),
    part: (part) => ({
      title: t(part.parts > 1 ? "story.tryPart" : "story.try", {
        attempt: part.attempt,
        part: part.part,
        parts: part.parts,
        channel: channelOf(part),
        outcome: word(`part-${part.outcome}`),
      }),
      detail: <Machine of={[part.upstreamId, part.code]} />,
      tone: ({ accepted: "busy", refused: "bad", deferred: "warn", unknown: "warn" } as const)[part.outcome],
    }),
    receipt: ({ status, code, upstreamId, raw, ...of }) => ({
      title: t("story.receipt", { channel: channelOf(of), status: word(`receipt-${status}`) }),
      detail: <Machine of={[upstreamId, code, raw]} />,
      tone: status === "delivered" ? "good" : status === "failed" ? "bad" : "busy",
    }),
    event: ({ event, note: more }, { person }) => ({
      title: person === undefined ? word(`event-${event}`) : t("story.byPerson", { what: word(`event-${event}`), person }),
      detail: note(more),
      tone: "warn",
    }),
    reported: ({ outcome, code, pull }) => ({
      title: (
        <>
          {t("story.ended", { outcome: t(`states.${outcome}`) })} <Code text={code} />
        </>
      ),
      detail: t("story.pull", { state: word(`pull-${pull}`) }),
      tone: ENDS[outcome],
    }),
    handed: () => ({ title: t("story.handed"), tone: "good" }),
    push: ({ state, dueAt }) => ({
      title: t("story.push", { state: word(`push-${state}`) }),
      detail: dueAt === undefined ? undefined : t("story.nextPush", { time: format.time(dueAt, true) }),
      tone: PUSHES[state],
    }),
    "push-try": ({ number, verdict, status, note: answer }) => ({
      title: t("story.pushTry", { number, verdict: word(`pushed-${verdict}`) }),
      detail: <Machine of={[status === 0 ? undefined : `HTTP ${status}`, answer]} />,
      tone: verdict === "received" ? "good" : "bad",
    }),
  };
  return (step) => {
    const tell = told[step.what.kind] as ((what: What, step: Step) => Told) | undefined;
    // a newer server may know of things that this page doesn't
    return tell?.(step.what, step) ?? { title: `${step.what.kind} ${message.id}` };
  };
}

const ENDS: Readonly<Record<Of<"reported">["outcome"], Tone>> = { delivered: "good", failed: "bad", unknown: "warn", cancelled: "still" };
const PUSHES: Readonly<Record<Of<"push">["state"], Tone>> = { waiting: "busy", received: "good", undelivered: "bad" };

/** Words of machines, one after the other. */
function Machine({ of }: { readonly of: readonly (string | undefined)[] }) {
  const there = of.filter((text): text is string => text !== undefined && text !== "");
  return there.map((text) => (
    <span key={text}>
      <Code text={text} />{" "}
    </span>
  ));
}
