import { Button } from "antd";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { Empty } from "../../../shared/states.tsx";
import { DataTable } from "../../../shared/table.tsx";
import { Code, Mark, TimeText } from "../../../shared/values.tsx";
import { useT, useWordOf } from "../../../shared/words.tsx";
import type { PartProps } from "./types.ts";

type Call = ConsoleOutput<"accounts", "calls">["rows"][number];
const EVERY = 5_000;

/** What the customer's program asked for lately, and what it was told. */
export function AccountCalls({ account: { id } }: PartProps) {
  const t = useT();
  const calls = useLoad((signal) => api.console("accounts", "calls", { id }, signal), [id], { every: EVERY });
  return (
    <Section
      title={t("accounts.calls")}
      hint={t("accounts.callsHint")}
      actions={<Button onClick={calls.reload}>{t("accounts.refresh")}</Button>}
    >
      <DataTable<Call>
        label={t("accounts.calls")}
        of={{ rows: calls.data?.rows, problem: calls.problem, loading: calls.data === undefined && calls.loading, reload: calls.reload }}
        rowKey={({ at, path, parameters }) => `${at} ${path} ${JSON.stringify(parameters)}`}
        empty={<Empty title={t("accounts.noCalls")} hint={t("accounts.noCallsHint")} />}
        columns={[
          { key: "at", title: t("common.time"), width: 150, cell: ({ at }) => <TimeText at={at} seconds /> },
          { key: "what", title: t("accounts.call"), width: 170, cell: ({ dialect, call }) => `${dialect} · ${call}` },
          { key: "result", title: t("accounts.result"), width: 220, cell: ({ result }) => <Result result={result} /> },
          {
            key: "path",
            title: t("accounts.request"),
            cell: ({ method, path, parameters }) => (
              <span className="call-request">
                <Code text={`${method} ${path}`} />
                <span className="quiet">{parameters.map(({ name, value }) => `${name}=${value}`).join("  ")}</span>
              </span>
            ),
          },
          {
            key: "address",
            title: t("accounts.address"),
            width: 140,
            wide: true,
            cell: ({ address }) => <span className="num">{address}</span>,
          },
        ]}
      />
    </Section>
  );
}

function Result({ result }: { readonly result: string }) {
  const t = useT();
  const reason = useWordOf("reasons");
  return result === "ok" ? <Mark tone="good">{t("accounts.ok")}</Mark> : <Mark tone="bad">{reason(result)}</Mark>;
}
