import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Space } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { FormDrawer } from "../../shared/form.tsx";
import { useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { AskedState } from "../asked-state.tsx";
import "../send/send.css";

type Row = PortalOutput<"ask", "templates">["rows"][number];

/** Texts that need no person's look once they are approved. */
export default function TemplatesPage() {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const templates = useLoad((signal) => api.portal("ask", "templates", {}, signal));
  const [editing, setEditing] = useState<Row | "new">();
  const remove = ({ id, text }: Row): void => {
    void confirm({
      title: t("ask.removeTemplate"),
      text,
      confirm: t("common.remove"),
      danger: true,
      act: async () => {
        await api.portal("ask", "deleteTemplate", { id });
        templates.reload();
      },
    });
  };
  const save = async ({ text }: { text: string }): Promise<void> => {
    if (editing === "new" || editing === undefined) await api.portal("ask", "addTemplate", { text });
    else await api.portal("ask", "changeTemplate", { id: editing.id, text });
    message.success(t("ask.asked"));
    templates.reload();
  };
  return (
    <Page
      title={t("ask.templates")}
      hint={t("ask.templatesHint")}
      {...(may("portal.ask")
        ? {
            actions: (
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing("new")}>
                {t("ask.addTemplate")}
              </Button>
            ),
          }
        : {})}
    >
      <DataTable<Row>
        label={t("ask.templates")}
        of={{ rows: templates.data?.rows, problem: templates.problem, loading: templates.loading, reload: templates.reload }}
        rowKey={({ id }) => id}
        expect={4}
        empty={<Empty title={t("ask.noTemplates")} hint={t("ask.noTemplatesHint")} />}
        columns={[
          { key: "text", title: t("ask.text"), width: "45%", cell: ({ text }) => <span className="asked-text">{text}</span> },
          { key: "state", title: t("send.state"), cell: ({ state, reason }) => <AskedState state={state} reason={reason} /> },
          { key: "askedAt", title: t("ask.askedAt"), wide: true, cell: ({ askedAt }) => <TimeText at={askedAt} /> },
          ...(may("portal.ask")
            ? [
                {
                  key: "actions",
                  title: t("common.actions"),
                  kind: "actions" as const,
                  cell: (row: Row) => (
                    <Space>
                      <Button size="small" onClick={() => setEditing(row)}>
                        {t("common.edit")}
                      </Button>
                      <Button size="small" danger onClick={() => remove(row)}>
                        {t("common.remove")}
                      </Button>
                    </Space>
                  ),
                },
              ]
            : []),
        ]}
      />
      <FormDrawer<{ text: string }>
        open={editing !== undefined}
        title={editing === "new" ? t("ask.addTemplate") : t("ask.editTemplate")}
        submit={t("ask.submit")}
        initial={{ text: editing === "new" || editing === undefined ? "" : editing.text }}
        onSubmit={save}
        onClose={() => setEditing(undefined)}
      >
        <Form.Item
          name="text"
          label={t("ask.text")}
          extra={t("ask.textHint")}
          rules={[{ required: true, whitespace: true, message: t("common.required") }]}
        >
          <Input.TextArea rows={6} maxLength={1_000} showCount autoFocus />
        </Form.Item>
      </FormDrawer>
    </Page>
  );
}
