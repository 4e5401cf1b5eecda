import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useLoad } from "../../../shared/load.ts";
import { Facts } from "../../../shared/page.tsx";
import { Bones, Loaded } from "../../../shared/states.tsx";
import { Num, Phone, StateTag, TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { Desk } from "./desk.tsx";
import { Highlighted } from "./highlighted.tsx";
import { Owner } from "./owner.tsx";
import type { Source } from "./queue.ts";

type Held = ConsoleOutput<"reviews", "held">["rows"][number];

const SOURCE: Source<Held> = {
  list: async (after, signal) => {
    const { rows, more } = await api.console("reviews", "held", { limit: 100, ...(after ? { after: after.submissionId } : {}) }, signal);
    return { rows, more: more !== undefined };
  },
  keyOf: ({ submissionId }) => String(submissionId),
  decide: async (decisions) => {
    const given = decisions.map(({ row: { submissionId }, approve, reason }) => ({ submissionId, approve, reason }));
    return (await api.console("reviews", "decideHeld", { decisions: given })).results;
  },
};

/** Submissions whose content is looked at before it is sent. */
export function HeldDesk({ onDecided, onHelp }: { readonly onDecided: () => void; readonly onHelp: () => void }) {
  const t = useT();
  return (
    <Desk<Held>
      subject="held"
      label={t("reviews.held")}
      source={SOURCE}
      line={({ login, accountName, text, heldAt }) => ({
        who: accountName === "" ? login : accountName,
        text: text ?? t("reviews.textHidden"),
        at: heldAt,
      })}
      detail={(row) => <HeldDetail row={row} />}
      empty={t("reviews.noneHeld")}
      approveHint={t("reviews.approveHeldHint")}
      onDecided={onDecided}
      onHelp={onHelp}
    />
  );
}

function HeldDetail({ row }: { readonly row: Held }) {
  const t = useT();
  const more = useLoad((signal) => api.console("reviews", "look", { submissionId: row.submissionId }, signal), [row.submissionId]);
  const { text, marks, why, heldAt, recipients, submissionId } = row;
  return (
    <>
      {text === undefined ? <p className="quiet">{t("reviews.textHiddenHint")}</p> : <Highlighted text={text} marks={marks} legend />}
      <Facts
        of={{
          [t("reviews.account")]: <Owner of={row} />,
          [t("reviews.whyHeld")]: t(`reviewWhy.${why}`),
          [t("reviews.recipients")]: <Num value={recipients} />,
          [t("reviews.since")]: <TimeText at={heldAt} />,
          [t("reviews.sendAt")]: more.data === undefined ? "…" : <SendAt {...more.data} />,
          [t("reviews.submission")]: <span className="num">{submissionId}</span>,
        }}
      />
      <Loaded of={more} bones={<Bones height={240} />}>
        {({ sample, lately }) => (
          <>
            <h3 className="desk-part">{t("reviews.sample")}</h3>
            <ul className="desk-sample">
              {sample.map(({ phone, text: own }) => (
                <li key={phone}>
                  <Phone value={phone} />
                  {own === undefined || own === text ? null : <span className="desk-sample-text">{own}</span>}
                </li>
              ))}
            </ul>
            <h3 className="desk-part">{t("reviews.lately")}</h3>
            {lately.length === 0 ? <p className="quiet">{t("reviews.noneLately")}</p> : null}
            <ul className="desk-lately">
              {lately.map(({ submissionId: id, acceptedAt, text: sent, state, code, recipients: count }) => (
                <li key={id}>
                  <TimeText at={acceptedAt} />
                  <span className="desk-lately-text">{sent ?? t("reviews.textHidden")}</span>
                  <Num value={count} />
                  {state === undefined ? null : <StateTag state={state} code={code} />}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </>
  );
}

function SendAt({ sendAt, acceptedAt }: Pick<ConsoleOutput<"reviews", "look">, "sendAt" | "acceptedAt">) {
  const t = useT();
  return sendAt <= acceptedAt ? t("reviews.atOnce") : <TimeText at={sendAt} />;
}
