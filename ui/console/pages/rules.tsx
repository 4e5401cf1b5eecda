import { Tabs } from "antd";
import { Page } from "../../shared/page.tsx";
import { useQuery } from "../../shared/router.tsx";
import { useT } from "../../shared/words.tsx";
import { BlacklistPanel } from "./rules/blacklist.tsx";
import { FrequencyPanel } from "./rules/frequency.tsx";
import { KeywordsPanel } from "./rules/keywords.tsx";
import "./rules/rules.css";

const PANELS = { keywords: KeywordsPanel, blacklist: BlacklistPanel, frequency: FrequencyPanel };
type Kind = keyof typeof PANELS;
const KINDS = Object.keys(PANELS) as readonly Kind[];

/** Lists that hold for everything that is sent. */
export default function RulesPage() {
  const t = useT();
  const [{ tab }, setQuery] = useQuery();
  return (
    <Page title={t("rules.title")} hint={t("rules.hint")}>
      <Tabs
        activeKey={KINDS.find((kind) => kind === tab) ?? "keywords"}
        onChange={(key) =>
          setQuery({ tab: key === "keywords" ? undefined : key, part: undefined, account: undefined, phone: undefined, source: undefined })
        }
        destroyOnHidden
        items={KINDS.map((kind) => {
          const Panel = PANELS[kind];
          return { key: kind, label: t(`ruleKinds.${kind}`), children: <Panel /> };
        })}
      />
    </Page>
  );
}
