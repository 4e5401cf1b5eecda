import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Input, Select } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useConfirm } from "../../../shared/confirm.tsx";
import { usePages } from "../../../shared/load.ts";
import { Link, path, useQuery } from "../../../shared/router.tsx";
import { useMay } from "../../../shared/session.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Absent, Mark, Phone, TimeText } from "../../../shared/values.tsx";
import { useT, useWordOf } from "../../../shared/words.tsx";
import { AccountSelect } from "../../account-select.tsx";
import { BlacklistAdd } from "./blacklist-add.tsx";

type Entry = ConsoleOutput<"rules", "blacklist">["rows"][number];
type Place = NonNullable<ConsoleOutput<"rules", "blacklist">["more"]>;

const PAGE = 50;
const SOURCES = ["console", "portal", "provisioning", "opt-out"] as const;
const PLATFORM = 0;

const keyOf = ({ accountId, phone }: Place): string => `${accountId} ${phone}`;

/** Who gets nothing, from one account or from any, and why. */
export function BlacklistPanel() {
  const t = useT();
  const sourceOf = useWordOf("blacklistSources");
  const { message } = App.useApp();
  const confirm = useConfirm();
  const mayEdit = useMay()("rules.edit");
  const [{ account, phone, source }, setQuery] = useQuery();
  const [chosen, setChosen] = useState<ReadonlySet<string | number>>(new Set());
  const [adding, setAdding] = useState(false);
  const [cut, setCut] = useState(false);
  const wanted = SOURCES.find((one) => one === source);
  const entries = usePages<Entry, Place>(
    async (after, signal) => {
      const query = {
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
        ...(account === undefined ? {} : { accountId: Number(account) }),
        ...(phone === undefined ? {} : { phone }),
        ...(wanted === undefined ? {} : { source: wanted }),
      };
      const found = await api.console("rules", "blacklist", query, signal);
      setCut(found.cut);
      return found;
    },
    [account, phone, source],
  );
  const remove = (rows: readonly Entry[]): void =>
    void confirm({
      title: t("rules.unblockTitle", { count: rows.length }),
      text: rows.some((row) => row.source === "opt-out") ? t("rules.unblockOptOut") : t("rules.unblockText"),
      confirm: t("rules.unblock"),
      danger: true,
      act: async () => {
        for (const [accountId, own] of Map.groupBy(rows, (row) => row.accountId))
          await api.console("rules", "unblock", { accountId, phones: own.map((row) => row.phone) });
        const keys = new Set(rows.map(keyOf));
        setChosen(new Set());
        entries.change((row) => (keys.has(keyOf(row)) ? undefined : row));
        message.success(t("rules.unblocked", { count: rows.length }));
      },
    });
  const picked = (entries.rows ?? []).filter((row) => chosen.has(keyOf(row)));
  return (
    <>
      <div className="panel-bar">
        <p className="quiet panel-note">{cut ? t("rules.cut") : t("rules.blacklistHint")}</p>
        {picked.length > 0 ? (
          <Button danger onClick={() => remove(picked)}>
            {t("rules.unblockMany", { count: picked.length })}
          </Button>
        ) : null}
        {mayEdit ? (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {t("rules.block")}
          </Button>
        ) : null}
      </div>
      <DataTable<Entry>
        label={t("ruleKinds.blacklist")}
        of={entries}
        rowKey={keyOf}
        {...(mayEdit ? { selection: { keys: chosen, onChange: setChosen } } : {})}
        empty={<p className="empty-title">{t("rules.noEntries")}</p>}
        columns={[
          {
            key: "phone",
            title: t("rules.phone"),
            width: 170,
            cell: (row) => <Phone value={row.phone} />,
            filter: (
              <Input
                size="small"
                allowClear
                maxLength={40}
                aria-label={t("rules.wholePhone")}
                placeholder={t("rules.wholePhone")}
                defaultValue={phone ?? ""}
                onChange={({ target }) => target.value === "" && setQuery({ phone: undefined })}
                onPressEnter={({ currentTarget }) => setQuery({ phone: currentTarget.value.trim() || undefined })}
              />
            ),
          },
          {
            key: "account",
            title: t("rules.scope"),
            width: 190,
            cell: ({ accountId, login }) =>
              accountId === PLATFORM ? t("rules.platform") : <Link to={path("/accounts/:id", { id: accountId })}>{login}</Link>,
            filter: (
              <AccountSelect
                size="small"
                label={t("rules.anyScope")}
                beside={{ value: PLATFORM, label: t("rules.platform") }}
                value={account === undefined ? undefined : Number(account)}
                onChange={(id) => setQuery({ account: id === undefined ? undefined : String(id) })}
              />
            ),
          },
          {
            key: "source",
            title: t("rules.source"),
            width: 150,
            cell: (row) => <Mark tone={row.source === "opt-out" ? "warn" : "still"}>{sourceOf(row.source)}</Mark>,
            filter: (
              <Select
                size="small"
                className="full"
                allowClear
                aria-label={t("rules.source")}
                placeholder={t("rules.anySource")}
                value={wanted ?? null}
                options={SOURCES.map((value) => ({ value, label: t(`blacklistSources.${value}`) }))}
                onChange={(value: string | null | undefined) => setQuery({ source: value ?? undefined })}
              />
            ),
          },
          {
            key: "reason",
            title: t("common.reason"),
            cut: true,
            cell: ({ reason }) => (reason === undefined ? t("reviews.textHidden") : reason === "" ? <Absent /> : reason),
          },
          { key: "since", title: t("rules.since"), width: 120, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
          { key: "until", title: t("rules.until"), width: 150, cell: ({ expiresAt }) => <Until at={expiresAt} /> },
          ...(mayEdit
            ? [
                {
                  key: "actions",
                  title: t("common.actions"),
                  kind: "actions" as const,
                  cell: (row: Entry) => (
                    <Button size="small" onClick={() => remove([row])}>
                      {t("rules.unblock")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <BlacklistAdd
        open={adding}
        onClose={() => setAdding(false)}
        onAdded={({ listed, kept }) => {
          message.success(kept > 0 ? t("rules.blockedKept", { listed, kept }) : t("rules.blocked", { listed }));
          entries.reload();
        }}
      />
    </>
  );
}

function Until({ at }: { readonly at: number | undefined }) {
  const t = useT();
  if (at === undefined) return t("rules.forGood");
  if (at > Date.now()) return <TimeText at={at} />;
  return <Mark tone="still">{t("rules.expired")}</Mark>;
}
