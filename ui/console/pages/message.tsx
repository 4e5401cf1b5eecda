import { api, type ConsoleOutput } from "../../shared/api.ts";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import type { Params } from "../../shared/router.tsx";
import { Loaded } from "../../shared/states.tsx";
import { Timeline } from "../../shared/timeline.tsx";
import { Absent, Num, Phone, StateTag } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { useSteps } from "./messages/steps.tsx";
import { SubmissionFacts } from "./messages/submission.tsx";
import "./messages/messages.css";

type Story = ConsoleOutput<"messages", "story">;
/** ms between looks while it isn't over. */
const AGAIN = 3000;

/** One message and all that happened to it. */
export default function MessagePage({ params: { id } }: { readonly params: Params<"/messages/:id"> }) {
  const t = useT();
  const story = useLoad((signal) => api.console("messages", "story", { id: Number(id) }, signal), [id], { every: AGAIN });
  return (
    <Page title={t("messages.message", { id })} back={{ to: "/messages", title: t("messages.title") }}>
      <Loaded of={story}>{(data) => <StoryOf story={data} />}</Loaded>
    </Page>
  );
}

function StoryOf({ story }: { readonly story: Story }) {
  const t = useT();
  const { message, submission } = story;
  const { phone, operator, class: kind, segments, state, code, text, channel, channelId } = message;
  return (
    <>
      <Section title={t("messages.now")}>
        <Facts
          of={{
            [t("messages.state")]: <StateTag state={state} code={code} />,
            [t("messages.next")]: <Next story={story} />,
            [t("messages.phone")]: <Phone value={phone} />,
            [t("messages.operator")]: operator === undefined ? <Absent /> : t(`operators.${operator}`),
            [t("messages.class")]: t(`classes.${kind}`),
            [t("messages.segments")]: <Num value={segments} />,
            [t("messages.channel")]: channel ?? channelId ?? <Absent />,
          }}
        />
        {text === undefined ? null : <p className="story-text">{text}</p>}
      </Section>
      <Section title={t("messages.story")}>
        <Timeline label={t("messages.story")} events={useSteps(story)} />
      </Section>
      <Section title={t("messages.itsSubmission")}>
        <SubmissionFacts of={submission} link />
      </Section>
    </>
  );
}

/** What it waits for, until when, and what comes then. */
function Next({ story: { message, now } }: { readonly story: Story }) {
  const t = useT();
  const format = useFormat();
  const { nextAt, otherwise, state } = message;
  if (nextAt === undefined) return <Absent />;
  const time = format.time(nextAt, true);
  const awaits =
    state === "sent" ? "awaitsReceipt" : state === "unanswered" ? "awaitsAnswer" : state === "leased" ? "leasedUntil" : "dueAt";
  const then = otherwise === undefined ? "" : t(otherwise === "queued" ? "messages.thenAgain" : "messages.thenUnknown");
  return (
    <>
      {t(`messages.${awaits}`, { time })}
      {then}
      {nextAt < now ? t("messages.overdue") : ""}
    </>
  );
}
