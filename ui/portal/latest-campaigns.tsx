import { api, type PortalOutput } from "../shared/api.ts";
import { useLoad } from "../shared/load.ts";
import { Section } from "../shared/page.tsx";
import { Link, path } from "../shared/router.tsx";
import { DataTable } from "../shared/table.tsx";
import { Num, TimeText } from "../shared/values.tsx";
import { useT } from "../shared/words.tsx";
import { CampaignState } from "./campaign/state.tsx";

type Row = PortalOutput<"campaigns", "list">["rows"][number];

const SHOWN = 3;

/** The campaigns that were begun last; nothing at all where there were none. */
export function LatestCampaigns() {
  const t = useT();
  const campaigns = useLoad((signal) => api.portal("campaigns", "list", { limit: SHOWN }, signal));
  const rows = campaigns.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t("portalHome.campaigns")} actions={<Link to="/campaigns">{t("portalHome.allCampaigns")}</Link>}>
      <DataTable<Row>
        label={t("portalHome.campaigns")}
        of={{ rows }}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/campaigns/:id", { id: String(id) })}
        columns={[
          { key: "name", title: t("campaigns.name"), cell: ({ name }) => name },
          { key: "state", title: t("campaigns.state"), width: 140, cell: ({ state }) => <CampaignState state={state} /> },
          {
            key: "recipients",
            title: t("send.recipients"),
            kind: "number",
            width: 110,
            cell: ({ recipients }) => <Num value={recipients} />,
          },
          { key: "at", title: t("campaigns.at"), width: 140, cell: ({ at }) => <TimeText at={at} /> },
        ]}
      />
    </Section>
  );
}
