import { App, Button } from "antd";
import type { PortalOutput } from "./api.ts";
import type { Loading } from "./load.ts";
import { problemOf } from "./problem.ts";
import { useSentence } from "./states.tsx";
import { DataTable } from "./table.tsx";
import { Mark, TimeText } from "./values.tsx";
import { useT } from "./words.tsx";

type Sessions = PortalOutput<"session", "sessions">;
type Row = Sessions["rows"][number];

/** Where somebody is signed in, with a way to end it. */
export function SessionTable({
  label,
  of,
  onEnd,
}: {
  readonly label: string;
  readonly of: Loading<Sessions>;
  readonly onEnd: (session: string) => Promise<void>;
}) {
  const t = useT();
  const { message } = App.useApp();
  const sentence = useSentence();
  const end = (id: string): void => void onEnd(id).catch((error: unknown) => message.error(sentence(problemOf(error))));
  return (
    <DataTable<Row>
      label={label}
      of={{ rows: of.data?.rows, problem: of.problem, loading: of.loading, reload: of.reload }}
      rowKey={({ id }) => id}
      expect={2}
      empty={<p className="empty-title">{t("people.noSessions")}</p>}
      columns={[
        { key: "device", title: t("me.device"), cell: ({ agent, current }) => <Device agent={agent} current={current} /> },
        { key: "address", title: t("me.address"), cell: ({ address }) => <span className="num">{address}</span> },
        { key: "opened", title: t("me.opened"), cell: ({ openedAt }) => <TimeText at={openedAt} /> },
        { key: "used", title: t("me.used"), cell: ({ usedAt }) => <TimeText at={usedAt} /> },
        {
          key: "end",
          title: t("common.actions"),
          kind: "actions",
          cell: ({ id, current }) =>
            current ? null : (
              <Button size="small" onClick={() => end(id)}>
                {t("me.end")}
              </Button>
            ),
        },
      ]}
    />
  );
}

function Device({ agent, current }: { readonly agent: string; readonly current: boolean }) {
  const t = useT();
  const browser = nameIn(agent, BROWSERS);
  const system = nameIn(agent, SYSTEMS);
  const name =
    browser !== undefined && system !== undefined
      ? t("me.onDevice", { browser, system })
      : agent === ""
        ? t("me.unknownDevice")
        : agent.slice(0, 60);
  return (
    <span title={agent} className="device">
      {name} {current ? <Mark tone="good">{t("me.current")}</Mark> : null}
    </span>
  );
}

/** In this order: most browsers call themselves by the names of others as well. */
const BROWSERS: readonly (readonly [mark: string, name: string])[] = [
  ["MicroMessenger", "WeChat"],
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
  ["curl", "curl"],
];
const SYSTEMS: readonly (readonly [mark: string, name: string])[] = [
  ["HarmonyOS", "HarmonyOS"],
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
];

function nameIn(agent: string, names: readonly (readonly [mark: string, name: string])[]): string | undefined {
  return names.find(([mark]) => agent.includes(mark))?.[1];
}
