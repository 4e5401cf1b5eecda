import { Button, Select } from "antd";
import { api, type PortalOutput } from "../../shared/api.ts";
import { TextFilter } from "../../shared/filters.tsx";
import { usePages } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { path, useQuery } from "../../shared/router.tsx";
import { Empty } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { TimeRange } from "../../shared/time-range.tsx";
import { Absent, Code, Num, Phone, StateTag, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";

type Row = PortalOutput<"messages", "search">["rows"][number];

const STATES = ["held", "queued", "sent", "delivered", "failed", "unknown", "cancelled"] as const satisfies readonly Row["state"][];

/** Every message of the account, one a recipient. */
export default function MessagesPage() {
  const t = useT();
  const [{ phone, state, code, text, submission, from, to }, setQuery] = useQuery();
  const known = STATES.find((one) => one === state);
  const rows = usePages<Row>(
    (before, signal) =>
      api.portal(
        "messages",
        "search",
        {
          ...(before === undefined ? {} : { before }),
          ...(phone === undefined ? {} : { phone }),
          ...(known === undefined ? {} : { state: known }),
          ...(code === undefined ? {} : { code }),
          ...(text === undefined ? {} : { text }),
          ...numberOf("submissionId", submission),
          ...numberOf("from", from),
          ...numberOf("to", to),
        },
        signal,
      ),
    [phone, known, code, text, submission, from, to],
  );
  return (
    <Page
      title={t("portalMessages.title")}
      hint={submission === undefined ? t("portalMessages.hint") : t("portalMessages.submission", { id: submission })}
      actions={
        <>
          {submission === undefined ? null : (
            <Button onClick={() => setQuery({ submission: undefined })}>{t("portalMessages.allSubmissions")}</Button>
          )}
          <TimeRange
            value={{ from: from === undefined ? undefined : Number(from), to: to === undefined ? undefined : Number(to) }}
            onChange={(range) => setQuery({ from: range.from?.toString(), to: range.to?.toString() })}
          />
        </>
      }
    >
      <DataTable<Row>
        label={t("portalMessages.title")}
        of={rows}
        rowKey={({ id }) => id}
        rowLink={({ id }) => path("/messages/:id", { id })}
        empty={<Empty title={t(rows.more ? "portalMessages.emptyMore" : "portalMessages.empty")} />}
        columns={[
          {
            key: "phone",
            title: t("portalMessages.phone"),
            width: 150,
            cell: (row) => <Phone value={row.phone} />,
            filter: (
              <TextFilter
                value={phone}
                label={t("portalMessages.phone")}
                most={40}
                numeric
                onChange={(value) => setQuery({ phone: value })}
              />
            ),
          },
          {
            key: "text",
            title: t("portalMessages.text"),
            cut: true,
            cell: (row) => row.text,
            filter: <TextFilter value={text} label={t("portalMessages.textPart")} onChange={(value) => setQuery({ text: value })} />,
          },
          {
            key: "state",
            title: t("portalMessages.state"),
            width: 150,
            cell: (row) => <StateTag state={row.state} />,
            filter: (
              <Select
                size="small"
                className="full"
                aria-label={t("portalMessages.state")}
                allowClear
                placeholder={t("portalMessages.anyState")}
                value={known ?? null}
                options={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
                onChange={(value: string | null | undefined) => setQuery({ state: value ?? undefined })}
              />
            ),
          },
          {
            key: "code",
            title: t("portalMessages.code"),
            width: 120,
            cell: (row) => (row.code === undefined ? <Absent /> : <Code text={row.code} />),
            filter: <TextFilter value={code} label={t("portalMessages.code")} most={40} onChange={(value) => setQuery({ code: value })} />,
          },
          {
            key: "segments",
            title: t("portalMessages.segments"),
            kind: "number",
            width: 90,
            cell: ({ segments }) => <Num value={segments} />,
          },
          {
            key: "accepted",
            title: t("portalMessages.accepted"),
            width: 130,
            cell: ({ acceptedAt }) => <TimeText at={acceptedAt} seconds />,
          },
          {
            key: "final",
            title: t("portalMessages.final"),
            width: 130,
            wide: true,
            cell: ({ finalAt }) => <TimeText at={finalAt} seconds />,
          },
        ]}
      />
    </Page>
  );
}

/** What an address says, where it says a number. */
function numberOf<K extends string>(name: K, value: string | undefined): { readonly [P in K]?: number } {
  const number = value === undefined ? Number.NaN : Number(value);
  return (Number.isSafeInteger(number) && number >= 0 ? { [name]: number } : {}) as { readonly [P in K]?: number };
}
