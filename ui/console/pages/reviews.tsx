import { Button, Tabs } from "antd";
import { useState } from "react";
import { api } from "../../shared/api.ts";
import { useFormat } from "../../shared/format.ts";
import { useLoad } from "../../shared/load.ts";
import { Page } from "../../shared/page.tsx";
import { useQuery } from "../../shared/router.tsx";
import { useT } from "../../shared/words.tsx";
import { HeldDesk } from "./reviews/held.tsx";
import { KEYS, KeysHelp } from "./reviews/keys.tsx";
import { SignatureDesk } from "./reviews/signatures.tsx";
import { TemplateDesk } from "./reviews/templates.tsx";

const EVERY = 10_000;
/** The server counts no further. */
const MOST_COUNTED = 1_000;
const DESKS = { held: HeldDesk, templates: TemplateDesk, signatures: SignatureDesk };
type Kind = keyof typeof DESKS;
const KINDS = Object.keys(DESKS) as readonly Kind[];

/** What waits for a person's decision. */
export default function ReviewsPage() {
  const t = useT();
  const format = useFormat();
  const [{ tab }, setQuery] = useQuery();
  const [helping, setHelping] = useState(false);
  const waiting = useLoad((signal) => api.console("reviews", "waiting", {}, signal), [], { every: EVERY });
  const countOf = (kind: Kind): string => {
    if (waiting.data === undefined) return "";
    const count = waiting.data[kind === "held" ? "submissions" : kind];
    return count >= MOST_COUNTED ? `${format.number(MOST_COUNTED)}+` : format.number(count);
  };
  const { oldestAt, now } = waiting.data ?? {};
  return (
    <Page
      title={t("reviews.title")}
      hint={oldestAt === undefined || now === undefined ? t("reviews.hint") : t("reviews.oldest", { ago: format.ago(oldestAt, now) })}
      actions={
        <Button onClick={() => setHelping(true)}>
          {t("reviews.keys")} <kbd>{KEYS.help}</kbd>
        </Button>
      }
    >
      <Tabs
        activeKey={KINDS.find((kind) => kind === tab) ?? "held"}
        onChange={(key) => setQuery({ tab: key === "held" ? undefined : key })}
        destroyOnHidden
        items={KINDS.map((kind) => {
          const Desk = DESKS[kind];
          return {
            key: kind,
            label: (
              <span>
                {t(`reviewKinds.${kind}`)} <span className="tab-count num">{countOf(kind)}</span>
              </span>
            ),
            children: <Desk onDecided={waiting.reload} onHelp={() => setHelping(true)} />,
          };
        })}
      />
      <KeysHelp open={helping} onClose={() => setHelping(false)} />
    </Page>
  );
}
