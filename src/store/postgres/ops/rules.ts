import type { TemplateState } from "../../../domain/provisioning.ts";
import type { StoredRules } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { blacklist, blacklistVersion } from "./blacklist.ts";
import { portedNumbers } from "./directory.ts";

const TEMPLATES = "SELECT account_id, id, text, state FROM template";

/** Its statements must see one moment. */
export async function loadRules(tx: Tx): Promise<StoredRules> {
  const templates = await tx.all<{ account_id: number; id: string; text: string; state: TemplateState }>(TEMPLATES);
  return {
    keywords: (await tx.all<{ word: string }>("SELECT word FROM keyword")).map((row) => row.word),
    templates: templates.map((row) => ({ accountId: row.account_id, id: row.id, text: row.text, state: row.state })),
    ported: await portedNumbers(tx),
    blacklist: await blacklist(tx),
    blacklistVersion: await blacklistVersion(tx),
  };
}
