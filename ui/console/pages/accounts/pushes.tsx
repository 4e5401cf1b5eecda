import { Button, Form, Input, Select, Space } from "antd";
import { useState } from "react";
import { api, type ConsoleOutput } from "../../../shared/api.ts";
import { useFormat } from "../../../shared/format.ts";
import { useAction } from "../../../shared/load.ts";
import { Facts, Section } from "../../../shared/page.tsx";
import { useMay } from "../../../shared/session.tsx";
import { ProblemLine } from "../../../shared/states.tsx";
import { Absent, Code, Mark, type Tone } from "../../../shared/values.tsx";
import { useT } from "../../../shared/words.tsx";
import { choices } from "./fields.tsx";
import { SettingsForm } from "./settings.tsx";
import type { PartProps } from "./types.ts";

type Tried = ConsoleOutput<"accounts", "testPush"> & { readonly kind: Kind };
type Kind = "report" | "inbound";
const TONES: Readonly<Record<Tried["verdict"], Tone>> = { received: "good", refused: "warn", unreached: "bad" };

/** How reports and inbound texts reach the customer, and whether they would. */
export function AccountPushes(props: PartProps) {
  const t = useT();
  return (
    <>
      <SettingsForm {...props} part={({ push }) => ({ push })}>
        <Section title={t("accounts.pushSettings")} hint={t("accounts.pushHint")}>
          <div className="form-narrow">
            <Form.Item name={["push", "mode"]} label={t("accounts.pushMode")}>
              <Select options={choices(["pull", "push", "both"], (word) => t(`pushModes.${word}`))} />
            </Form.Item>
            <Form.Item name={["push", "reports"]} label={t("accounts.pushReports")} extra={t("accounts.urlHint")}>
              <Input type="url" maxLength={2_000} autoComplete="off" spellCheck={false} allowClear />
            </Form.Item>
            <Form.Item name={["push", "inbound"]} label={t("accounts.pushInbound")} extra={t("accounts.urlHint")}>
              <Input type="url" maxLength={2_000} autoComplete="off" spellCheck={false} allowClear />
            </Form.Item>
            <Form.Item name={["push", "method"]} label={t("accounts.pushMethod")} extra={t("accounts.pushMethodHint")}>
              <Select allowClear options={choices(["POST", "GET"], (word) => word)} />
            </Form.Item>
          </div>
        </Section>
      </SettingsForm>
      <TestPush {...props} />
    </>
  );
}

function TestPush({ account: { id, settings } }: PartProps) {
  const t = useT();
  const may = useMay();
  const [tried, setTried] = useState<Tried>();
  const test = useAction(async (kind: Kind) => {
    setTried(undefined);
    setTried({ ...(await api.console("accounts", "testPush", { id, kind })), kind });
  });
  if (!may("accounts.edit")) return null;
  return (
    <Section title={t("accounts.testPush")} hint={t("accounts.testPushHint")}>
      <Space wrap>
        {(["report", "inbound"] as const).map((kind) => (
          <Button
            key={kind}
            loading={test.busy}
            disabled={(kind === "report" ? settings.push.reports : settings.push.inbound) === null}
            onClick={() => void test.run(kind)}
          >
            {t(kind === "report" ? "accounts.testReport" : "accounts.testInbound")}
          </Button>
        ))}
      </Space>
      <ProblemLine problem={test.problem} />
      <div aria-live="polite">{tried === undefined ? null : <Outcome tried={tried} />}</div>
    </Section>
  );
}

function Outcome({ tried: { dialect, method, verdict, status, note, took } }: { readonly tried: Tried }) {
  const t = useT();
  const format = useFormat();
  return (
    <Facts
      of={{
        [t("accounts.verdict")]: <Mark tone={TONES[verdict]}>{t(`verdicts.${verdict}`)}</Mark>,
        [t("accounts.status")]: status === 0 ? <Absent /> : <span className="num">{status}</span>,
        [t("accounts.reply")]: note === "" ? <Absent /> : <Code text={note} />,
        [t("accounts.took")]: format.duration(took),
        [t("accounts.form")]: `${dialect} ${method}`,
      }}
    />
  );
}
