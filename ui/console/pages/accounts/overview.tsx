import { Segmented } from "antd";
import { useState } from "react";
import { api } from "../../../shared/api.ts";
import { Chart } from "../../../shared/chart.tsx";
import { useFormat } from "../../../shared/format.ts";
import { useLoad } from "../../../shared/load.ts";
import { Facts, Figure, Section } from "../../../shared/page.tsx";
import { Link, path } from "../../../shared/router.tsx";
import { Bones, Loaded } from "../../../shared/states.tsx";
import { Absent, Code, Num } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import type { PartProps } from "./types.ts";

const SPANS = [7, 30, 90] as const;
const TALL = 300;

/** Balance, what was done lately, and the settings that are asked for most. */
export function AccountOverview({ account }: PartProps) {
  const t = useT();
  const { id, balance, settings, enterpriseId, signatures } = account;
  const [days, setDays] = useState<(typeof SPANS)[number]>(30);
  const use = useLoad((signal) => api.console("accounts", "use", { id, days }, signal), [id, days], { keep: true });
  return (
    <>
      <Loaded of={use} bones={<Bones height={92} />}>
        {({ rows }) => <Figures account={account} rows={rows} />}
      </Loaded>
      <Section
        title={t("accounts.use")}
        actions={
          <Segmented
            aria-label={t("accounts.use")}
            value={days}
            onChange={setDays}
            options={SPANS.map((value) => ({ value, label: t("accounts.days", { count: value }) }))}
          />
        }
      >
        <Loaded of={use} bones={<Bones height={TALL} />}>
          {({ rows }) => (
            <Chart
              title={t("accounts.useByDay")}
              at={rows.map(({ at }) => at)}
              scale="day"
              series={[
                { name: t("accounts.delivered"), values: rows.map(({ delivered }) => delivered), kind: "bar", stack: "end", tone: "good" },
                { name: t("accounts.failed"), values: rows.map(({ failed }) => failed), kind: "bar", stack: "end", tone: "bad" },
                { name: t("accounts.accepted"), values: rows.map(({ accepted }) => accepted), kind: "line" },
                {
                  name: t("accounts.creditsUsed"),
                  values: rows.map(({ segments, refunded }) => segments - refunded),
                  kind: "line",
                  tone: "still",
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
      <Section title={t("accounts.facts")}>
        <Facts
          of={{
            [t("accounts.enterpriseId")]: <Code text={String(enterpriseId)} />,
            [t("accounts.dialects")]: settings.dialects.length === 0 ? <Absent /> : settings.dialects.join(t("common.and")),
            [t("accounts.product")]: settings.product ?? <Absent />,
            [t("accounts.code")]: settings.code === "" ? <Absent /> : <Code text={settings.code} />,
            [t("accounts.payment")]: t(`payments.${settings.payment}`),
            [t("accounts.unitPrice")]: settings.unitPrice ?? <Absent />,
            [t("accounts.mmsBalance")]: <Num value={balance?.mms} />,
            [t("accounts.signatures")]: signatures.length === 0 ? <Absent /> : signatures.map((text) => `【${text}】`).join(" "),
            [t("accounts.dailyLimit")]: settings.dailyLimit === 0 ? t("accounts.noLimit") : <Num value={settings.dailyLimit} />,
            [t("accounts.allowFrom")]: settings.allowFrom.length === 0 ? t("accounts.anywhere") : settings.allowFrom.join(" "),
          }}
        />
        <p>
          <Link to={path("/audit", {}, { account: id })}>{t("accounts.log")}</Link>
        </p>
      </Section>
    </>
  );
}

interface UseRow {
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
  readonly unknown: number;
  readonly segments: number;
  readonly refunded: number;
}

function Figures({ account: { balance, settings }, rows }: { readonly account: PartProps["account"]; readonly rows: readonly UseRow[] }) {
  const t = useT();
  const format = useFormat();
  const sum = (of: (row: UseRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const today = rows.at(-1);
  const ended = sum(({ delivered, failed, unknown }) => delivered + failed + unknown);
  const short = balance !== undefined && balance.sms + settings.creditLimit <= 0;
  return (
    <div className="figures">
      {balance === undefined ? null : (
        <Figure
          name={t("accounts.balance")}
          value={format.number(balance.sms)}
          hint={settings.payment === "postpaid" ? t("accounts.limitHint", { limit: settings.creditLimit }) : t("payments.prepaid")}
          {...(short ? { tone: "bad" as const } : {})}
        />
      )}
      <Figure name={t("accounts.today")} value={format.number(today?.accepted ?? 0)} hint={t("accounts.messages")} />
      <Figure
        name={t("accounts.creditsToday")}
        value={format.number((today?.segments ?? 0) - (today?.refunded ?? 0))}
        hint={t("common.credits")}
      />
      <Figure
        name={t("accounts.success", { days: rows.length })}
        value={ended === 0 ? "–" : format.share(sum(({ delivered }) => delivered) / ended)}
        hint={t("accounts.ofEnded", { count: ended })}
      />
    </div>
  );
}
