import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { api } from "../../shared/api.ts";
import { useLoad, usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { path, useQuery } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, Code, Mark, Num } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { CreateAccount } from "./accounts/create.tsx";
import { HandOver } from "./accounts/hand-over.tsx";
import type { AccountRow, HandedOver } from "./accounts/types.ts";

/** All customers. */
export default function AccountsPage() {
  const t = useT();
  const may = useMay();
  const [{ search, state, product, dialect }, setQuery] = useQuery();
  const [creating, setCreating] = useState(false);
  const [handed, setHanded] = useState<HandedOver>();
  const options = useLoad((signal) => api.console("accounts", "options", {}, signal));
  const accounts = usePages(
    (before, signal) =>
      api.console(
        "accounts",
        "list",
        {
          ...(before === undefined ? {} : { before }),
          ...(search === undefined ? {} : { search }),
          ...(state === undefined ? {} : { enabled: state === "on" }),
          ...(product === undefined ? {} : { product }),
          ...(dialect === undefined ? {} : { dialect }),
        },
        signal,
      ),
    [search, state, product, dialect],
  );
  const narrowed = [search, state, product, dialect].some((one) => one !== undefined);
  const create = may("accounts.edit") ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t("accounts.create")}
    </Button>
  ) : undefined;
  return (
    <Page title={t("accounts.title")} hint={t("accounts.hint")} actions={create}>
      <DataTable<AccountRow>
        label={t("accounts.title")}
        of={accounts}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/accounts/:id", { id })}
        empty={narrowed ? undefined : <Empty title={t("accounts.none")} hint={t("accounts.noneHint")} />}
        columns={[
          {
            key: "login",
            title: t("accounts.login"),
            cell: ({ login }) => <strong className="row-name">{login}</strong>,
            filter: (
              <Input.Search
                size="small"
                allowClear
                maxLength={100}
                aria-label={t("accounts.searchHint")}
                placeholder={t("accounts.searchHint")}
                defaultValue={search ?? ""}
                onSearch={(value) => setQuery({ search: value.trim() === "" ? undefined : value.trim() })}
              />
            ),
          },
          { key: "name", title: t("accounts.name"), cut: true, cell: ({ name }) => name },
          {
            key: "state",
            title: t("accounts.state"),
            width: 120,
            cell: ({ enabled }) => <AccountState enabled={enabled} />,
            filter: (
              <Select
                size="small"
                className="full"
                allowClear
                aria-label={t("accounts.state")}
                placeholder={t("common.all")}
                value={state ?? null}
                onChange={(value: string | null) => setQuery({ state: value ?? undefined })}
                options={[
                  { value: "on", label: t("accounts.on") },
                  { value: "off", label: t("accounts.off") },
                ]}
              />
            ),
          },
          {
            key: "dialects",
            title: t("accounts.dialects"),
            cell: ({ dialects }) => (dialects.length === 0 ? <Absent /> : dialects.join(t("common.and"))),
            filter: (
              <Select
                size="small"
                className="full"
                allowClear
                aria-label={t("accounts.dialects")}
                placeholder={t("common.all")}
                value={dialect ?? null}
                onChange={(value: string | null) => setQuery({ dialect: value ?? undefined })}
                options={(options.data?.dialects ?? []).map(({ name }) => ({ value: name, label: name }))}
              />
            ),
          },
          {
            key: "product",
            title: t("accounts.product"),
            cell: (row) => row.product ?? <Absent />,
            filter: (
              <Select
                size="small"
                className="full"
                allowClear
                aria-label={t("accounts.product")}
                placeholder={t("common.all")}
                value={product ?? null}
                onChange={(value: string | null) => setQuery({ product: value ?? undefined })}
                options={(options.data?.products ?? []).map((name) => ({ value: name, label: name }))}
              />
            ),
          },
          {
            key: "code",
            title: t("accounts.code"),
            wide: true,
            width: 100,
            cell: ({ code }) => (code === "" ? <Absent /> : <Code text={code} />),
          },
          { key: "payment", title: t("accounts.payment"), wide: true, width: 100, cell: ({ payment }) => t(`payments.${payment}`) },
          ...(may("credits.see")
            ? [{ key: "balance", title: t("accounts.balance"), kind: "number" as const, width: 130, cell: Balance }]
            : []),
        ]}
      />
      {creating ? (
        <CreateAccount
          options={options.data}
          onClose={() => setCreating(false)}
          onCreated={(made) => {
            setHanded(made);
            accounts.reload();
          }}
        />
      ) : null}
      <HandOver given={handed} onClose={() => setHanded(undefined)} />
    </Page>
  );
}

export function AccountState({ enabled }: { readonly enabled: boolean }) {
  const t = useT();
  return <Mark tone={enabled ? "good" : "still"}>{t(enabled ? "accounts.on" : "accounts.off")}</Mark>;
}

function Balance({ balance, creditLimit }: AccountRow) {
  if (balance === undefined) return <Absent />;
  return (
    <span className={balance.sms + creditLimit <= 0 ? "negative" : undefined}>
      <Num value={balance.sms} />
    </span>
  );
}
