import { Button, Form, Input } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { useFormat } from "../../shared/format.ts";
import { useAction, useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import { Loaded, ProblemLine } from "../../shared/states.tsx";
import { Credits, Phone, TimeText } from "../../shared/values.tsx";
import { useT, useWordOf } from "../../shared/words.tsx";
import { HowFields } from "../send/how.tsx";
import { given, type How, leavingText, PLAIN, type SendFacts } from "../send/leaving.ts";
import { readPhones } from "../send/phones.ts";
import { Bubble, RefusalText, usePreview } from "../send/preview.tsx";
import { usePrice } from "../send/price.ts";
import { overOf, Progress } from "../send/progress.tsx";
import { TextField } from "../send/text-field.tsx";
import "../send/send.css";

type Sent = PortalOutput<"send", "send"> & { readonly sendAt: number | undefined };

/** Sending one text to a few phones. */
export default function SendPage() {
  const t = useT();
  const facts = useLoad((signal) => api.portal("send", "facts", {}, signal));
  const [sent, setSent] = useState<Sent>();
  return (
    <Page title={t("send.title")} hint={t("send.hint")}>
      {sent === undefined ? (
        <Loaded of={facts}>{(known) => <Writing facts={known} onSent={setSent} />}</Loaded>
      ) : (
        <SentOff
          sent={sent}
          onAgain={() => {
            setSent(undefined);
            facts.reload();
          }}
        />
      )}
    </Page>
  );
}

/** Phones of one call. */
const MOST = 1_000;

function Writing({ facts, onSent }: { readonly facts: SendFacts; readonly onSent: (sent: Sent) => void }) {
  const t = useT();
  const format = useFormat();
  const confirm = useConfirm();
  const price = usePrice(facts);
  const [phones, setPhones] = useState("");
  const [text, setText] = useState("");
  const [how, setHow] = useState<How>(PLAIN);
  const [key] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join("-"));
  const { good, doubles, bad } = readPhones(phones);
  const preview = usePreview([{ text, ...(good[0] === undefined ? {} : { phone: good[0] }) }], how);
  const row = text.trim() === "" ? undefined : preview.data?.rows[0];
  const leaving = leavingText(text, facts, how.signature);
  const segments = row?.segments ?? 0;
  const most = Math.min(MOST, facts.recipients);
  const phoneProblem =
    good.length > most
      ? t("send.tooMany", { most })
      : good.length < facts.fewest && good.length > 0
        ? t("send.tooFew", { fewest: facts.fewest })
        : undefined;
  const ready =
    good.length > 0 &&
    text.trim() !== "" &&
    phoneProblem === undefined &&
    !preview.loading &&
    row !== undefined &&
    row.refusal === undefined;
  const ask = (): void => {
    void confirm({
      title:
        how.sendAt === undefined
          ? t("send.askTitle", { count: good.length })
          : t("send.askLater", { count: good.length, time: format.time(how.sendAt) }),
      text: t("send.askText", { price: price(segments * good.length), leftOut: doubles + bad.length }),
      confirm: t("send.send"),
      act: async () => {
        const taken = await api.portal("send", "send", { key, phones: [...good], text, ...given(how) });
        onSent({ ...taken, sendAt: how.sendAt });
      },
    });
  };
  return (
    <div className="send-sides">
      <Section title={t("send.write")}>
        <Form layout="vertical" requiredMark={false}>
          <Form.Item
            label={t("send.phones")}
            htmlFor="phones"
            {...(phoneProblem === undefined ? {} : { help: phoneProblem, validateStatus: "error" as const })}
            extra={
              <span className="num" aria-live="polite">
                {t("send.counted", { good: good.length, doubles, bad: bad.length })}
                {bad.length === 0 ? null : <span className="send-refusal"> {bad.slice(0, 5).join(t("common.and"))}</span>}
              </span>
            }
          >
            <Input.TextArea
              id="phones"
              value={phones}
              className="grows"
              rows={3}
              placeholder={t("send.phonesHint")}
              onChange={({ target }) => setPhones(target.value)}
            />
          </Form.Item>
          <TextField value={text} onChange={setText} facts={facts} signature={how.signature} />
          <HowFields facts={facts} how={how} onChange={setHow} />
        </Form>
      </Section>
      <Section title={t("send.preview")}>
        <Bubble text={row?.text ?? leaving} />
        <div className="send-verdict" aria-live="polite">
          {preview.problem === undefined ? null : <ProblemLine problem={preview.problem} />}
          {row?.refusal === undefined ? null : <RefusalText refusal={row.refusal} />}
          {preview.data?.held === true && row !== undefined ? <p className="send-held">{t("send.held")}</p> : null}
        </div>
        <Facts
          of={{
            [t("send.recipients")]: format.number(good.length),
            [t("send.perMessage")]: <Credits value={segments} />,
            [t("send.total")]: price(segments * good.length),
            [t("send.balance")]: <Credits value={facts.balance} />,
          }}
        />
        <Button type="primary" size="large" block disabled={!ready} onClick={ask}>
          {how.sendAt === undefined ? t("send.send") : t("send.schedule")}
        </Button>
      </Section>
    </div>
  );
}

/** What became of it, followed until every message is over. */
function SentOff({ sent, onAgain }: { readonly sent: Sent; readonly onAgain: () => void }) {
  const t = useT();
  const reason = useWordOf("reasons");
  const { submissionId } = sent;
  const [over, setOver] = useState(false);
  const progress = useLoad(
    async (signal) => {
      const found = await api.portal("send", "progress", { submissionId }, signal);
      setOver(overOf(found.states) === found.recipients);
      return found;
    },
    [submissionId],
    over ? {} : { every: 2_000 },
  );
  const cancel = useAction(async () => {
    await api.portal("send", "cancel", { submissionId });
    progress.reload();
  });
  return (
    <Section
      title={sent.sendAt === undefined ? t("send.sentTitle") : t("send.scheduledTitle")}
      actions={
        <>
          {over ? null : (
            <Button loading={cancel.busy} onClick={() => void cancel.run()}>
              {t("send.cancelRest")}
            </Button>
          )}
          <Button type="primary" onClick={onAgain}>
            {t("send.again")}
          </Button>
        </>
      }
    >
      <Facts
        of={{
          [t("send.accepted")]: t("send.messages", { count: sent.accepted }),
          [t("send.refused")]: t("send.messages", { count: sent.refused }),
          [t("send.charged")]: <Credits value={sent.charged} />,
          ...(sent.sendAt === undefined ? {} : { [t("send.sendAt")]: <TimeText at={sent.sendAt} /> }),
        }}
      />
      <ProblemLine problem={cancel.problem} />
      <Loaded of={progress}>{({ recipients, states }) => <Progress total={recipients} states={states} />}</Loaded>
      {sent.examples.length === 0 ? null : (
        <ul className="send-examples">
          {sent.examples.slice(0, 20).map((one) => (
            <li key={one.phone}>
              <Phone value={one.phone} /> {reason(one.reason)}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
