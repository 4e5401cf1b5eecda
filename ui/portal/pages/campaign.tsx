import { App, Button, Switch } from "antd";
import { useState } from "react";
import { api } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import type { Params } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Loaded, useSentence } from "../../shared/states.tsx";
import { Credits, Num, TimeText } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import { type Chosen, FileChoice, useUnderstood } from "../campaign/file-choice.tsx";
import { type Campaign, type HandingOver, isPrepared, keepPrepared, useHandOver } from "../campaign/hand-over.ts";
import { filled, prepare, unknownColumns } from "../campaign/recipients.ts";
import { CampaignState } from "../campaign/state.tsx";
import { overOf, Progress } from "../send/progress.tsx";
import "../send/send.css";

/** One campaign: handed in here, followed to its end, called off. */
export default function CampaignPage({ params: { id: given } }: { readonly params: Params<"/campaigns/:id"> }) {
  const t = useT();
  const id = Number(given);
  const found = useLoad((signal) => api.portal("campaigns", "get", { id }, signal), [id]);
  return (
    <Page title={found.data?.campaign.name ?? t("campaigns.one")} back={{ to: "/campaigns", title: t("campaigns.title") }}>
      <Loaded of={found}>{({ campaign, places }) => <Following campaign={campaign} places={places} reload={found.reload} />}</Loaded>
    </Page>
  );
}

function Following({
  campaign,
  places,
  reload,
}: {
  readonly campaign: Campaign;
  readonly places: readonly number[];
  readonly reload: () => void;
}) {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const { id, state, recipients } = campaign;
  const [over, setOver] = useState(false);
  const [chosenAgain, setChosenAgain] = useState(false);
  const handing = useHandOver(campaign, places, reload);
  const progress = useLoad(
    async (signal) => {
      const counted = await api.portal("campaigns", "progress", { id }, signal);
      setOver(state !== "open" && overOf(counted.states) === counted.total);
      return counted;
    },
    [id, state],
    over ? { keep: true } : { every: 2_500, keep: true },
  );
  const cancel = (): void => {
    void confirm({
      title: t("campaigns.cancelTitle"),
      text: t("campaigns.cancelText"),
      confirm: t("campaigns.cancel"),
      keep: t("send.keep"),
      danger: true,
      act: async () => {
        const { cancelled } = await api.portal("campaigns", "cancel", { id });
        message.success(t("send.cancelled", { count: cancelled }));
        reload();
      },
    });
  };
  const stopped = state === "open" && !handing.running && may("portal.send");
  return (
    <>
      <Section
        title={t("send.progress")}
        actions={
          !may("portal.send") || state === "cancelled" || over ? undefined : (
            <Button danger onClick={cancel}>
              {t("campaigns.cancel")}
            </Button>
          )
        }
      >
        <Loaded of={progress}>
          {({ total, states }) => <Progress total={state === "open" ? Math.max(total, recipients) : total} states={states} />}
        </Loaded>
        {state === "open" ? <Handing handing={handing} campaign={campaign} /> : null}
      </Section>
      {stopped && !isPrepared(id) && !chosenAgain ? (
        <ChooseAgain campaign={campaign} onChosen={() => setChosenAgain(true)} then={handing.again} />
      ) : null}
      <Section title={t("common.details")}>
        <Facts
          of={{
            [t("campaigns.state")]: <CampaignState state={state} />,
            [t("send.recipients")]: <Num value={recipients} />,
            [t("campaigns.handedCount")]: <Num value={campaign.handed} />,
            [t("send.charged")]: <Credits value={campaign.credits} />,
            [t("send.when")]: campaign.sendAt === undefined ? t("send.now") : <TimeText at={campaign.sendAt} />,
            [t("campaigns.at")]: <TimeText at={campaign.at} />,
            [t("campaigns.actor")]: campaign.actor,
          }}
        />
        <div className="bubble">{campaign.text}</div>
      </Section>
    </>
  );
}

/** How far the file has been handed in, while it is. */
function Handing({
  handing: { running, handed, problem, again },
  campaign,
}: {
  readonly handing: HandingOver;
  readonly campaign: Campaign;
}) {
  const t = useT();
  const sentence = useSentence();
  if (running) return <p role="status">{t("campaigns.handing", { handed: campaign.handed + handed, total: campaign.recipients })}</p>;
  if (problem === undefined) return null;
  return (
    <div className="stale" role="alert">
      <span>{t("campaigns.stopped", { why: sentence(problem) })}</span>
      <Button size="small" onClick={again}>
        {t("campaigns.goOn")}
      </Button>
    </div>
  );
}

/** The page that began it was closed: the same file goes on where that stopped. */
function ChooseAgain({
  campaign,
  onChosen,
  then,
}: {
  readonly campaign: Campaign;
  readonly onChosen: () => void;
  readonly then: () => void;
}) {
  const t = useT();
  const [chosen, setChosen] = useState<Chosen>();
  const [withEmpty, setWithEmpty] = useState(false);
  const understood = useUnderstood(chosen);
  const { id, text, fingerprint, recipients, handed } = campaign;
  const known = understood !== undefined && unknownColumns(text, understood.names).length === 0;
  const found = known ? prepare(filled(understood.good, text, understood.names, withEmpty), text, understood.names) : undefined;
  const same = found?.fingerprint === fingerprint;
  const goOn = (): void => {
    if (found === undefined) return;
    keepPrepared(id, found);
    onChosen();
    then();
  };
  return (
    <Section title={t("campaigns.againTitle")} hint={t("campaigns.againHint", { left: recipients - handed })}>
      <FileChoice chosen={chosen} understood={understood} onChange={setChosen} />
      {understood === undefined ? null : (
        <>
          <p className="send-empties">
            <Switch id="with-empty" checked={withEmpty} onChange={setWithEmpty} />{" "}
            <label htmlFor="with-empty">{t("campaigns.withEmpty")}</label>
          </p>
          {same ? null : (
            <p className="problem-line" role="alert">
              {t("campaigns.otherFile")}
            </p>
          )}
          <Button type="primary" disabled={!same} onClick={goOn}>
            {t("campaigns.goOn")}
          </Button>
        </>
      )}
    </Section>
  );
}
