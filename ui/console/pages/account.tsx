import { ExportOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import type { ComponentType } from "react";
import type { Permission } from "../../../src/domain/user.ts";
import { api } from "../../shared/api.ts";
import { useConfirm } from "../../shared/confirm.tsx";
import { useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { type Params, useQuery } from "../../shared/router.tsx";
import { useMay } from "../../shared/session.tsx";
import { Loaded } from "../../shared/states.tsx";
import { TabLinks } from "../../shared/tab-links.tsx";
import { useT } from "../../shared/words.tsx";
import { AccountBlacklist } from "./accounts/blacklist.tsx";
import { AccountCalls } from "./accounts/calls.tsx";
import { AccountCredits } from "./accounts/credits.tsx";
import { AccountInterfaces } from "./accounts/interfaces.tsx";
import { AccountOverview } from "./accounts/overview.tsx";
import { AccountPeople } from "./accounts/people.tsx";
import { AccountPushes } from "./accounts/pushes.tsx";
import { AccountSettingsForm } from "./accounts/settings.tsx";
import type { AccountFacts, PartProps } from "./accounts/types.ts";
import { AccountWording } from "./accounts/wording.tsx";
import { AccountState } from "./accounts.tsx";

const PARTS = {
  overview: AccountOverview,
  settings: AccountSettingsForm,
  credits: AccountCredits,
  interfaces: AccountInterfaces,
  pushes: AccountPushes,
  wording: AccountWording,
  blacklist: AccountBlacklist,
  calls: AccountCalls,
  people: AccountPeople,
} satisfies Record<string, ComponentType<PartProps>>;
type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as readonly Part[];
const NEEDS: Partial<Record<Part, Permission>> = { credits: "credits.see" };

/** One customer. */
export default function AccountPage({ params: { id } }: { readonly params: Params<"/accounts/:id"> }) {
  const t = useT();
  const account = useLoad((signal) => api.console("accounts", "get", { id: Number(id) }, signal), [id]);
  const { data } = account;
  return (
    <Page
      title={data?.login ?? t("accounts.one")}
      hint={data === undefined ? "\u00a0" : <Hint account={data} />}
      back={{ to: "/accounts", title: t("accounts.title") }}
      actions={data === undefined ? undefined : <AccountActions account={data} onChanged={account.reload} />}
    >
      <Loaded of={account}>{(facts) => <AccountTabs account={facts} onChanged={account.reload} />}</Loaded>
    </Page>
  );
}

function Hint({ account: { enabled, settings } }: { readonly account: AccountFacts }) {
  return (
    <span>
      <AccountState enabled={enabled} /> {settings.name}
    </span>
  );
}

function AccountTabs(props: PartProps) {
  const t = useT();
  const may = useMay();
  const [{ tab }] = useQuery();
  const shown = NAMES.filter((name) => may(NEEDS[name] ?? "accounts.see"));
  const current = shown.find((name) => name === tab) ?? "overview";
  const Part = PARTS[current];
  return (
    <>
      <TabLinks label={t("accounts.parts")} of={shown.map((name) => ({ name, title: t(`accountTabs.${name}`) }))} current={current} />
      <Part {...props} />
    </>
  );
}

/** What can be done with the account as a whole. */
function AccountActions({ account: { id, login, enabled }, onChanged }: PartProps) {
  const t = useT();
  const may = useMay();
  const confirm = useConfirm();
  const { message } = App.useApp();
  const change = async (reason: string): Promise<void> => {
    await api.console("accounts", "switch", { id, enabled: !enabled, ...(reason === "" ? {} : { reason }) });
    message.success(t("common.saved"));
    onChanged();
  };
  const suspend = {
    title: t("accounts.suspendTitle", { login }),
    text: t("accounts.suspendText"),
    confirm: t("accounts.suspend"),
    danger: true,
    reason: "optional",
    act: change,
  } as const;
  const resume = {
    title: t("accounts.resumeTitle", { login }),
    text: t("accounts.resumeText"),
    confirm: t("accounts.resume"),
    act: change,
  };
  const enter = {
    title: t("accounts.enterTitle", { login }),
    text: t("accounts.enterText"),
    confirm: t("accounts.enter"),
    act: async () => {
      // opened while the click still counts: browsers keep later ones for unasked windows
      const tab = window.open("about:blank", "_blank");
      try {
        await api.console("accounts", "enter", { id });
      } catch (error) {
        tab?.close();
        throw error;
      }
      if (tab) tab.location.href = "/portal/";
      else location.href = "/portal/";
    },
  };
  return (
    <>
      {may("accounts.enter") ? (
        <Button icon={<ExportOutlined aria-hidden />} onClick={() => void confirm(enter)}>
          {t("accounts.enter")}
        </Button>
      ) : null}
      {may("accounts.edit") ? (
        <Button danger={enabled} onClick={() => void confirm(enabled ? suspend : resume)}>
          {t(enabled ? "accounts.suspend" : "accounts.resume")}
        </Button>
      ) : null}
    </>
  );
}
