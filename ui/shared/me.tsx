import { App, Button, Form, Input, QRCode, theme } from "antd";
import { useState } from "react";
import { useConfirm } from "./confirm.tsx";
import { CopyButton } from "./copy.tsx";
import { FormDrawer } from "./form.tsx";
import { useAction, useLoad } from "./load.ts";
import { Page, Section } from "./page.tsx";
import { ChosenPassword } from "./password.tsx";
import { usePerson, useSession } from "./session.tsx";
import { SessionTable } from "./session-table.tsx";
import { ProblemLine } from "./states.tsx";
import { Mark } from "./values.tsx";
import { useT, useWordOf } from "./words.tsx";

/** One's own password, second factor and sessions. */
export default function MePage() {
  const t = useT();
  const { name, role } = usePerson();
  const roleName = useWordOf("roles")(role);
  return (
    <Page title={t("me.title")} hint={t("me.hint", { name, role: roleName })}>
      <PasswordSection />
      <FactorSection />
      <SessionsSection />
    </Page>
  );
}

function PasswordSection() {
  const t = useT();
  const { call } = useSession();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t("me.password")}
      hint={t("me.passwordHint")}
      actions={<Button onClick={() => setOpen(true)}>{t("me.changePassword")}</Button>}
    >
      <FormDrawer<{ password: string; chosen: string }>
        open={open}
        title={t("me.changePassword")}
        submit={t("common.save")}
        initial={{}}
        onClose={() => setOpen(false)}
        onSubmit={async ({ password, chosen }) => {
          await call("session", "changePassword", { password, chosen });
          message.success(t("me.passwordChanged"));
        }}
      >
        <Form.Item name="password" label={t("signin.present")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <ChosenPassword />
      </FormDrawer>
    </Section>
  );
}

function FactorSection() {
  const t = useT();
  const { call, refresh } = useSession();
  const { secondFactor } = usePerson();
  const { message } = App.useApp();
  const [secret, setSecret] = useState<{ readonly secret: string; readonly url: string }>();
  const [dropping, setDropping] = useState(false);
  const begin = useAction(async () => setSecret(await call("session", "startTotp", {})));
  return (
    <Section
      title={t("me.factor")}
      hint={t(secondFactor ? "me.factorOn" : "me.factorOff")}
      actions={
        secondFactor ? (
          <Button onClick={() => setDropping(true)}>{t("me.factorDrop")}</Button>
        ) : (
          <Button loading={begin.busy} onClick={() => void begin.run()}>
            {t("me.factorStart")}
          </Button>
        )
      }
    >
      <p>
        <Mark tone={secondFactor ? "good" : "still"}>{t(secondFactor ? "people.factorOn" : "people.factorOff")}</Mark>
      </p>
      <ProblemLine problem={begin.problem} />
      <FormDrawer<{ code: string; password: string }>
        open={secret !== undefined}
        title={t("me.factorStart")}
        submit={t("common.enabled")}
        initial={{}}
        onClose={() => setSecret(undefined)}
        onSubmit={async ({ code, password }) => {
          await call("session", "confirmTotp", { code, password, secret: secret?.secret ?? "" });
          message.success(t("me.factorDone"));
          await refresh();
        }}
      >
        <p>{t("me.factorScan")}</p>
        {secret === undefined ? null : <Secret {...secret} />}
        <p>{t("me.factorConfirm")}</p>
        <Form.Item
          name="code"
          label={t("signin.code")}
          rules={[{ required: true, pattern: /^\d{6}$/, message: t("signin.codeHint") }]}
          validateTrigger="onBlur"
        >
          <Input autoComplete="one-time-code" inputMode="numeric" maxLength={6} className="num code-input" />
        </Form.Item>
        <Form.Item name="password" label={t("signin.present")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ password: string }>
        open={dropping}
        title={t("me.factorDropTitle")}
        submit={t("me.factorDrop")}
        initial={{}}
        onClose={() => setDropping(false)}
        onSubmit={async ({ password }) => {
          await call("session", "dropTotp", { password });
          message.success(t("me.factorDropped"));
          await refresh();
        }}
      >
        <p>{t("me.factorDropText")}</p>
        <Form.Item name="password" label={t("signin.present")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </Section>
  );
}

function Secret({ secret, url }: { readonly secret: string; readonly url: string }) {
  const t = useT();
  const { token } = theme.useToken();
  return (
    <div className="secret">
      <div className="secret-code">
        <QRCode
          aria-label={t("me.factorQr")}
          value={url}
          type="svg"
          size={168}
          bordered={false}
          color="#000000"
          bgColor="#ffffff"
          style={{ padding: token.paddingXS }}
        />
      </div>
      <div>
        <div className="secret-name">{t("me.factorSecret")}</div>
        <code className="code secret-text">{secret.match(/.{1,4}/g)?.join(" ")}</code>
        <CopyButton text={secret} what={t("me.factorSecret")} />
      </div>
    </div>
  );
}

function SessionsSection() {
  const t = useT();
  const { call } = useSession();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const sessions = useLoad((signal) => call("session", "sessions", {}, signal));
  const endOthers = (): Promise<unknown> =>
    confirm({
      title: t("me.endOthersTitle"),
      text: t("me.endOthersText"),
      confirm: t("me.endOthers"),
      danger: true,
      act: async () => {
        const { ended } = await call("session", "endOthers", {});
        message.success(t("me.ended", { count: ended }));
        sessions.reload();
      },
    });
  const others = (sessions.data?.rows.length ?? 0) > 1;
  return (
    <Section
      title={t("me.sessions")}
      hint={t("me.sessionsHint")}
      actions={
        <Button disabled={!others} onClick={() => void endOthers()}>
          {t("me.endOthers")}
        </Button>
      }
    >
      <SessionTable
        label={t("me.sessions")}
        of={sessions}
        onEnd={async (session) => {
          await call("session", "endSession", { session });
          sessions.reload();
        }}
      />
    </Section>
  );
}
