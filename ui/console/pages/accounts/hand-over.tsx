import { Button, Modal, Space } from "antd";
import type { Translate } from "../../../catalogue/words.ts";
import { CodeBlock, CopyButton } from "../../../shared/copy.tsx";
import { useLanguage, useT } from "../../../shared/words.tsx";
import type { HandedOver } from "./types.ts";

/** Secrets and how to use them, shown once: closing it takes a click that says so. */
export function HandOver({ given, onClose }: { readonly given: HandedOver | undefined; readonly onClose: () => void }) {
  const t = useT();
  return (
    <Modal
      open={given !== undefined}
      title={t("accounts.handOverTitle", { login: given?.sheet.login ?? "" })}
      width={760}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      destroyOnHidden
      footer={
        <Space>
          <CopyButton text={given === undefined ? "" : textOf(given, t)} what={t("accounts.wholeSheet")} label />
          <Button type="primary" onClick={onClose}>
            {t("accounts.handOverDone")}
          </Button>
        </Space>
      }
    >
      <p>{t("accounts.handOverText")}</p>
      {given === undefined ? null : <SecretList secrets={given.secrets} />}
      {given === undefined ? null : <SheetLines sheet={given.sheet} />}
    </Modal>
  );
}

const NAMES = ["password", "md5Key", "veryCode"] as const;

export function SecretList({ secrets }: { readonly secrets: HandedOver["secrets"] }) {
  const t = useT();
  return (
    <dl className="facts">
      {NAMES.flatMap((name) => {
        const value = secrets[name];
        if (value === undefined) return [];
        return (
          <div key={name} className="fact">
            <dt>{t(`secretNames.${name}`)}</dt>
            <dd>
              <code className="code" data-testid={`secret-${name}`}>
                {value}
              </code>{" "}
              <CopyButton text={value} what={t(`secretNames.${name}`)} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** All of it as lines, to be pasted into whatever reaches the customer. */
function textOf({ secrets, sheet }: HandedOver, t: Translate): string {
  const facts = [
    [t("accounts.base"), sheet.base],
    [t("accounts.login"), sheet.login],
    [t("accounts.enterpriseId"), String(sheet.enterpriseId)],
    ...NAMES.flatMap((name) => (secrets[name] === undefined ? [] : [[t(`secretNames.${name}`), secrets[name]]])),
  ];
  const lines = sheet.rows.map(({ dialect, send, report }) => `# ${dialect}\n${send}\n\n${report}\n`);
  return [...facts.map(([name, value]) => `${name}: ${value}`), "", ...lines].join("\n");
}

/** How each interface is called. */
export function SheetLines({ sheet }: { readonly sheet: HandedOver["sheet"] }) {
  const t = useT();
  const language = useLanguage();
  if (sheet.rows.length === 0) return <p className="quiet">{t("accounts.noDialects")}</p>;
  return (
    <>
      <dl className="facts">
        <div className="fact">
          <dt>{t("accounts.base")}</dt>
          <dd>
            <code className="code">{sheet.base}</code> <CopyButton text={sheet.base} what={t("accounts.base")} />
          </dd>
        </div>
        <div className="fact">
          <dt>{t("accounts.login")}</dt>
          <dd>
            <code className="code">{sheet.login}</code>
          </dd>
        </div>
        <div className="fact">
          <dt>{t("accounts.enterpriseId")}</dt>
          <dd>
            <code className="code">{sheet.enterpriseId}</code>
          </dd>
        </div>
      </dl>
      {sheet.rows.map(({ dialect, title, paths, pushes, send, report }) => (
        <section key={dialect} className="sheet" aria-label={dialect}>
          <h3>
            {title[language]} <code className="code">{dialect}</code>
          </h3>
          <p className="quiet">
            {t(pushes ? "accounts.dialectPushes" : "accounts.dialectAsks")} {t("accounts.paths")}{" "}
            <code className="code">{paths.join("  ")}</code>
          </p>
          <CodeBlock text={send} what={t("accounts.sendLine", { dialect })} />
          <CodeBlock text={report} what={t("accounts.reportLine", { dialect })} />
        </section>
      ))}
    </>
  );
}
