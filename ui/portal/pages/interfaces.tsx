import { Alert, Tabs } from "antd";
import { api, type PortalOutput } from "../../shared/api.ts";
import { CodeBlock } from "../../shared/copy.tsx";
import { useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import { useQuery } from "../../shared/router.tsx";
import { Bones, Empty, Loaded } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { useLanguage, useT } from "../../shared/words.tsx";
import "../portal.css";

type Sheet = PortalOutput<"interfaces", "list">;
type Row = Sheet["rows"][number];
type CodeRow = Row["codes"][number];

/** How the account's programs call the platform. */
export default function InterfacesPage() {
  const t = useT();
  const sheet = useLoad((signal) => api.portal("interfaces", "list", {}, signal));
  return (
    <Page title={t("interfaces.title")} hint={t("interfaces.hint")}>
      <Loaded of={sheet} bones={<Bones height={480} />}>
        {(data) =>
          data.rows.length === 0 ? <Empty title={t("interfaces.empty")} hint={t("interfaces.emptyHint")} /> : <Sheets of={data} />
        }
      </Loaded>
    </Page>
  );
}

function Sheets({ of }: { readonly of: Sheet }) {
  const t = useT();
  const language = useLanguage();
  const [{ dialect }, setQuery] = useQuery();
  const row = of.rows.find((one) => one.dialect === dialect) ?? of.rows[0];
  return (
    <>
      <Alert
        type={of.secrets ? "warning" : "info"}
        showIcon
        className="low"
        title={t(of.secrets ? "interfaces.withSecrets" : "interfaces.withoutSecrets")}
      />
      {of.rows.length > 1 ? (
        <Tabs
          activeKey={row?.dialect ?? ""}
          onChange={(key) => setQuery({ dialect: key })}
          items={of.rows.map((one) => ({
            key: one.dialect,
            label: one.title[language],
            children: <Interface row={one} sheet={of} />,
          }))}
        />
      ) : row === undefined ? null : (
        <Interface row={row} sheet={of} />
      )}
    </>
  );
}

function Interface({ row, sheet: { base, login } }: { readonly row: Row; readonly sheet: Sheet }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      <Section title={row.title[language]}>
        <Facts
          of={{
            [t("interfaces.base")]: <code className="code">{base}</code>,
            [t("interfaces.login")]: <code className="code">{login}</code>,
            [t("interfaces.paths")]: (
              <ul className="inline-list">
                {row.paths.map((one) => (
                  <li key={one}>
                    <code className="code">{one}</code>
                  </li>
                ))}
              </ul>
            ),
            [t("interfaces.pushes")]: t(row.pushes ? "interfaces.pushesYes" : "interfaces.pushesNo"),
          }}
        />
        <h3 className="sub-head">{t("interfaces.send")}</h3>
        <CodeBlock text={row.send} what={t("interfaces.send")} />
        <h3 className="sub-head">{t("interfaces.report")}</h3>
        <CodeBlock text={row.report} what={t("interfaces.report")} />
      </Section>
      {row.codes.length === 0 ? null : (
        <Section title={t("interfaces.codes")} hint={t("interfaces.codesHint")}>
          <DataTable<CodeRow>
            label={t("interfaces.codes")}
            of={{ rows: row.codes }}
            rowKey={({ code, text }) => `${code} ${text}`}
            columns={[
              { key: "code", title: t("interfaces.code"), width: 90, cell: ({ code }) => <code className="code">{code}</code> },
              { key: "text", title: t("interfaces.codeText"), width: "45%", cell: ({ text }) => text },
              { key: "reasons", title: t("interfaces.reasons"), cell: ({ reasons }) => <Reasons of={reasons} /> },
            ]}
          />
        </Section>
      )}
    </>
  );
}

function Reasons({ of }: { readonly of: CodeRow["reasons"] }) {
  const t = useT();
  return (
    <ul className="reason-list">
      {of.map((reason) => (
        <li key={reason}>{t(`reasons.${reason}`)}</li>
      ))}
    </ul>
  );
}
