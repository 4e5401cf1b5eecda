import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { Facts } from "../../../shared/page.tsx";
import { TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { Desk } from "./desk.tsx";
import { Highlighted } from "./highlighted.tsx";
import { Owner } from "./owner.tsx";
import type { Source } from "./queue.ts";

type Template = ConsoleOutput<"reviews", "templates">["rows"][number];

const SOURCE: Source<Template> = {
  list: async (row, signal) => {
    const after = row && { askedAt: row.askedAt, accountId: row.accountId, id: row.id };
    const { rows, more } = await api.console("reviews", "templates", { limit: 100, ...(after ? { after } : {}) }, signal);
    return { rows, more: more !== undefined };
  },
  // another text is another thing to be decided
  keyOf: ({ accountId, id, askedAt }) => `${accountId}-${id}-${askedAt}`,
  decide: async (decisions) => {
    const given = decisions.map(({ row: { accountId, id, text }, approve, reason }) => ({ accountId, id, text, approve, reason }));
    return (await api.console("reviews", "decideTemplate", { decisions: given })).results;
  },
};

/** Templates that customers ask for. */
export function TemplateDesk({ onDecided, onHelp }: { readonly onDecided: () => void; readonly onHelp: () => void }) {
  const t = useT();
  return (
    <Desk<Template>
      subject="template"
      label={t("reviews.templates")}
      source={SOURCE}
      line={({ login, accountName, text, askedAt }) => ({ who: accountName === "" ? login : accountName, text, at: askedAt })}
      detail={(row) => (
        <>
          <Highlighted text={row.text} marks={row.marks} legend />
          <Facts
            of={{
              [t("reviews.account")]: <Owner of={row} />,
              [t("reviews.template")]: <span className="num">{row.id}</span>,
              [t("reviews.since")]: <TimeText at={row.askedAt === 0 ? undefined : row.askedAt} />,
            }}
          />
        </>
      )}
      empty={t("reviews.noneTemplates")}
      approveHint={t("reviews.approveTemplateHint")}
      onDecided={onDecided}
      onHelp={onHelp}
    />
  );
}
