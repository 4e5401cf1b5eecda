import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useConfirm } from "../../../shared/confirm.tsx";
import { FormDrawer } from "../../../shared/form.tsx";
import { useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { useMay } from "../../../shared/session.tsx";
import { Empty } from "../../../shared/states.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Absent, Phone, TimeText } from "../../../shared/values.tsx";
import { useT, useWordOf } from "../../../shared/words.tsx";
import type { PartProps } from "./types.ts";

type Entry = ConsoleOutput<"accountLists", "blacklist">["rows"][number];
const MOST_AT_ONCE = 1_000;

/** Phones that nothing of this account goes to. */
export function AccountBlacklist({ account: { id: accountId } }: PartProps) {
  const t = useT();
  const may = useMay();
  const source = useWordOf("blacklistSources");
  const confirm = useConfirm();
  const { message } = App.useApp();
  const [phone, setPhone] = useState("");
  const [after, setAfter] = useState<readonly string[]>([]);
  const [adding, setAdding] = useState(false);
  const at = after.at(-1);
  const list = useLoad(
    (signal) =>
      api.console(
        "accountLists",
        "blacklist",
        { accountId, ...(phone === "" ? {} : { phone }), ...(at === undefined ? {} : { after: at }) },
        signal,
      ),
    [accountId, phone, at],
    { keep: true },
  );
  const edit = may("accounts.edit") && may("phones.see");
  const unblock = (number: string) => ({
    title: t("accounts.unblockTitle", { phone: number }),
    confirm: t("accounts.unblock"),
    act: async () => {
      await api.console("accountLists", "unblock", { accountId, phones: [number] });
      list.reload();
    },
  });
  const rows = list.data?.rows;
  const next = rows?.at(-1)?.phone;
  return (
    <Section
      title={t("accounts.blacklist")}
      hint={t("accounts.blacklistHint")}
      actions={
        may("accounts.edit") ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t("accounts.block")}
          </Button>
        ) : undefined
      }
    >
      <DataTable<Entry>
        label={t("accounts.blacklist")}
        of={{ rows, problem: list.problem, loading: list.loading, reload: list.reload }}
        rowKey={({ phone: number, createdAt }) => `${number} ${createdAt}`}
        empty={<Empty title={t(phone === "" ? "accounts.noneBlocked" : "accounts.notBlocked")} />}
        columns={[
          {
            key: "phone",
            title: t("accounts.phone"),
            width: 190,
            cell: ({ phone: number }) => <Phone value={number} />,
            filter: (
              <Input.Search
                size="small"
                allowClear
                maxLength={20}
                inputMode="tel"
                aria-label={t("accounts.wholePhone")}
                placeholder={t("accounts.wholePhone")}
                onSearch={(value) => {
                  setAfter([]);
                  setPhone(value.trim());
                }}
              />
            ),
          },
          { key: "reason", title: t("common.reason"), cut: true, cell: ({ reason }) => (reason === "" ? <Absent /> : reason) },
          { key: "source", title: t("accounts.source"), width: 140, cell: (entry) => source(entry.source) },
          { key: "since", title: t("accounts.since"), width: 140, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
          { key: "until", title: t("accounts.until"), width: 140, wide: true, cell: ({ expiresAt }) => <TimeText at={expiresAt} /> },
          ...(edit
            ? [
                {
                  key: "actions",
                  title: t("common.actions"),
                  kind: "actions" as const,
                  cell: ({ phone: number }: Entry) => (
                    <Button size="small" onClick={() => void confirm(unblock(number))}>
                      {t("accounts.unblock")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {after.length > 0 ? <Button onClick={() => setAfter(after.slice(0, -1))}>{t("accounts.pageBefore")}</Button> : null}
      {list.data?.more && may("phones.see") && next !== undefined ? (
        <Button onClick={() => setAfter([...after, next])}>{t("accounts.pageAfter")}</Button>
      ) : null}
      {list.data?.more && !may("phones.see") ? <p className="quiet">{t("accounts.moreBlocked")}</p> : null}
      <FormDrawer<{ readonly phones: string; readonly reason?: string }>
        open={adding}
        title={t("accounts.block")}
        submit={t("accounts.block")}
        initial={{}}
        onClose={() => setAdding(false)}
        onSubmit={async ({ phones, reason = "" }) => {
          const numbers = phones.split(/[\s,;，；]+/).filter((one) => one !== "");
          const { count } = await api.console("accountLists", "block", { accountId, phones: numbers, reason });
          message.success(t("accounts.blocked", { count }));
          list.reload();
        }}
      >
        <Form.Item
          name="phones"
          label={t("accounts.phones")}
          extra={t("accounts.phonesHint", { most: MOST_AT_ONCE })}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input.TextArea rows={6} autoFocus />
        </Form.Item>
        <Form.Item name="reason" label={t("common.reasonOptional")}>
          <Input maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </Section>
  );
}
