import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { CONTENT_CLASSES, MEDIA } from "../../../src/domain/message.ts";
import { api, type ConsoleInput, type ConsoleOutput } from "../../shared/api.ts";
import { useFieldProblems } from "../../shared/form.tsx";
import { useFormat } from "../../shared/format.ts";
import { useAction, useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import { Link, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { ProblemLine } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Absent, Credits, Mark, Num, Phone, type Tone } from "../../shared/values.tsx";
import { useT, useWordOf } from "../../shared/words.tsx";
import { StandingMark } from "../standing.tsx";

type Asked = ConsoleInput<"whatIf", "ask">;
type Answer = ConsoleOutput<"whatIf", "ask">;

/** How a text would be routed and charged now. */
export default function WhatIfPage() {
  const t = useT();
  const [form] = Form.useForm<Asked>();
  const [answer, setAnswer] = useState<Answer>();
  const action = useAction(async (asked: Asked) => {
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined && value !== "")) as unknown as Asked;
    setAnswer(await api.console("whatIf", "ask", given));
  });
  const leftOver = useFieldProblems(form, action.problem);
  const needed = [{ required: true, message: t("common.required") }];
  return (
    <Page title={t("whatIf.title")} hint={t("whatIf.hint")}>
      <Section title={t("whatIf.question")}>
        <Form<Asked>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ medium: "sms" }}
          onFinish={(asked) => void action.run(asked)}
        >
          <div className="form-grid">
            <Form.Item name="accountId" label={t("whatIf.account")} rules={needed}>
              <AccountSelect />
            </Form.Item>
            <Form.Item name="phone" label={t("channels.phone")} rules={needed}>
              <Input maxLength={40} inputMode="tel" autoComplete="off" />
            </Form.Item>
            <Form.Item name="class" label={t("products.classes")}>
              <Select
                allowClear
                placeholder={t("whatIf.byText")}
                options={CONTENT_CLASSES.map((value) => ({ value, label: t(`classes.${value}`) }))}
              />
            </Form.Item>
            <Form.Item name="ext" label={t("whatIf.ext")}>
              <Input maxLength={20} inputMode="numeric" />
            </Form.Item>
            <Form.Item name="medium" label={t("products.media")}>
              <Select options={MEDIA.map((value) => ({ value, label: t(`media.${value}`) }))} />
            </Form.Item>
          </div>
          <Form.Item name="text" label={t("channels.text")} rules={needed}>
            <Input.TextArea rows={3} maxLength={10_000} />
          </Form.Item>
          <ProblemLine problem={leftOver} />
          <Button type="primary" htmlType="submit" loading={action.busy}>
            {t("whatIf.ask")}
          </Button>
        </Form>
      </Section>
      <div aria-live="polite">{answer === undefined ? null : <Result of={answer} />}</div>
    </Page>
  );
}

/** Searched by the server: there may be thousands. */
function AccountSelect({
  value,
  onChange,
  id,
}: {
  readonly value?: number;
  readonly onChange?: (id: number) => void;
  readonly id?: string;
}) {
  const may = useMay();
  const [search, setSearch] = useState("");
  const seen = may("accounts.see");
  const found = useLoad(
    async (signal) =>
      seen ? (await api.console("accounts", "list", { limit: 20, ...(search === "" ? {} : { search }) }, signal)).rows : [],
    [search, seen],
    { keep: true },
  );
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(value === undefined ? {} : { value })}
      {...(onChange === undefined ? {} : { onChange })}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.loading}
      options={(found.data ?? []).map(({ id: account, login, name }) => ({
        value: account,
        label: login === name ? login : `${login} · ${name}`,
      }))}
    />
  );
}

function Result({ of }: { readonly of: Answer }) {
  const t = useT();
  const reason = useWordOf("reasons");
  const { refusal, suspended, held, noWay } = of;
  const taken = of.channels.filter(({ why }) => why === "taken");
  const tone: Tone = refusal || suspended || noWay ? "bad" : held || taken.length === 0 ? "warn" : "good";
  const verdict = suspended
    ? t("whatIf.suspended")
    : refusal
      ? t("whatIf.refused", { why: reason(refusal.reason) })
      : held
        ? t("whatIf.held")
        : taken.length === 0
          ? t("whatIf.waits")
          : t("whatIf.goes", { channels: taken.map(({ name }) => name).join(t("common.and")) });
  return (
    <>
      <Section title={t("whatIf.answer")}>
        <p className="verdict">
          <Mark tone={tone}>{verdict}</Mark>
        </p>
        {refusal?.detail === undefined ? null : <p className="quiet">{refusal.detail}</p>}
        <Bill of={of} />
      </Section>
      <Ways of={of} />
      <Rules rows={of.rules} />
    </>
  );
}

function Bill({ of: { phone, operator, province, class: content, text, credits, price, balance, product } }: { readonly of: Answer }) {
  const t = useT();
  const format = useFormat();
  return (
    <Facts
      of={{
        [t("channels.phone")]: <Phone value={phone} />,
        [t("whatIf.operator")]: operator === undefined ? <Absent /> : t(`operators.${operator}`),
        [t("whatIf.province")]: province ?? <Absent />,
        [t("products.classes")]: t(`classes.${content}`),
        [t("whatIf.credits")]: <Credits value={credits} />,
        [t("whatIf.price")]:
          price === undefined ? <Absent /> : <span className="num">{t("whatIf.yuan", { price: format.number(price / 10_000, 4) })}</span>,
        [t("whatIf.balance")]: <Credits value={balance} />,
        [t("whatIf.product")]: product === undefined ? <Absent /> : product.name,
        [t("whatIf.text")]: text,
      }}
    />
  );
}

function Ways({ of: { channels, noWay } }: { readonly of: Answer }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const reason = useWordOf("reasons");
  return (
    <Section title={t("whatIf.channels")} hint={t("whatIf.channelsHint")}>
      <DataTable<Answer["channels"][number]>
        label={t("whatIf.channels")}
        of={{ rows: channels }}
        rowKey={({ id }) => id}
        empty={<p className="empty-title">{noWay === undefined ? t("whatIf.noOperator") : reason(noWay.reason)}</p>}
        columns={[
          {
            key: "name",
            title: t("products.channel"),
            cell: ({ id, name }) => (may("channels.see") ? <Link to={path("/channels/:id", { id })}>{name}</Link> : name),
          },
          { key: "route", title: t("whatIf.route"), width: 110, cell: ({ route }) => t("products.route", { place: route + 1 }) },
          { key: "priority", title: t("products.priority"), kind: "number", width: 90, cell: ({ priority }) => <Num value={priority} /> },
          { key: "weight", title: t("products.weight"), kind: "number", width: 90, cell: ({ weight }) => <Num value={weight} /> },
          { key: "standing", title: t("channels.standing"), width: 120, cell: ({ standing }) => <StandingMark standing={standing} /> },
          {
            key: "why",
            title: t("whatIf.why"),
            cell: ({ why, share }) => (
              <Mark tone={why === "taken" ? "good" : why === "spare" || why === "turn" ? "still" : "warn"}>
                {share === undefined || share === 1 ? t(`whys.${why}`) : t("whatIf.share", { share: format.share(share) })}
              </Mark>
            ),
          },
          { key: "source", title: t("whatIf.source"), cell: ({ source }) => <span className="num">{source}</span> },
        ]}
      />
    </Section>
  );
}

const TONES: Readonly<Record<Answer["rules"][number]["verdict"], Tone>> = {
  passed: "good",
  changed: "busy",
  refused: "bad",
  unasked: "still",
};

function Rules({ rows }: { readonly rows: Answer["rules"] }) {
  const t = useT();
  const reason = useWordOf("reasons");
  return (
    <Section title={t("whatIf.rules")}>
      <DataTable<Answer["rules"][number]>
        label={t("whatIf.rules")}
        of={{ rows }}
        rowKey={({ rule }) => rule}
        columns={[
          { key: "rule", title: t("whatIf.rule"), width: "40%", cell: ({ rule }) => t(`ruleNames.${rule}`) },
          {
            key: "verdict",
            title: t("whatIf.verdict"),
            width: 160,
            cell: ({ verdict }) => <Mark tone={TONES[verdict]}>{t(`whatIf.${verdict}Rule`)}</Mark>,
          },
          { key: "why", title: t("common.reason"), cell: (row) => (row.reason === undefined ? <Absent /> : reason(row.reason)) },
        ]}
      />
    </Section>
  );
}
