import { Button, Space } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../shared/api.ts";
import { Chart } from "../../shared/chart.tsx";
import { useFormat } from "../../shared/format.ts";
import { type Loading, useLoad } from "../../shared/load.ts";
import { Facts, Figure, Page, Section } from "../../shared/page.tsx";
import { Link, type Params, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Bones, Loaded } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, Code, Num, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { StandingMark } from "../standing.tsx";
import { ChannelForm } from "./channels/form.tsx";
import { Nodes } from "./channels/nodes.tsx";
import { Orphans } from "./channels/orphans.tsx";
import { SwitchButtons } from "./channels/switch.tsx";
import { TestDrawer } from "./channels/test-send.tsx";

type Data = ConsoleOutput<"channels", "get">;

const EVERY = 2_000;
const RARELY = 60_000;

/** One channel: how it does, how it is switched, who uses it. */
export default function ChannelPage({ params }: { readonly params: Params<"/channels/:id"> }) {
  const t = useT();
  const may = useMay();
  const id = Number(params.id);
  const loaded = useLoad((signal) => api.console("channels", "get", { id }, signal), [id], { every: EVERY });
  const today = useLoad((signal) => api.console("channels", "today", {}, signal), [], { every: RARELY });
  const [editing, setEditing] = useState(false);
  const [testing, setTesting] = useState(false);
  const { data } = loaded;
  const name = data?.channel.name ?? params.id;
  return (
    <Page
      title={name}
      back={{ to: "/channels", title: t("channels.title") }}
      hint={data === undefined ? "\u00a0" : <Head of={data} />}
      actions={
        data === undefined ? undefined : (
          <Space wrap>
            {may("channels.switch") && data.channel.media === "sms" ? (
              <Button disabled={!data.channel.enabled || data.channel.mode === "down"} onClick={() => setTesting(true)}>
                {t("channels.test")}
              </Button>
            ) : null}
            {may("channels.edit") ? <Button onClick={() => setEditing(true)}>{t("common.edit")}</Button> : null}
            <SwitchButtons channel={data.channel} done={loaded.reload} />
          </Space>
        )
      }
    >
      <Loaded of={loaded} bones={<Bones height={320} />}>
        {(got) => <Content of={got} today={today} />}
      </Loaded>
      <Orphans channelId={id} />
      <ChannelForm open={editing} id={id} onClose={() => setEditing(false)} done={loaded.reload} />
      <TestDrawer open={testing} channel={{ id, name }} onClose={() => setTesting(false)} />
    </Page>
  );
}

function Head({ of: { channel } }: { readonly of: Data }) {
  const t = useT();
  return (
    <Space size={12} wrap>
      <StandingMark standing={channel.standing} />
      <span>{t(`channels.is.${channel.standing}`)}</span>
    </Space>
  );
}

function Content({ of, today }: { readonly of: Data; readonly today: Loading<ConsoleOutput<"channels", "today">> }) {
  const t = useT();
  const { channel, nodes, usedBy, changes, limits, peer } = of;
  const { sum } = channel;
  return (
    <>
      <Figures of={of} today={today} />
      <Section title={t("channels.facts")}>
        <Facts
          of={{
            [t("channels.kind")]: channel.kind,
            [t("channels.code")]: <span className="num">{channel.code}</span>,
            [t("channels.operators")]: channel.operators.map((operator) => t(`operators.${operator}`)).join(t("common.and")),
            [t("channels.peer")]: peer === undefined ? <Absent /> : <Code text={peer} />,
            [t("channels.limits")]: t("channels.limitsOf", {
              rate: limits.rate === 0 ? t("channels.noLimit") : t("channels.rateOf", { rate: limits.rate }),
              sessions: limits.sessions,
              window: limits.window,
            }),
            [t("channels.trouble")]:
              sum?.trouble === undefined ? (
                <Absent />
              ) : (
                <>
                  <TimeText at={sum.trouble.at} seconds /> {sum.trouble.what}
                </>
              ),
            [t("channels.rejection")]:
              sum?.rejection === undefined ? (
                <Absent />
              ) : (
                <>
                  <TimeText at={sum.rejection.at} seconds /> {t(`channels.${sum.rejection.outcome}`)} <Code text={sum.rejection.code} />
                </>
              ),
            [t("channels.usedBy")]:
              usedBy.length === 0 ? (
                t("channels.usedByNone")
              ) : (
                <Space size={8} wrap>
                  {usedBy.map(({ id, name }) => (
                    <Link key={id} to={path("/products/:id", { id })}>
                      {name}
                    </Link>
                  ))}
                </Space>
              ),
          }}
        />
      </Section>
      <Hours id={channel.id} />
      <Nodes rows={nodes} />
      <Section title={t("channels.changes")}>
        <DataTable<Data["changes"][number]>
          label={t("channels.changes")}
          of={{ rows: changes }}
          rowKey={({ at }) => at}
          empty={<p className="empty-title">{t("channels.changesNone")}</p>}
          columns={[
            { key: "at", title: t("common.time"), width: 150, cell: ({ at }) => <TimeText at={at} seconds /> },
            { key: "mode", title: t("channels.mode"), width: 120, cell: ({ mode }) => t(`modes.${mode}`) },
            { key: "actor", title: t("audit.who"), width: 160, cell: ({ actor }) => actor },
            { key: "note", title: t("common.reason"), cut: true, cell: ({ note }) => (note === "" ? <Absent /> : note) },
          ]}
        />
      </Section>
    </>
  );
}

function Figures({ of: { channel }, today }: { readonly of: Data; readonly today: Loading<ConsoleOutput<"channels", "today">> }) {
  const t = useT();
  const format = useFormat();
  const { sum, id } = channel;
  const counts = today.data?.rows.find((row) => row.id === id);
  const settled = (counts?.delivered ?? 0) + (counts?.failed ?? 0);
  return (
    <div className="figures">
      <Figure
        name={t("channels.perSecond")}
        value={sum ? <Num value={sum.submits.last10s / 10} digits={1} /> : <Absent />}
        hint={sum ? t("channels.lastMinute", { count: sum.submits.last60s }) : undefined}
      />
      <Figure
        name={t("channels.window")}
        value={sum ? <Num value={sum.window.used} unit={`/ ${format.number(sum.window.size)}`} /> : <Absent />}
        hint={sum ? t("channels.waitingOf", { count: sum.waiting }) : undefined}
      />
      <Figure
        name={t("channels.sessions")}
        value={sum?.sessions ? <Num value={sum.sessions.bound} unit={`/ ${format.number(sum.sessions.wanted)}`} /> : <Absent />}
        tone={sum?.sessions && sum.sessions.bound < sum.sessions.wanted ? "warn" : undefined}
      />
      <Figure
        name={t("channels.answers")}
        value={sum ? <Num value={sum.outcomes.accepted} unit={t("channels.accepted")} /> : <Absent />}
        hint={sum ? t("channels.answersOf", sum.outcomes) : undefined}
        tone={sum && sum.outcomes.refused + sum.outcomes.unknown > sum.outcomes.accepted ? "bad" : undefined}
      />
      <Figure
        name={t("channels.receiptRate")}
        value={sum?.receiptRate === undefined ? <Absent /> : format.share(Math.min(1, sum.receiptRate))}
        hint={t("channels.minutes5")}
      />
      <Figure
        name={t("channels.deliveredToday")}
        value={<Num value={counts?.delivered ?? 0} />}
        hint={settled === 0 ? undefined : t("channels.successOf", { share: format.share((counts?.delivered ?? 0) / settled) })}
      />
    </div>
  );
}

function Hours({ id }: { readonly id: number }) {
  const t = useT();
  const hours = useLoad((signal) => api.console("channels", "hours", { id }, signal), [id], { every: RARELY });
  const title = t("channels.hours");
  return (
    <section className="section" aria-label={title}>
      <Loaded of={hours} bones={<Bones height={240} />}>
        {({ rows }) => (
          <Chart
            title={title}
            at={rows.map(({ at }) => at)}
            scale="clock"
            series={[
              { name: t("channels.sent"), values: rows.map(({ sent }) => sent), kind: "line", tone: "still" },
              { name: t("states.delivered"), values: rows.map(({ delivered }) => delivered), kind: "bar", stack: "end", tone: "good" },
              { name: t("states.failed"), values: rows.map(({ failed }) => failed), kind: "bar", stack: "end", tone: "bad" },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
