import { Button, Form, Input, Switch } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { MOST_OF_CAMPAIGN } from "../../../src/domain/campaign.ts";
import { columnsIn, fillColumns } from "../../../src/text/columns.ts";
import { api } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import { go, path } from "../../shared/router.tsx";
import { Loaded, ProblemLine } from "../../shared/states.tsx";
import { DataTable } from "../../shared/table.tsx";
import { Credits, Num, Phone } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { type Chosen, FileChoice, type Understood, useUnderstood } from "../campaign/file-choice.tsx";
import { keepPrepared } from "../campaign/hand-over.ts";
import { filled, prepare, type Recipient, unknownColumns, valuesOf } from "../campaign/recipients.ts";
import { useTotal } from "../campaign/total.ts";
import { HowFields } from "../send/how.tsx";
import { given, type How, PLAIN, type SendFacts } from "../send/leaving.ts";
import { RefusalText, usePreview } from "../send/preview.tsx";
import { usePrice } from "../send/price.ts";
import { TextField } from "../send/text-field.tsx";
import "../send/send.css";

/** Recipients whose texts are shown. */
const SAMPLES = 5;

/** A campaign from a file: who, what, when, and what it will cost. */
export default function NewCampaignPage() {
  const t = useT();
  const facts = useLoad((signal) => api.portal("send", "facts", {}, signal));
  return (
    <Page title={t("campaigns.add")} hint={t("campaigns.addHint")} back={{ to: "/campaigns", title: t("campaigns.title") }}>
      <Loaded of={facts}>{(known) => <NewCampaign facts={known} />}</Loaded>
    </Page>
  );
}

function NewCampaign({ facts }: { readonly facts: SendFacts }) {
  const t = useT();
  const [chosen, setChosen] = useState<Chosen>();
  const understood = useUnderstood(chosen);
  const [name, setName] = useState("");
  return (
    <>
      <Section title={t("campaigns.file")}>
        <FileChoice
          chosen={chosen}
          understood={understood}
          onChange={(next) => {
            if (next.file !== chosen?.file) setName(next.file.replace(/\.[^.]*$/, "").slice(0, 100));
            setChosen(next);
          }}
        />
      </Section>
      {understood === undefined || understood.good.length === 0 ? null : (
        <Text facts={facts} understood={understood} name={name} onName={setName} />
      )}
    </>
  );
}

function Text({
  facts,
  understood: { good, names },
  name,
  onName,
}: {
  readonly facts: SendFacts;
  readonly understood: Understood;
  readonly name: string;
  readonly onName: (name: string) => void;
}) {
  const t = useT();
  const [text, setText] = useState("");
  const [how, setHow] = useState<How>(PLAIN);
  const [withEmpty, setWithEmpty] = useState(false);
  const settled = useDeferredValue(text);
  const recipients = useMemo(() => filled(good, settled, names, withEmpty), [good, settled, names, withEmpty]);
  const unknown = unknownColumns(text, names);
  const [first = { phone: "", cells: [] }] = recipients;
  return (
    <>
      <Section title={t("send.text")}>
        <Form layout="vertical" requiredMark={false}>
          <TextField
            value={text}
            onChange={setText}
            facts={facts}
            signature={how.signature}
            columns={names}
            measured={fillColumns(text, valuesOf(first, names))}
            {...(unknown.length === 0
              ? {}
              : { problem: t("campaigns.unknownColumns", { names: unknown.map((one) => `{${one}}`).join(t("common.and")) }) })}
          />
          {columnsIn(settled).length === 0 || (good.length === recipients.length && !withEmpty) ? null : (
            <p className="send-empties">
              <Switch id="with-empty" checked={withEmpty} onChange={setWithEmpty} />{" "}
              <label htmlFor="with-empty">{t("campaigns.withEmpty")}</label>
              {withEmpty ? null : <span className="send-held"> {t("campaigns.lacking", { count: good.length - recipients.length })}</span>}
            </p>
          )}
          <HowFields facts={facts} how={how} onChange={setHow} />
        </Form>
      </Section>
      <Outlook
        facts={facts}
        recipients={recipients}
        text={settled}
        names={names}
        how={how}
        name={name}
        onName={onName}
        ready={unknown.length === 0}
      />
    </>
  );
}

/** The first texts as they will leave, the price of all, and the button. */
function Outlook({
  facts,
  recipients,
  text,
  names,
  how,
  name,
  onName,
  ready,
}: {
  readonly facts: SendFacts;
  readonly recipients: readonly Recipient[];
  readonly text: string;
  readonly names: readonly string[];
  readonly how: How;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly ready: boolean;
}) {
  const t = useT();
  const format = useFormat();
  const confirm = useConfirm();
  const price = usePrice(facts);
  const samples = recipients.slice(0, SAMPLES).map((one) => ({ phone: one.phone, text: fillColumns(text, valuesOf(one, names)) }));
  const preview = usePreview(samples, how);
  const total = useTotal(recipients, text, names, facts, how.signature);
  const rows = text.trim() === "" ? [] : (preview.data?.rows ?? []);
  const count = recipients.length;
  const bound =
    count > MOST_OF_CAMPAIGN
      ? t("send.tooMany", { most: MOST_OF_CAMPAIGN })
      : count < facts.fewest
        ? t("send.tooFew", { fewest: facts.fewest })
        : undefined;
  // a number that is refused by itself keeps nobody else from being sent to
  const refused = rows.find(({ refusal }) => refusal !== undefined && !refusal.reason.startsWith("recipient-"));
  const able =
    ready &&
    name.trim() !== "" &&
    rows.length > 0 &&
    refused === undefined &&
    bound === undefined &&
    total !== undefined &&
    !preview.loading;
  const ask = (): void => {
    void confirm({
      title: how.sendAt === undefined ? t("send.askTitle", { count }) : t("send.askLater", { count, time: format.time(how.sendAt) }),
      text: t("campaigns.askText", { price: price(total ?? 0) }),
      confirm: t("campaigns.begin"),
      act: async () => {
        const prepared = prepare(recipients, text, names);
        const { id } = await api.portal("campaigns", "begin", {
          name: name.trim(),
          text,
          ...given(how),
          recipients: count,
          fingerprint: prepared.fingerprint,
        });
        keepPrepared(id, prepared);
        go(path("/campaigns/:id", { id: String(id) }));
      },
    });
  };
  return (
    <Section title={t("send.preview")}>
      <DataTable
        label={t("send.preview")}
        of={{ rows: rows.map((row, index) => ({ ...row, key: index, phone: samples[index]?.phone })) }}
        rowKey={({ key }) => key}
        empty={<p className="empty-hint">{t("send.previewEmpty")}</p>}
        columns={[
          { key: "phone", title: t("campaigns.phone"), cell: ({ phone }) => <Phone value={phone} /> },
          {
            key: "text",
            title: t("send.text"),
            width: "60%",
            cell: ({ text: leaving, refusal }) => (
              <span className="send-sample">
                {leaving} {refusal === undefined ? null : <RefusalText refusal={refusal} />}
              </span>
            ),
          },
          { key: "segments", title: t("send.perMessage"), kind: "number", cell: ({ segments }) => <Num value={segments} /> },
        ]}
      />
      <div className="send-verdict" aria-live="polite">
        <ProblemLine problem={preview.problem} />
        {bound === undefined ? null : <span className="send-refusal">{bound}</span>}
        {preview.data?.held === true && rows.length > 0 ? <p className="send-held">{t("send.held")}</p> : null}
      </div>
      <Facts
        of={{
          [t("send.recipients")]: format.number(count),
          [t("send.total")]: text.trim() === "" || total === undefined ? "…" : price(total),
          [t("send.balance")]: <Credits value={facts.balance} />,
        }}
      />
      <Form layout="vertical" requiredMark={false}>
        <Form.Item label={t("campaigns.name")} htmlFor="name">
          <Input id="name" value={name} maxLength={100} onChange={({ target }) => onName(target.value)} />
        </Form.Item>
      </Form>
      <Button type="primary" size="large" disabled={!able} onClick={ask}>
        {t("campaigns.begin")}
      </Button>
    </Section>
  );
}
