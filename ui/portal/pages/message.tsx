import { api, type PortalOutput } from "../../shared/api.ts";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import { Link, type Params, path } from "../../shared/router.tsx";
import { Bones, Loaded } from "../../shared/states.tsx";
import { Timeline } from "../../shared/timeline.tsx";
import { Absent, Code, Credits, Num, Phone, StateTag, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import "../portal.css";
import { useStepWords } from "../step-words.tsx";

type Story = PortalOutput<"messages", "story">;

/** ms; what is not over yet is looked at again. */
const AGAIN = 10_000;

/** What became of one message. */
export default function MessagePage({ params: { id } }: { readonly params: Params<"/messages/:id"> }) {
  const t = useT();
  const story = useLoad((signal) => api.portal("messages", "story", { id: Number(id) }, signal), [id], { every: AGAIN });
  return (
    <Page title={t("portalStory.title")} back={{ to: "/messages", title: t("portalMessages.title") }}>
      <Loaded of={story} bones={<Bones height={480} />}>
        {(data) => (
          <>
            <StoryFacts of={data} />
            <Steps of={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function StoryFacts({ of: { message, submission } }: { readonly of: Story }) {
  const t = useT();
  const format = useFormat();
  const { finalAt, operator } = message;
  const scheduled = submission.sendAt > submission.acceptedAt;
  const took = finalAt === undefined ? undefined : finalAt - Math.max(submission.sendAt, submission.acceptedAt);
  return (
    <Section title={t("portalStory.facts")}>
      <Facts
        of={{
          [t("portalMessages.phone")]: <Phone value={message.phone} />,
          [t("portalMessages.state")]: <StateTag state={message.state} code={message.code} />,
          [t("portalMessages.accepted")]: <TimeText at={message.acceptedAt} seconds />,
          [t("portalMessages.final")]:
            finalAt === undefined ? (
              <Absent />
            ) : (
              <>
                <TimeText at={finalAt} seconds />{" "}
                {took === undefined || took < 0 ? null : (
                  <span className="quiet">{t("portalStory.takes", { duration: format.duration(took) })}</span>
                )}
              </>
            ),
          ...(scheduled ? { [t("portalStory.sendAt")]: <TimeText at={submission.sendAt} /> } : {}),
          [t("portalMessages.segments")]: <Credits value={message.segments} />,
          ...(operator === undefined ? {} : { [t("portalStory.operator")]: t(`operators.${operator}`) }),
          [t("portalStory.how")]: submission.dialect === "portal" ? t("portalHome.fromPortal") : submission.dialect,
          [t("portalStory.submission")]: (
            <Link to={path("/messages", {}, { submission: submission.id })}>
              <span className="num">{submission.id}</span>
            </Link>
          ),
          [t("portalStory.recipients")]: <Num value={submission.recipients} />,
          [t("portalStory.message")]: <span className="num">{message.id}</span>,
          ...(submission.ext === "" ? {} : { [t("portalStory.ext")]: <Code text={submission.ext} /> }),
          ...(submission.orderId === undefined ? {} : { [t("portalStory.orderId")]: <Code text={submission.orderId} /> }),
          ...(submission.other === undefined ? {} : { [t("portalStory.other")]: submission.other }),
        }}
      />
      <h3 className="sub-head">{t("portalStory.text")}</h3>
      <p className="message-text">{message.text}</p>
    </Section>
  );
}

function Steps({ of: { steps } }: { readonly of: Story }) {
  const t = useT();
  const words = useStepWords();
  return (
    <Section title={t("portalStory.steps")}>
      <Timeline label={t("portalStory.steps")} events={steps.map((step, index) => ({ key: index, at: step.at, ...words(step) }))} />
    </Section>
  );
}
