import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { Facts } from "../../../shared/page.tsx";
import { Absent, Mark, TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { Desk } from "./desk.tsx";
import { Owner } from "./owner.tsx";
import type { Source } from "./queue.ts";

type Signature = ConsoleOutput<"reviews", "signatures">["rows"][number];

const MOST = 200;
const SOURCE: Source<Signature> = {
  list: async (_after, signal) => ({ rows: (await api.console("reviews", "signatures", { limit: MOST }, signal)).rows, more: false }),
  keyOf: ({ id }) => String(id),
  decide: async (decisions) => {
    const given = decisions.map(({ row: { id }, approve, reason }) => ({ id, approve, reason }));
    return (await api.console("reviews", "decideSignature", { decisions: given })).results;
  },
};

/** Signatures that customers ask for. */
export function SignatureDesk({ onDecided, onHelp }: { readonly onDecided: () => void; readonly onHelp: () => void }) {
  const t = useT();
  return (
    <Desk<Signature>
      subject="signature"
      label={t("reviews.signatures")}
      source={SOURCE}
      line={({ login, accountName, text, askedAt }) => ({
        who: accountName === "" ? login : accountName,
        text: `【${text}】`,
        at: askedAt,
      })}
      detail={(row) => (
        <>
          <div className="review-text review-signature">【{row.text}】</div>
          {row.others.length === 0 ? null : (
            <p className="desk-outcome">
              <Mark tone="warn">{t("reviews.others", { names: row.others.join(t("common.and")) })}</Mark>
            </p>
          )}
          <Facts
            of={{
              [t("reviews.account")]: <Owner of={row} />,
              [t("reviews.note")]: row.note === "" ? <Absent /> : row.note,
              [t("reviews.askedBy")]: row.askedBy === "" ? <Absent /> : row.askedBy,
              [t("reviews.since")]: <TimeText at={row.askedAt} />,
              [t("reviews.itsOthers")]: row.approved.length === 0 ? <Absent /> : row.approved.map((text) => `【${text}】`).join(" "),
            }}
          />
        </>
      )}
      empty={t("reviews.noneSignatures")}
      approveHint={t("reviews.approveSignatureHint")}
      onDecided={onDecided}
      onHelp={onHelp}
    />
  );
}
