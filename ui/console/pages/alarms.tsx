import { BellOutlined, SettingOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Segmented } from "antd";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { useFormat } from "../../shared/format.ts";
import { type Loading, useAction, useLoad } from "../../shared/load.ts";
import { Page, Section } from "../../shared/page.tsx";
import { go, useQuery } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Empty, useSentence } from "../../shared/states.tsx";
import { type Column, DataTable, type TableRows } from "../../shared/table.tsx";
import { Absent, Mark, TimeText } from "../../shared/values.tsx";
import { useLanguage, useT } from "../../shared/words.tsx";

type Answer = ConsoleOutput<"alarms", "list">;
type Alarm = Answer["rows"][number];

/** ms between answer and next question. */
const EVERY = 10_000;
const DAYS = [7, 30, 90] as const;
const HOUR = 3_600_000;
const MUTES = { hour1: HOUR, hours8: 8 * HOUR, day1: 24 * HOUR, days7: 168 * HOUR } as const;

/** What is the matter, and what was. */
export default function AlarmsPage() {
  const t = useT();
  const language = useLanguage();
  const [query, setQuery] = useQuery();
  const days = DAYS.find((count) => String(count) === query.days) ?? DAYS[0];
  const list = useLoad((signal) => api.console("alarms", "list", { language, days }, signal), [language, days], {
    every: EVERY,
    keep: true,
  });
  return (
    <Page
      title={t("alarms.title")}
      hint={t("alarms.hint")}
      actions={
        <Button icon={<SettingOutlined aria-hidden />} onClick={() => go("/alarms/settings")}>
          {t("alarms.settings")}
        </Button>
      }
    >
      <Section title={t("alarms.going")}>
        <Going of={list} />
      </Section>
      <Section
        title={t("alarms.ended")}
        actions={
          <Segmented
            aria-label={t("alarms.days")}
            value={days}
            options={DAYS.map((value) => ({ value, label: t("alarms.daysOf", { count: value }) }))}
            onChange={(value) => setQuery({ days: value === DAYS[0] ? undefined : String(value) })}
          />
        }
      >
        <Ended of={list} />
      </Section>
    </Page>
  );
}

/** Some of the rows; being asked again doesn't make the table look busy. */
function rowsOf({ data, problem, reload }: Loading<Answer>, which: (alarm: Alarm) => boolean): TableRows<Alarm> {
  return { rows: data?.rows.filter(which), problem, reload };
}

function Going({ of }: { readonly of: Loading<Answer> }) {
  const t = useT();
  const may = useMay();
  const columns: readonly Column<Alarm>[] = [
    { key: "name", title: t("alarms.name"), width: 160, cell: (alarm) => <Name of={alarm} /> },
    {
      key: "what",
      title: t("alarms.what"),
      kind: "prose",
      cell: ({ what, first }) => (
        <div className="alarm-text">
          <p>{what}</p>
          <p className="quiet">{first}</p>
        </div>
      ),
    },
    { key: "since", title: t("alarms.since"), width: 130, cell: ({ since }) => <TimeText at={since} /> },
    {
      key: "muted",
      title: t("alarms.mutedUntil"),
      width: 150,
      cell: ({ mutedUntil, mutedBy }) =>
        mutedUntil === undefined ? (
          <Absent />
        ) : (
          <span title={mutedBy === undefined ? undefined : t("alarms.mutedBy", { name: mutedBy })}>
            <TimeText at={mutedUntil} />
          </span>
        ),
    },
  ];
  const acting: Column<Alarm> = {
    key: "actions",
    title: t("common.actions"),
    kind: "actions",
    cell: (alarm) => <Mute of={alarm} done={of.reload} />,
  };
  return (
    <DataTable<Alarm>
      label={t("alarms.going")}
      of={rowsOf(of, ({ endedAt }) => endedAt === undefined)}
      rowKey={({ id }) => id}
      expect={3}
      empty={<Empty title={t("alarms.goingEmpty")} hint={t("alarms.goingEmptyHint")} />}
      columns={may("alarms.edit") ? [...columns, acting] : columns}
    />
  );
}

function Name({ of: { name, endedAt, mutedUntil } }: { readonly of: Alarm }) {
  return <Mark tone={endedAt !== undefined ? "good" : mutedUntil === undefined ? "bad" : "still"}>{name}</Mark>;
}

function Mute({ of: { key, name, subject, mutedUntil }, done }: { readonly of: Alarm; readonly done: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const sentence = useSentence();
  const action = useAction(async (until: number) => {
    try {
      await api.console("alarms", "mute", { key, until });
      void message.success(t(until === 0 ? "alarms.unmuteDone" : "alarms.muteDone"));
    } catch (error) {
      void message.error(sentence(error as Parameters<typeof sentence>[0]));
    }
    done();
  });
  const what = subject === "" ? name : `${name} ${subject}`;
  if (mutedUntil !== undefined)
    return (
      <Button size="small" loading={action.busy} aria-label={`${t("alarms.unmute")} ${what}`} onClick={() => void action.run(0)}>
        {t("alarms.unmute")}
      </Button>
    );
  const items = (Object.keys(MUTES) as (keyof typeof MUTES)[]).map((length) => ({
    key: length,
    label: t("alarms.muteFor", { value: t(`alarms.${length}`) }),
    onClick: () => void action.run(Date.now() + MUTES[length]),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <Button
        size="small"
        icon={<BellOutlined aria-hidden />}
        loading={action.busy}
        title={t("alarms.muteHint")}
        aria-label={`${t("alarms.mute")} ${what}`}
      >
        {t("alarms.mute")}
      </Button>
    </Dropdown>
  );
}

function Ended({ of }: { readonly of: Loading<Answer> }) {
  const t = useT();
  const format = useFormat();
  return (
    <DataTable<Alarm>
      label={t("alarms.ended")}
      of={rowsOf(of, ({ endedAt }) => endedAt !== undefined)}
      rowKey={({ id }) => id}
      expect={5}
      empty={<p className="empty-title">{t("alarms.endedEmpty")}</p>}
      columns={[
        { key: "name", title: t("alarms.name"), width: 160, cell: (alarm) => <Name of={alarm} /> },
        { key: "what", title: t("alarms.what"), kind: "prose", cell: ({ what }) => what },
        { key: "since", title: t("alarms.since"), width: 130, cell: ({ since }) => <TimeText at={since} /> },
        { key: "endedAt", title: t("alarms.endedAt"), width: 130, cell: ({ endedAt }) => <TimeText at={endedAt} /> },
        {
          key: "lasted",
          title: t("alarms.lasted"),
          kind: "number",
          width: 110,
          cell: ({ since, endedAt }) => (endedAt === undefined ? <Absent /> : format.duration(endedAt - since)),
        },
      ]}
    />
  );
}
