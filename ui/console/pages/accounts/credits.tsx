import { App, Button, Form, Input, InputNumber, Radio, Select, Space } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { FormDrawer } from "../../../shared/form.tsx";
import { usePages } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { useQuery } from "../../../shared/router.tsx";
import { useMay } from "../../../shared/session.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Absent, Credits, TimeText } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { choices } from "./fields.tsx";
import type { PartProps } from "./types.ts";

type Entry = ConsoleOutput<"credits", "ledger">["rows"][number];
const KINDS = ["opening", "recharge", "adjust", "charge", "refund", "carried"] as const;
const MOST = 1_000_000_000_000;

interface Booking {
  readonly kind: "recharge" | "adjust";
  readonly medium: "sms" | "mms";
  readonly credits: number;
  readonly note?: string;
}

/** Balance and ledger. */
export function AccountCredits({ account, onChanged }: PartProps) {
  const t = useT();
  const may = useMay();
  const [{ kind }, setQuery] = useQuery();
  const [booking, setBooking] = useState<Booking["kind"]>();
  const chosen = KINDS.find((one) => one === kind);
  const ledger = usePages(
    (before, signal) =>
      api.console(
        "credits",
        "ledger",
        { accountId: account.id, ...(before === undefined ? {} : { before }), ...(chosen === undefined ? {} : { kinds: [chosen] }) },
        signal,
      ),
    [account.id, chosen],
  );
  return (
    <Section
      title={t("accounts.ledger")}
      hint={
        <span>
          {t("accounts.balance")} <Credits value={account.balance?.sms} />
          {account.balance?.mms ? (
            <span>
              {" · "}
              {t("accounts.mmsBalance")} <Credits value={account.balance.mms} />
            </span>
          ) : null}
        </span>
      }
      actions={
        may("credits.book") ? (
          <Space>
            <Button type="primary" onClick={() => setBooking("recharge")}>
              {t("accounts.recharge")}
            </Button>
            <Button onClick={() => setBooking("adjust")}>{t("accounts.adjust")}</Button>
          </Space>
        ) : undefined
      }
    >
      <DataTable<Entry>
        label={t("accounts.ledger")}
        of={ledger}
        rowKey={({ ref, kind: of, medium }) => `${ref} ${of} ${medium}`}
        columns={[
          { key: "at", title: t("common.time"), width: 150, cell: ({ at }) => <TimeText at={at} seconds /> },
          {
            key: "kind",
            title: t("accounts.entry"),
            width: 150,
            cell: (entry) => t(`ledgerKinds.${entry.kind}`),
            filter: (
              <Select
                size="small"
                className="full"
                allowClear
                aria-label={t("accounts.entry")}
                placeholder={t("common.all")}
                value={chosen ?? null}
                onChange={(value: string | null) => setQuery({ kind: value ?? undefined })}
                options={choices(KINDS, (word) => t(`ledgerKinds.${word}`))}
              />
            ),
          },
          { key: "medium", title: t("accounts.medium"), width: 90, wide: true, cell: ({ medium }) => t(`media.${medium}`) },
          {
            key: "credits",
            title: t("accounts.amount"),
            kind: "number",
            width: 140,
            cell: ({ credits }) => <Credits value={credits} signed />,
          },
          { key: "actor", title: t("accounts.actor"), cell: ({ actor }) => actor ?? <Absent /> },
          {
            key: "note",
            title: t("accounts.note"),
            cut: true,
            cell: ({ note }) => (note === undefined || note === "" ? <Absent /> : note),
          },
        ]}
      />
      {booking === undefined ? null : (
        <Book
          account={account}
          kind={booking}
          onClose={() => setBooking(undefined)}
          onChanged={() => {
            onChanged();
            ledger.reload();
          }}
        />
      )}
    </Section>
  );
}

function Book({ account, kind, onClose, onChanged }: PartProps & { readonly kind: Booking["kind"]; readonly onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  // asked for once a form: however often it is sent, it is booked once
  const [ref] = useState(() => api.console("credits", "newRef", {}));
  return (
    <FormDrawer<Booking>
      open
      title={t(kind === "recharge" ? "accounts.rechargeTitle" : "accounts.adjustTitle", { login: account.login })}
      submit={t(kind === "recharge" ? "accounts.recharge" : "accounts.adjust")}
      initial={{ medium: "sms" }}
      onClose={onClose}
      onSubmit={async ({ medium, credits, note = "" }) => {
        const booked = { ...(await ref), accountId: account.id, kind, medium, credits, note };
        const result = await api.console("credits", "book", booked);
        message.success(t("accounts.booked", { credits: result.credits }));
        onChanged();
      }}
    >
      <Form.Item
        name="credits"
        label={t("accounts.amount")}
        extra={t(kind === "recharge" ? "accounts.rechargeHint" : "accounts.adjustHint")}
        rules={[{ required: true, message: t("common.required") }]}
      >
        <InputNumber min={kind === "recharge" ? 1 : -MOST} max={MOST} precision={0} className="full" autoFocus />
      </Form.Item>
      <Form.Item name="medium" label={t("accounts.medium")}>
        <Radio.Group options={choices(["sms", "mms"], (word) => t(`media.${word}`))} />
      </Form.Item>
      <Form.Item
        name="note"
        label={t("accounts.note")}
        extra={t("accounts.noteHint")}
        rules={kind === "adjust" ? [{ required: true, whitespace: true, message: t("common.required") }] : []}
      >
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
