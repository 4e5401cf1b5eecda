import { App, Button, Form, Select } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../shared/api.ts";
import { FormDrawer } from "../shared/form.tsx";
import { usePages } from "../shared/load.ts";
import { Section } from "../shared/page.tsx";
import { Link, path, useQuery } from "../shared/router.tsx";
import { Empty } from "../shared/states.tsx";
import { DataTable } from "../shared/table.tsx";
import { TimeField } from "../shared/time-range.tsx";
import { Absent, Mark, Num, TimeText } from "../shared/values.tsx";
import { useT } from "../shared/words.tsx";

type Row = PortalOutput<"pushes", "list">["rows"][number];

const KINDS = { report: "report", inbound: "inboundKind" } as const;
const STATES = { waiting: "waiting", received: "receivedState", undelivered: "undelivered" } as const;
const TONES = { waiting: "busy", received: "good", undelivered: "bad" } as const;
const DAY = 86_400_000;

interface Window {
  readonly kind: Row["kind"];
  readonly from: number;
  readonly to: number;
}

/** What is or was to be pushed, with the last try; and a way to have a time's worth pushed again. */
export function PushList({ replayed }: { readonly replayed: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [{ kind, state }, setQuery] = useQuery();
  const [asking, setAsking] = useState(false);
  const ofKind = wordIn(KINDS, kind);
  const ofState = wordIn(STATES, state);
  const rows = usePages<Row>(
    (before, signal) =>
      api.portal(
        "pushes",
        "list",
        {
          ...(before === undefined ? {} : { before }),
          ...(ofKind === undefined ? {} : { kind: ofKind }),
          ...(ofState === undefined ? {} : { state: ofState }),
        },
        signal,
      ),
    [ofKind, ofState],
  );
  return (
    <Section title={t("portalPushes.list")} actions={<Button onClick={() => setAsking(true)}>{t("portalPushes.replay")}</Button>}>
      <DataTable<Row>
        label={t("portalPushes.list")}
        of={rows}
        rowKey={({ kind, id }) => `${kind} ${id}`}
        expect={4}
        empty={<Empty title={t("portalPushes.empty")} />}
        columns={[
          { key: "at", title: t("portalPushes.at"), width: 140, cell: ({ at }) => <TimeText at={at} seconds /> },
          {
            key: "kind",
            title: t("portalPushes.kind"),
            width: 130,
            cell: ({ kind, id }) =>
              kind === "report" ? (
                <Link to={path("/messages/:id", { id })}>{t("portalPushes.report")}</Link>
              ) : (
                <Link to={path("/inbox/:id", { id })}>{t("portalPushes.inboundKind")}</Link>
              ),
            filter: (
              <WordFilter
                label={t("portalPushes.anyKind")}
                value={ofKind}
                words={Object.entries(KINDS).map(([value, key]) => [value, t(`portalPushes.${key}`)] as const)}
                onChange={(value) => setQuery({ kind: value })}
              />
            ),
          },
          {
            key: "state",
            title: t("portalPushes.state"),
            width: 140,
            cell: ({ state }) => <Mark tone={TONES[state]}>{t(`portalPushes.${STATES[state]}`)}</Mark>,
            filter: (
              <WordFilter
                label={t("portalPushes.anyState")}
                value={ofState}
                words={Object.entries(STATES).map(([value, key]) => [value, t(`portalPushes.${key}`)] as const)}
                onChange={(value) => setQuery({ state: value })}
              />
            ),
          },
          { key: "tries", title: t("portalPushes.tries"), kind: "number", width: 90, cell: ({ tries }) => <Num value={tries} /> },
          { key: "last", title: t("portalPushes.last"), cut: true, cell: ({ last }) => lastOf(last) ?? <Absent /> },
        ]}
      />
      <FormDrawer<Window>
        open={asking}
        title={t("portalPushes.replayTitle")}
        submit={t("portalPushes.replay")}
        initial={{ kind: "report", from: Date.now() - DAY, to: Date.now() }}
        onClose={() => setAsking(false)}
        onSubmit={async (window) => {
          const { items } = await api.portal("pushes", "replay", window);
          message.success(t("portalPushes.replayed", { count: items }));
          rows.reload();
          replayed();
        }}
      >
        <p>{t("portalPushes.replayHint")}</p>
        <Form.Item name="kind" label={t("portalPushes.kind")}>
          <Select options={Object.entries(KINDS).map(([value, key]) => ({ value, label: t(`portalPushes.${key}`) }))} />
        </Form.Item>
        <Form.Item name="from" label={t("common.from")} rules={[{ required: true, message: t("common.required") }]}>
          <TimeField />
        </Form.Item>
        <Form.Item name="to" label={t("common.to")} rules={[{ required: true, message: t("common.required") }]}>
          <TimeField />
        </Form.Item>
      </FormDrawer>
    </Section>
  );
}

function lastOf(last: Row["last"]): string | undefined {
  if (last === undefined) return undefined;
  return [...(last.status === 0 ? [] : [String(last.status)]), ...(last.note === "" ? [] : [last.note])].join(" · ");
}

function wordIn<W extends string>(words: Readonly<Record<W, string>>, given: string | undefined): W | undefined {
  return (Object.keys(words) as W[]).find((word) => word === given);
}

function WordFilter({
  label,
  value,
  words,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly words: readonly (readonly [string, string])[];
  readonly onChange: (value: string | undefined) => void;
}) {
  return (
    <Select
      size="small"
      className="full"
      allowClear
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      options={words.map(([word, text]) => ({ value: word, label: text }))}
      onChange={(word: string | null | undefined) => onChange(word ?? undefined)}
    />
  );
}
