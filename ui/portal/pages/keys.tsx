import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { api, type PortalOutput } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { FormDrawer } from "../../shared/form.tsx";
import { useAction, useLoad } from "../../shared/load.ts";
import { Facts, Page, Section } from "../../shared/page.tsx";
import { ShownOnce } from "../../shared/shown-once.tsx";
import { Bones, Loaded, ProblemLine } from "../../shared/states.tsx";
import { Mark } from "../../shared/values.tsx";
import { useT } from "../../shared/words.tsx";
import "../portal.css";

type Keys = PortalOutput<"keys", "get">;
type Key = Keys["keys"][number]["key"];
type Shown = { readonly key: Key; readonly secret: string };

const HINTS = { password: "passwordHint", md5Key: "md5KeyHint", veryCode: "veryCodeHint" } as const;

/** What the account's programs prove themselves with, and from where they may call. */
export default function KeysPage() {
  const t = useT();
  const keys = useLoad((signal) => api.portal("keys", "get", {}, signal));
  return (
    <Page title={t("keys.title")} hint={t("keys.hint")}>
      <Loaded of={keys} bones={<Bones height={480} />}>
        {(data) => (
          <>
            <Secrets of={data} changed={keys.reload} />
            <Addresses key={data.mark} of={data} changed={keys.reload} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Secrets({ of, changed }: { readonly of: Keys; readonly changed: () => void }) {
  const t = useT();
  const confirm = useConfirm();
  const [shown, setShown] = useState<Shown>();
  const [choosing, setChoosing] = useState<Key>();
  const renew = (key: Key): void => {
    const what = t(`keys.${key}`);
    void confirm({
      title: t("keys.renewTitle", { what }),
      text: t("keys.renewText"),
      confirm: t("keys.renew"),
      danger: true,
      act: async () => {
        const { secret } = await api.portal("keys", "renew", { key });
        setShown({ key, secret });
        changed();
      },
    });
  };
  const chosen = choosing === undefined ? "" : t(`keys.${choosing}`);
  const told = shown === undefined ? "" : t(`keys.${shown.key}`);
  return (
    <Section title={t("keys.secrets")}>
      <Facts of={{ [t("keys.login")]: <code className="code">{of.login}</code> }} />
      <div className="key-rows">
        {of.keys.map(({ key, set }) => (
          <div key={key} className="key-row">
            <div>
              <div>{t(`keys.${key}`)}</div>
              <div className="quiet">{t(`keys.${HINTS[key]}`)}</div>
            </div>
            <Mark tone={set ? "good" : "still"}>{t(set ? "keys.set" : "keys.unset")}</Mark>
            <div className="button-row">
              <Button size="small" aria-label={`${t("keys.renew")}: ${t(`keys.${key}`)}`} onClick={() => renew(key)}>
                {t("keys.renew")}
              </Button>
              <Button size="small" aria-label={`${t("keys.choose")}: ${t(`keys.${key}`)}`} onClick={() => setChoosing(key)}>
                {t("keys.choose")}
              </Button>
            </div>
          </div>
        ))}
      </div>
      <FormDrawer<{ readonly secret: string }>
        open={choosing !== undefined}
        title={t("keys.chooseTitle", { what: chosen })}
        submit={t("common.save")}
        initial={{ secret: "" }}
        onClose={() => setChoosing(undefined)}
        onSubmit={async ({ secret }) => {
          if (choosing === undefined) return;
          await api.portal("keys", "renew", { key: choosing, secret });
          setShown({ key: choosing, secret });
          changed();
        }}
      >
        <p>{t("keys.renewText")}</p>
        <Form.Item
          name="secret"
          label={t("keys.value", { what: chosen })}
          extra={t("keys.valueHint")}
          rules={[{ required: true, min: 8, message: t("keys.valueHint") }]}
        >
          <Input maxLength={128} autoCapitalize="none" autoComplete="off" spellCheck={false} />
        </Form.Item>
      </FormDrawer>
      <ShownOnce
        secret={shown?.secret}
        title={t("keys.shownTitle", { what: told })}
        text={t("keys.shownText")}
        what={told}
        done={t("keys.shownDone")}
        onClose={() => setShown(undefined)}
      />
    </Section>
  );
}

function Addresses({ of, changed }: { readonly of: Keys; readonly changed: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [text, setText] = useState(of.allowFrom.map((block) => block.replace(/\/(32|128)$/, "")).join("\n"));
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const action = useAction(async () => {
    await api.portal("keys", "changeAddresses", { mark: of.mark, allowFrom: lines });
    message.success(t("common.saved"));
    changed();
  });
  const wrong = action.problem?.places.flatMap(({ path }) => /^\/allowFrom\/(\d+)/.exec(path)?.[1] ?? []) ?? [];
  return (
    <Section title={t("keys.addresses")} hint={t("keys.addressesHint")}>
      <div className="narrow-form">
        <p className="quiet">
          {t("keys.yours", { address: of.address })} {of.allowFrom.length === 0 ? t("keys.anywhere") : null}
        </p>
        <Input.TextArea
          aria-label={t("keys.addressesLabel")}
          rows={6}
          maxLength={64_000}
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        {wrong.length === 0 ? (
          <ProblemLine problem={action.problem} />
        ) : (
          <p className="problem-line" role="alert">
            {wrong.map((index) => (
              <span key={index}>{t("keys.wrongLine", { line: Number(index) + 1 })} </span>
            ))}
          </p>
        )}
        <p className="key-save">
          <Button type="primary" loading={action.busy} onClick={() => void action.run()}>
            {t("common.save")}
          </Button>
        </p>
      </div>
    </Section>
  );
}
