import { App, Button, Input } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useAction, useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { Link, type Params, path } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Bones, Loaded, ProblemLine, useReason } from "../../shared/states.tsx";
import { StateTag, TimeText } from "../../shared/values.tsx";
import { useT, useWordOf } from "../../shared/words.tsx";
import "../portal.css";

type Talk = PortalOutput<"inbox", "conversation">;
type Line = Talk["rows"][number];

const PAGE = 50;
/** ms between looks for what is new. */
const AGAIN = 10_000;
const LONGEST = 1_000;

/** What was said both ways between the account and a phone. */
export default function ConversationPage({ params }: { readonly params: Params<"/inbox/:id"> }) {
  const t = useT();
  const may = useMay();
  const id = Number(params.id);
  const [pages, setPages] = useState(1);
  const talk = useLoad((signal) => api.portal("inbox", "conversation", { id, limit: Math.min(200, pages * PAGE) }, signal), [id, pages], {
    every: AGAIN,
    keep: true,
  });
  return (
    <Page title={talk.data?.phone ?? t("inbox.conversation")} back={{ to: "/inbox", title: t("inbox.title") }}>
      <Loaded of={talk} bones={<Bones height={360} />}>
        {({ rows, more }) => (
          <>
            {more !== undefined && pages * PAGE < 200 ? (
              <p>
                <Button onClick={() => setPages(pages + 1)} loading={talk.loading}>
                  {t("inbox.older")}
                </Button>
              </p>
            ) : null}
            <ol className="talk" aria-label={t("inbox.conversation")}>
              {rows.toReversed().map((line) => (
                <TalkLine key={line.id} line={line} />
              ))}
            </ol>
          </>
        )}
      </Loaded>
      {may("portal.send") ? <Reply id={id} sent={talk.reload} /> : <p className="quiet">{t("inbox.readOnly")}</p>}
    </Page>
  );
}

function TalkLine({ line: { id, at, text, state, code } }: { readonly line: Line }) {
  const t = useT();
  const ours = state !== undefined;
  return (
    <li className={ours ? "talk-line talk-ours" : "talk-line"}>
      <div className="talk-text">
        <span className="unseen">{t(ours ? "inbox.ours" : "inbox.theirs")}</span>
        {text}
      </div>
      <div className="talk-about">
        {ours ? (
          <>
            <StateTag state={state} code={state === "delivered" ? undefined : code} />
            <Link to={path("/messages/:id", { id })}>
              <TimeText at={at} />
            </Link>
          </>
        ) : (
          <TimeText at={at} />
        )}
      </div>
    </li>
  );
}

function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

function Reply({ id, sent }: { readonly id: number; readonly sent: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [text, setText] = useState("");
  // the same until it was taken, so that a second click sends nothing again
  const [key, setKey] = useState(newKey);
  const reason = useReason();
  const word = useWordOf("reasons");
  const action = useAction(async () => {
    const { accepted, examples } = await api.portal("inbox", "reply", { id, key, text: text.trim() });
    setKey(newKey());
    if (accepted === 0) message.warning(t("inbox.refused", { why: word(examples[0]?.reason ?? "internal") }));
    else {
      setText("");
      message.success(t("inbox.sent"));
    }
    sent();
  });
  const why = action.problem && reason(action.problem);
  const send = (): void => {
    // what was refused has not been taken, and may be another text by now
    if (action.problem !== undefined && action.problem.code === "refused") setKey(newKey());
    void action.run();
  };
  return (
    <div className="talk-reply">
      <Input.TextArea
        aria-label={t("inbox.reply")}
        placeholder={t("inbox.reply")}
        rows={3}
        maxLength={LONGEST}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {why === undefined ? (
        <ProblemLine problem={action.problem} />
      ) : (
        <p className="problem-line" role="alert">
          {t("inbox.refused", { why })}
        </p>
      )}
      <div className="talk-foot">
        <span className="quiet">{t("inbox.replyHint")}</span>
        <Button type="primary" loading={action.busy} disabled={text.trim() === ""} onClick={send}>
          {t("inbox.send")}
        </Button>
      </div>
    </div>
  );
}
