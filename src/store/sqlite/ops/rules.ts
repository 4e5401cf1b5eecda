import type { TemplateState } from "../../../domain/provisioning.ts";
import type { StoredRules } from "../../store.ts";
import type { Tx } from "../tx.ts";

export function loadRules(tx: Tx): StoredRules {
  const { db } = tx;
  return {
    keywords: db.all<{ word: string }>("SELECT word FROM keyword").map((row) => row.word),
    templates: db
      .all<{ account_id: number; id: string; text: string; state: TemplateState }>("SELECT account_id, id, text, state FROM template")
      .map((row) => ({ accountId: row.account_id, id: row.id, text: row.text, state: row.state })),
    blacklist: db
      .all<{ account_id: number; phone: string; expires_at: number | null }>("SELECT account_id, phone, expires_at FROM blacklist")
      .map((row) => ({ accountId: row.account_id, phone: row.phone, expiresAt: row.expires_at ?? undefined })),
  };
}
