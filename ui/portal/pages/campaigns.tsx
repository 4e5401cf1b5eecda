import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { api, type PortalOutput } from "../../shared/api.ts";
import { usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { go, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Num, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { CampaignState } from "../campaign/state.tsx";

type Row = PortalOutput<"campaigns", "list">["rows"][number];

/** What was sent to files of recipients. */
export default function CampaignsPage() {
  const t = useT();
  const may = useMay();
  const rows = usePages<Row>((before, signal) => api.portal("campaigns", "list", before === undefined ? {} : { before }, signal));
  const add = may("portal.send") ? (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => go("/campaigns/new")}>
      {t("campaigns.add")}
    </Button>
  ) : undefined;
  return (
    <Page title={t("campaigns.title")} hint={t("campaigns.hint")} {...(add === undefined ? {} : { actions: add })}>
      <DataTable<Row>
        label={t("campaigns.title")}
        of={rows}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/campaigns/:id", { id: String(id) })}
        empty={<Empty title={t("campaigns.none")} hint={t("campaigns.noneHint")} />}
        columns={[
          { key: "name", title: t("campaigns.name"), cell: ({ name }) => name },
          { key: "state", title: t("campaigns.state"), cell: ({ state }) => <CampaignState state={state} /> },
          { key: "recipients", title: t("send.recipients"), kind: "number", cell: ({ recipients }) => <Num value={recipients} /> },
          { key: "handed", title: t("campaigns.handedCount"), kind: "number", cell: ({ handed }) => <Num value={handed} /> },
          { key: "credits", title: t("send.charged"), kind: "number", cell: ({ credits }) => <Num value={credits} /> },
          {
            key: "sendAt",
            title: t("send.when"),
            wide: true,
            cell: ({ sendAt }) => (sendAt === undefined ? t("send.now") : <TimeText at={sendAt} />),
          },
          { key: "at", title: t("campaigns.at"), cell: ({ at }) => <TimeText at={at} /> },
        ]}
      />
    </Page>
  );
}
