import { App, Button, Form, Input, Select, Space } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useConfirm } from "../../../shared/confirm.tsx";
import { FormDrawer } from "../../../shared/form.tsx";
import { useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { useMay } from "../../../shared/session.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Absent, Code, Mark, TimeText, type Tone } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { choices } from "./fields.tsx";
import type { PartProps } from "./types.ts";

/** Signatures and templates. */
export function AccountWording(props: PartProps) {
  return (
    <>
      <Signatures {...props} />
      <Templates {...props} />
    </>
  );
}

type Asked = ConsoleOutput<"accountLists", "signatures">["asked"][number];
interface SignatureRow {
  readonly key: string;
  readonly text: string;
  readonly id: number | undefined;
  readonly state: Asked["state"] | "declared";
  readonly by: string | undefined;
  readonly at: number | undefined;
  readonly note: string | undefined;
}
const SIGNATURE_TONES: Readonly<Record<SignatureRow["state"], Tone>> = {
  declared: "good",
  approved: "good",
  waiting: "warn",
  returned: "bad",
  withdrawn: "still",
};

function signatureRows({ approved, asked }: ConsoleOutput<"accountLists", "signatures">): readonly SignatureRow[] {
  const rowOf = ({ id, text, state, at, actor, note, reason }: Asked): SignatureRow => ({
    key: String(id),
    text,
    id,
    state,
    by: actor,
    at,
    note: reason === undefined || reason === "" ? note : reason,
  });
  const declared = approved
    .filter(({ id }) => id === undefined)
    .map(({ text }) => ({
      key: `d ${text}`,
      text,
      id: undefined,
      state: "declared" as const,
      by: undefined,
      at: undefined,
      note: undefined,
    }));
  return [...declared, ...asked.map(rowOf)];
}

function Signatures({ account: { id: accountId }, onChanged }: PartProps) {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const [adding, setAdding] = useState(false);
  const list = useLoad((signal) => api.console("accountLists", "signatures", { accountId }, signal), [accountId]);
  const changed = (): void => {
    list.reload();
    onChanged();
  };
  const drop = ({ id = 0, text, state }: SignatureRow) => ({
    title: t("accounts.dropSignatureTitle", { text }),
    text: t(state === "approved" ? "accounts.dropSignatureText" : "accounts.withdrawText"),
    confirm: t("common.remove"),
    danger: true,
    act: async () => {
      await api.console("accountLists", "dropSignature", { accountId, id });
      changed();
    },
  });
  return (
    <Section
      title={t("accounts.signatures")}
      hint={t("accounts.signaturesHint")}
      actions={may("accounts.edit") ? <Button onClick={() => setAdding(true)}>{t("accounts.addSignature")}</Button> : undefined}
    >
      <DataTable<SignatureRow>
        label={t("accounts.signatures")}
        of={{ rows: list.data && signatureRows(list.data), problem: list.problem, loading: list.loading, reload: list.reload }}
        rowKey={({ key }) => key}
        expect={3}
        empty={<p className="empty-title">{t("accounts.noSignatures")}</p>}
        columns={[
          { key: "text", title: t("accounts.signature"), width: 220, cell: ({ text }) => `【${text}】` },
          {
            key: "state",
            title: t("accounts.state"),
            width: 150,
            cell: ({ state }) => <Mark tone={SIGNATURE_TONES[state]}>{t(`signatureStates.${state}`)}</Mark>,
          },
          {
            key: "note",
            title: t("accounts.note"),
            cut: true,
            cell: ({ note }) => (note === undefined || note === "" ? <Absent /> : note),
          },
          { key: "by", title: t("accounts.actor"), width: 150, wide: true, cell: ({ by }) => by ?? <Absent /> },
          { key: "at", title: t("common.time"), width: 140, cell: ({ at }) => <TimeText at={at} /> },
          {
            key: "actions",
            title: t("common.actions"),
            kind: "actions",
            cell: (row) =>
              may("accounts.edit") && (row.state === "approved" || row.state === "waiting") ? (
                <Button size="small" onClick={() => void confirm(drop(row))} aria-label={`${t("common.remove")}: ${row.text}`}>
                  {t("common.remove")}
                </Button>
              ) : null,
          },
        ]}
      />
      <FormDrawer<{ readonly text: string; readonly note?: string }>
        open={adding}
        title={t("accounts.addSignature")}
        submit={t("accounts.addSignature")}
        initial={{}}
        onClose={() => setAdding(false)}
        onSubmit={async ({ text, note }) => {
          await api.console("accountLists", "addSignature", { accountId, text, ...(note === undefined ? {} : { note }) });
          message.success(t("common.saved"));
          changed();
        }}
      >
        <Form.Item
          name="text"
          label={t("accounts.signature")}
          extra={t("accounts.signatureHint")}
          rules={[{ required: true, min: 2, message: t("accounts.signatureHint") }]}
        >
          <Input maxLength={20} autoFocus />
        </Form.Item>
        <Form.Item name="note" label={t("accounts.note")}>
          <Input maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </Section>
  );
}

type Template = ConsoleOutput<"accountLists", "templates">["rows"][number];
const TEMPLATE_TONES: Readonly<Record<Template["state"], Tone>> = { enabled: "good", disabled: "still", review: "warn", returned: "bad" };

function Templates({ account: { id: accountId } }: PartProps) {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const [editing, setEditing] = useState<Template | "new">();
  const list = useLoad((signal) => api.console("accountLists", "templates", { accountId }, signal), [accountId]);
  const drop = ({ id }: Template) => ({
    title: t("accounts.dropTemplateTitle", { id }),
    text: t("accounts.dropTemplateText"),
    confirm: t("common.remove"),
    danger: true,
    act: async () => {
      await api.console("accountLists", "dropTemplate", { accountId, id });
      list.reload();
    },
  });
  const old = editing === "new" ? undefined : editing;
  return (
    <Section
      title={t("accounts.templates")}
      hint={t("accounts.templatesHint")}
      actions={may("accounts.edit") ? <Button onClick={() => setEditing("new")}>{t("accounts.addTemplate")}</Button> : undefined}
    >
      <DataTable<Template>
        label={t("accounts.templates")}
        of={{ rows: list.data?.rows, problem: list.problem, loading: list.loading, reload: list.reload }}
        rowKey={({ id }) => id}
        expect={3}
        empty={<p className="empty-title">{t("accounts.noTemplates")}</p>}
        columns={[
          { key: "id", title: t("accounts.templateId"), width: 190, cell: ({ id }) => <Code text={id} /> },
          { key: "text", title: t("accounts.text"), cell: ({ text }) => text },
          {
            key: "state",
            title: t("accounts.state"),
            width: 130,
            cell: ({ state }) => <Mark tone={TEMPLATE_TONES[state]}>{t(`templateStates.${state}`)}</Mark>,
          },
          {
            key: "actions",
            title: t("common.actions"),
            kind: "actions",
            cell: (row) =>
              may("accounts.edit") ? (
                <Space size={4}>
                  <Button size="small" onClick={() => setEditing(row)} aria-label={`${t("common.edit")}: ${row.id}`}>
                    {t("common.edit")}
                  </Button>
                  <Button size="small" onClick={() => void confirm(drop(row))} aria-label={`${t("common.remove")}: ${row.id}`}>
                    {t("common.remove")}
                  </Button>
                </Space>
              ) : null,
          },
        ]}
      />
      {editing === undefined ? null : (
        <FormDrawer<{ readonly text: string; readonly state: "enabled" | "disabled" }>
          open
          title={old === undefined ? t("accounts.addTemplate") : t("accounts.editTemplate", { id: old.id })}
          submit={t("common.save")}
          initial={old === undefined ? { state: "enabled" } : { text: old.text, state: old.state === "disabled" ? "disabled" : "enabled" }}
          onClose={() => setEditing(undefined)}
          onSubmit={async ({ text, state }) => {
            if (old === undefined) await api.console("accountLists", "addTemplate", { accountId, text });
            else await api.console("accountLists", "changeTemplate", { accountId, id: old.id, text, state });
            message.success(t("common.saved"));
            list.reload();
          }}
        >
          <Form.Item
            name="text"
            label={t("accounts.text")}
            extra={t("accounts.templateHint")}
            rules={[{ required: true, whitespace: true, message: t("common.required") }]}
          >
            <Input.TextArea rows={5} maxLength={1_000} showCount autoFocus />
          </Form.Item>
          {old === undefined ? null : (
            <Form.Item name="state" label={t("accounts.state")}>
              <Select options={choices(["enabled", "disabled"], (word) => t(`templateStates.${word}`))} />
            </Form.Item>
          )}
        </FormDrawer>
      )}
    </Section>
  );
}
