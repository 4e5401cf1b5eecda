import { Drawer } from "antd";
import type { ConsoleOutput } from "../../shared/api.ts";
import { Facts } from "../../shared/page.tsx";
import { useNarrow } from "../../shared/preferences.ts";
import { Absent, Code, TimeText } from "../../shared/values.tsx";
import { useT, useWordOf } from "../../shared/words.tsx";

export type Entry = ConsoleOutput<"audit", "list">["rows"][number];

/** One entry with both sides of its change. */
export function AuditEntryDrawer({ entry, onClose }: { readonly entry: Entry | undefined; readonly onClose: () => void }) {
  const t = useT();
  const narrow = useNarrow();
  return (
    <Drawer open={entry !== undefined} title={t("audit.entry")} size={narrow ? "100%" : 640} onClose={onClose}>
      {entry === undefined ? null : <EntryFacts entry={entry} />}
    </Drawer>
  );
}

function EntryFacts({ entry }: { readonly entry: Entry }) {
  const t = useT();
  const action = useWordOf("actions")(entry.action);
  const { at, userName, subject, accountId, address, outcome = "open" } = entry;
  const state = outcome === "open" ? `${t("audit.open")} · ${t("audit.openHint")}` : t(`audit.${outcome}`);
  return (
    <>
      <Facts
        of={{
          [t("audit.action")]: action,
          [t("audit.call")]: <Code text={entry.action} />,
          [t("common.time")]: <TimeText at={at} />,
          [t("audit.who")]: userName === "" ? t("audit.nobody") : userName,
          [t("audit.subject")]: subject === "" ? <Absent /> : subject,
          [t("audit.account")]: accountId === 0 ? <Absent /> : <span className="num">{accountId}</span>,
          [t("audit.outcome")]: state,
          [t("audit.address")]: <span className="num">{address}</span>,
        }}
      />
      <Sides before={entry.before} after={entry.after} />
    </>
  );
}

/** Field by field, what changed first. */
function Sides({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const t = useT();
  if (before === undefined && after === undefined) return <p className="quiet">{t("audit.noSides")}</p>;
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="table-scroll" tabIndex={0} aria-label={t("audit.entry")}>
      <table className="table sides">
        <thead>
          <tr>
            {(["field", "before", "after"] as const).map((name) => (
              <th key={name} scope="col" className="cell">
                {t(`audit.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name} className={was.get(name) === is.get(name) ? "row" : "row row-changed"}>
              <th scope="row" className="cell">
                <code className="code">{name}</code>
              </th>
              <td className="cell cell-side">{was.get(name) ?? <Absent />}</td>
              <td className="cell cell-side">{is.get(name) ?? <Absent />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function fieldsOf(side: unknown): ReadonlyMap<string, string> {
  if (side === undefined) return new Map();
  if (side === null || typeof side !== "object" || Array.isArray(side)) return new Map([["", shown(side)]]);
  return new Map(Object.entries(side).map(([name, value]) => [name, shown(value)]));
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 1);
}
