import { MAX_ID } from "../../domain/ids.ts";
import type { AuditEntry, AuditStore } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import type { Handlers } from "../handlers.ts";

const PAGE = 50;

export interface AuditDeps {
  readonly store: { readonly audit: Pick<AuditStore, "list"> };
}

export function auditHandlers({ store }: AuditDeps): Handlers<ConsoleCalls>["audit"] {
  return {
    async list({ before = MAX_ID, limit = PAGE, userId, accountId, action }) {
      const entries = await store.audit.list({ beforeId: before, limit: limit + 1, userId, accountId, action });
      const rows = entries.slice(0, limit);
      const last = rows.at(-1);
      return { rows: rows.map(rowOf), ...(entries.length > limit && last ? { more: last.id } : {}) };
    },
  };
}

function rowOf({ outcome, before, after, ...entry }: AuditEntry) {
  return {
    ...entry,
    ...(outcome === undefined ? {} : { outcome }),
    ...(before === undefined ? {} : { before: JSON.parse(before) as unknown }),
    ...(after === undefined ? {} : { after: JSON.parse(after) as unknown }),
  };
}
