import { Button, Space } from "antd";
import { useState } from "react";
import { api } from "../../../shared/api.ts";
import { useConfirm } from "../../../shared/confirm.tsx";
import { useLoad } from "../../../shared/load.ts";
import { Section } from "../../../shared/page.tsx";
import { useMay } from "../../../shared/session.tsx";
import { Bones, Loaded } from "../../../shared/states.tsx";
import { useT } from "../../../shared/words.tsx";
import { HandOver, SheetLines } from "./hand-over.tsx";
import type { HandedOver, PartProps } from "./types.ts";

const TALL = 300;
const NAMES = ["password", "md5Key", "veryCode"] as const;

/** Secrets, and how the customer's program calls the platform. */
export function AccountInterfaces({ account: { id, login, secrets, mark }, onChanged }: PartProps) {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const [handed, setHanded] = useState<HandedOver>();
  const sheet = useLoad((signal) => api.console("accounts", "sheet", { id }, signal), [id, mark]);
  const reveal = {
    title: t("accounts.revealTitle", { login }),
    text: t("accounts.revealText"),
    confirm: t("accounts.reveal"),
    act: async () => setHanded(await api.console("accounts", "secrets", { id })),
  };
  const anew = (name: (typeof NAMES)[number]) => ({
    title: t("accounts.anewTitle", { login, secret: t(`secretNames.${name}`) }),
    text: t("accounts.anewText"),
    confirm: t("accounts.anew"),
    danger: true,
    act: async () => {
      setHanded(await api.console("accounts", "newSecrets", { id, kinds: [name] }));
      onChanged();
    },
  });
  return (
    <>
      <Section
        title={t("accounts.secrets")}
        hint={t("accounts.secretsHint")}
        actions={may("secrets.see") ? <Button onClick={() => void confirm(reveal)}>{t("accounts.reveal")}</Button> : undefined}
      >
        <dl className="facts">
          {NAMES.map((name) => (
            <div key={name} className="fact">
              <dt>{t(`secretNames.${name}`)}</dt>
              <dd>
                <Space>
                  <span className="quiet">{t(secrets.includes(name) ? "accounts.isSet" : "accounts.isNotSet")}</span>
                  {may("accounts.edit") ? (
                    <Button
                      size="small"
                      onClick={() => void confirm(anew(name))}
                      aria-label={`${t("accounts.anew")}: ${t(`secretNames.${name}`)}`}
                    >
                      {t("accounts.anew")}
                    </Button>
                  ) : null}
                </Space>
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={t("accounts.sheet")} hint={t("accounts.sheetHint")}>
        <Loaded of={sheet} bones={<Bones height={TALL} />}>
          {(given) => <SheetLines sheet={given} />}
        </Loaded>
      </Section>
      <HandOver given={handed} onClose={() => setHanded(undefined)} />
    </>
  );
}
