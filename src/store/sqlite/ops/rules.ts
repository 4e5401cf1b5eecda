import type { TemplateState } from "../../../domain/provisioning.ts";
import type { StoredRules } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { blacklist } from "./blacklist.ts";
import { portedNumbers } from "./directory.ts";
import { metaValue } from "./meta.ts";

export function loadRules(tx: Tx): StoredRules {
  const { db } = tx;
  return {
    keywords: db.all<{ word: string }>("SELECT word FROM keyword").map((row) => row.word),
    templates: db
      .all<{ account_id: number; id: string; text: string; state: TemplateState }>("SELECT account_id, id, text, state FROM template")
      .map((row) => ({ accountId: row.account_id, id: row.id, text: row.text, state: row.state })),
    ported: portedNumbers(db),
    blacklist: blacklist(tx),
    blacklistVersion: metaValue(tx, "blacklist_version"),
  };
}
