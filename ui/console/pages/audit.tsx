import { Input, Select } from "antd";
import { useState } from "react";
import { api } from "../../shared/api.ts";
import { useLoad, usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { useQuery } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, Mark, TimeText, type Tone } from "../../shared/values.tsx";
import { useT, useWordOf } from "../../shared/words.tsx";
import { AuditEntryDrawer, type Entry } from "./audit-entry.tsx";

const AREAS = ["session", "accounts", "accountLists", "accountPeople", "credits", "alarms", "users", "people", "reviews", "rules"] as const;
const OUTCOMES: Readonly<Record<NonNullable<Entry["outcome"]> | "open", Tone>> = {
  done: "good",
  refused: "warn",
  failed: "bad",
  open: "busy",
};

/** Who changed what. */
export default function AuditPage() {
  const t = useT();
  const action = useWordOf("actions");
  const [{ area, user, account }, setQuery] = useQuery();
  const [open, setOpen] = useState<Entry>();
  const people = usePeopleNames();
  const entries = usePages(
    (before, signal) =>
      api.console(
        "audit",
        "list",
        {
          limit: 50,
          ...(before === undefined ? {} : { before }),
          ...(area === undefined ? {} : { action: `${area}.` }),
          ...(user === undefined ? {} : { userId: Number(user) }),
          ...(account === undefined ? {} : { accountId: Number(account) }),
        },
        signal,
      ),
    [area, user, account],
  );
  return (
    <Page title={t("audit.title")} hint={t("audit.hint")}>
      <DataTable<Entry>
        label={t("audit.title")}
        of={entries}
        rowKey={({ id }) => id}
        onRow={setOpen}
        empty={<p className="empty-title">{t("audit.empty")}</p>}
        columns={[
          { key: "at", title: t("common.time"), width: 140, cell: ({ at }) => <TimeText at={at} seconds /> },
          {
            key: "who",
            title: t("audit.who"),
            width: 170,
            cell: ({ userId, userName }) =>
              userId === 0 ? <span className="quiet">{userName === "" ? t("audit.nobody") : userName}</span> : userName,
            ...(people.length === 0
              ? {}
              : {
                  filter: (
                    <Select
                      size="small"
                      className="full"
                      aria-label={t("audit.who")}
                      allowClear
                      showSearch={{ optionFilterProp: "label" }}
                      placeholder={t("audit.anybody")}
                      value={user}
                      options={people.map(({ id, name }) => ({ value: String(id), label: name }))}
                      onChange={(value: string | undefined) => setQuery({ user: value })}
                    />
                  ),
                }),
          },
          {
            key: "action",
            title: t("audit.action"),
            cell: (entry) => action(entry.action),
            filter: (
              <Select
                size="small"
                className="full"
                aria-label={t("audit.action")}
                allowClear
                placeholder={t("audit.anyArea")}
                value={area}
                options={AREAS.map((value) => ({ value, label: t(`areas.${value}`) }))}
                onChange={(value: string | undefined) => setQuery({ area: value })}
              />
            ),
          },
          { key: "subject", title: t("audit.subject"), cut: true, cell: ({ subject }) => (subject === "" ? <Absent /> : subject) },
          {
            key: "account",
            title: t("audit.account"),
            kind: "number",
            width: 150,
            cell: ({ accountId }) => (accountId === 0 ? <Absent /> : <span className="num">{accountId}</span>),
            filter: <AccountFilter value={account} onChange={(value) => setQuery({ account: value })} />,
          },
          { key: "outcome", title: t("audit.outcome"), width: 110, cell: (entry) => <Outcome of={entry} /> },
          {
            key: "address",
            title: t("audit.address"),
            width: 140,
            wide: true,
            cell: ({ address }) => <span className="num">{address}</span>,
          },
        ]}
      />
      <AuditEntryDrawer entry={open} onClose={() => setOpen(undefined)} />
    </Page>
  );
}

function Outcome({ of }: { readonly of: Entry }) {
  const t = useT();
  const outcome = of.outcome ?? "open";
  return <Mark tone={OUTCOMES[outcome]}>{t(`audit.${outcome}`)}</Mark>;
}

function AccountFilter({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const t = useT();
  return (
    <Input
      size="small"
      allowClear
      inputMode="numeric"
      maxLength={16}
      aria-label={t("audit.account")}
      placeholder={t("audit.account")}
      defaultValue={value ?? ""}
      onChange={({ target }) => target.value === "" && onChange(undefined)}
      onPressEnter={({ currentTarget }) => onChange(/^\d+$/.test(currentTarget.value) ? currentTarget.value : undefined)}
    />
  );
}

/** The platform's people, for those who may see them. */
function usePeopleNames(): readonly { readonly id: number; readonly name: string }[] {
  const may = useMay();
  const seen = may("users.edit");
  const people = useLoad((signal) => (seen ? api.console("users", "list", {}, signal) : Promise.resolve({ rows: [] })), [seen]);
  return people.data?.rows ?? [];
}
