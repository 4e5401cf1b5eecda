import type { ConsoleOutput } from "../../../shared/api.ts";
import { api } from "../../../shared/api.ts";
import { useLoad } from "../../../shared/load.ts";
import { Facts, Section } from "../../../shared/page.tsx";
import { Link, path } from "../../../shared/router.tsx";
import { Code, Credits, Num, StateTag, TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";

type Submission = ConsoleOutput<"messages", "story">["submission"];

/** Above the messages of a submission: what it was, and how they stand. Nothing where the id is a message's. */
export function SubmissionSummary({ id }: { readonly id: number }) {
  const t = useT();
  const { data } = useLoad((signal) => api.console("messages", "submission", { id }, signal), [id]);
  if (data === undefined) return null;
  return (
    <Section title={t("messages.submission", { id: String(id) })}>
      <SubmissionFacts of={data.submission} />
      <ul className="states-list">
        {data.states.map(({ state, count }) => (
          <li key={state}>
            <StateTag state={state} /> <Num value={count} />
          </li>
        ))}
        {data.partial ? <li className="quiet">{t("messages.partial")}</li> : null}
      </ul>
    </Section>
  );
}

export function SubmissionFacts({ of, link = false }: { readonly of: Submission; readonly link?: boolean }) {
  const t = useT();
  const { id, login, accountName, dialect, acceptedAt, sendAt, recipients, credits, ext, orderId } = of;
  return (
    <Facts
      of={{
        [t("messages.account")]: accountName === "" ? login : `${login} · ${accountName}`,
        [t("messages.dialect")]: <Code text={dialect} />,
        [t("messages.accepted")]: <TimeText at={acceptedAt} seconds />,
        ...(sendAt === acceptedAt ? {} : { [t("messages.sendAt")]: <TimeText at={sendAt} seconds /> }),
        [t("messages.recipients")]: <Num value={recipients} />,
        [t("messages.charged")]: <Credits value={credits} />,
        ...(orderId === undefined ? {} : { [t("messages.order")]: <Code text={orderId} /> }),
        ...(ext === "" ? {} : { [t("messages.ext")]: <Code text={ext} /> }),
        ...(link ? { [t("messages.ofSubmission")]: <SubmissionLink id={id} /> } : {}),
      }}
    />
  );
}

function SubmissionLink({ id }: { readonly id: number }) {
  return <Link to={path("/messages", {}, { q: id })}>{id}</Link>;
}
