import { Button, Form, Input } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useAction } from "./load.ts";
import { ChosenPassword } from "./password.tsx";
import { useSession } from "./session.tsx";
import { LanguageButton, ThemeButton } from "./shell-menus.tsx";
import { ProblemLine } from "./states.tsx";
import { useT } from "./words.tsx";

interface Proof {
  readonly name: string;
  readonly password: string;
}

/** Everything between a stranger and the first page: name and password, the second factor, a password of one's own. */
export function SignIn() {
  const t = useT();
  const { site, current } = useSession();
  /** Known from the step before, so that nobody types it twice. */
  const [proof, setProof] = useState<Proof>();
  const [begin, setBegin] = useState(false);
  const step = current?.must ?? (begin && proof !== undefined ? "begin" : "name");
  useEffect(() => {
    document.title = `${t("signin.title")} · ${t(`shell.${site}`)}`;
  }, [t, site]);
  return (
    <div className="gate">
      <header className="gate-top">
        <LanguageButton />
        <ThemeButton />
      </header>
      <main className="gate-main">
        <div className="gate-brand">
          <span className="brand-sign" aria-hidden />
          <span className="brand-name">{t("shell.brand")}</span>
          <span className="brand-site">{t(site === "console" ? "shell.consoleShort" : "shell.portalShort")}</span>
        </div>
        <div className="gate-card">
          {step === "name" ? (
            <NameStep
              onProof={(given, begins) => {
                setProof(given);
                setBegin(begins);
              }}
            />
          ) : null}
          {step === "second-factor" ? <CodeStep /> : null}
          {step === "choose-password" ? <ChooseStep known={proof?.password} /> : null}
          {step === "begin" && proof !== undefined ? <BeginStep proof={proof} onBack={() => setBegin(false)} /> : null}
        </div>
      </main>
    </div>
  );
}

function Step({ title, hint, children }: { readonly title: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <>
      <h1>{title}</h1>
      {hint === undefined ? null : <p className="gate-hint">{hint}</p>}
      {children}
    </>
  );
}

function NameStep({ onProof }: { readonly onProof: (proof: Proof, begins: boolean) => void }) {
  const t = useT();
  const { site, call, take } = useSession();
  const { run, busy, problem } = useAction(async (given: Proof) => {
    const answer = await call("session", "signIn", given);
    onProof(given, answer.begin === true);
    if (answer.begin !== true) take(answer);
  });
  return (
    <Step title={t("signin.title")}>
      <Form<Proof> layout="vertical" requiredMark={false} onFinish={(given) => void run(given)}>
        <Form.Item name="name" label={t("signin.name")} rules={[{ required: true, message: t("common.required") }]}>
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t("signin.password")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <ProblemLine problem={problem} />
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t("signin.submit")}
        </Button>
      </Form>
      <p className="gate-foot">{t(site === "console" ? "signin.forgot" : "signin.forgotPortal")}</p>
    </Step>
  );
}

/** Back to name and password. */
function SomebodyElse() {
  const t = useT();
  const { signOut } = useSession();
  return (
    <p className="gate-foot">
      <Button type="link" size="small" onClick={() => void signOut()}>
        {t("signin.other")}
      </Button>
    </p>
  );
}

function CodeStep() {
  const t = useT();
  const { call, take } = useSession();
  const { run, busy, problem } = useAction(async ({ code }: { readonly code: string }) =>
    take(await call("session", "giveCode", { code })),
  );
  return (
    <Step title={t("signin.codeTitle")} hint={t("signin.codeHint")}>
      <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={(given) => void run(given)}>
        <Form.Item
          name="code"
          label={t("signin.code")}
          rules={[{ required: true, pattern: /^\d{6}$/, message: t("signin.codeHint") }]}
          validateTrigger="onSubmit"
        >
          <Input autoComplete="one-time-code" inputMode="numeric" maxLength={6} autoFocus className="num code-input" />
        </Form.Item>
        <ProblemLine problem={problem} />
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t("signin.verify")}
        </Button>
      </Form>
      <SomebodyElse />
    </Step>
  );
}

function ChooseStep({ known }: { readonly known: string | undefined }) {
  const t = useT();
  const { call, refresh } = useSession();
  const { run, busy, problem } = useAction(
    async ({ password = known ?? "", chosen }: { readonly password?: string; readonly chosen: string }) => {
      await call("session", "changePassword", { password, chosen });
      await refresh();
    },
  );
  return (
    <Step title={t("signin.chooseTitle")} hint={t("signin.chooseHint")}>
      <Form<{ password?: string; chosen: string }> layout="vertical" requiredMark={false} onFinish={(given) => void run(given)}>
        {known === undefined ? (
          <Form.Item name="password" label={t("signin.present")} rules={[{ required: true, message: t("common.required") }]}>
            <Input.Password autoComplete="current-password" maxLength={200} autoFocus />
          </Form.Item>
        ) : null}
        <ChosenPassword focus={known !== undefined} />
        <ProblemLine problem={problem} />
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t("signin.choose")}
        </Button>
      </Form>
      <SomebodyElse />
    </Step>
  );
}

function BeginStep({ proof, onBack }: { readonly proof: Proof; readonly onBack: () => void }) {
  const t = useT();
  const { call, take } = useSession();
  const { run, busy, problem } = useAction(async ({ chosen }: { readonly chosen: string }) =>
    take(await call("session", "begin", { ...proof, chosen })),
  );
  return (
    <Step title={t("signin.beginTitle")} hint={t("signin.beginHint")}>
      <Form<{ chosen: string }> layout="vertical" requiredMark={false} onFinish={(given) => void run(given)}>
        <ChosenPassword focus />
        <ProblemLine problem={problem} />
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t("signin.begin")}
        </Button>
      </Form>
      <p className="gate-foot">
        <Button type="link" size="small" onClick={onBack}>
          {t("signin.other")}
        </Button>
      </p>
    </Step>
  );
}
