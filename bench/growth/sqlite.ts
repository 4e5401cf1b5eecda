import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { firstIdAt } from "../../src/domain/ids.ts";
import type { Filled, Size } from "./filled.ts";
import { statementsOf, stretches, type Words } from "./rows.ts";

const WORDS: Words = {
  series: (count) => `(WITH RECURSIVE s (j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM s WHERE j < ${count - 1}) SELECT j FROM s)`,
  pushItem: [", due_at", ", AT + 5000"],
  pushTry: ["", ""],
  bytes: (hex) => `x'${hex}'`,
};

/** The embedded store of a server that isn't running. */
export function sqliteFill(data: string): Filled {
  const file = join(data, "yizhan.db");
  const open = (): DatabaseSync => {
    const db = new DatabaseSync(file);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY");
    return db;
  };
  return {
    async fill(days, messages, accounts) {
      // whoever asked begins to measure first
      await null;
      const db = open();
      for (const day of days) {
        const start = firstIdAt(day);
        db.exec("BEGIN");
        for (const stretch of stretches(start, Math.round(messages / days.length), accounts))
          for (const sql of statementsOf(stretch, WORDS)) db.exec(sql);
        const last = firstIdAt(day + 86_400_000) - 1;
        db.exec(`INSERT INTO phone_index (rowid, phone) SELECT id, phone FROM message WHERE id BETWEEN ${start} AND ${last}`);
        db.exec(`UPDATE meta SET value = ${last} WHERE key = 'phone_index'`);
        db.exec("COMMIT");
      }
      db.exec(
        `UPDATE balance SET credits = (SELECT sum(credits) FROM ledger l WHERE l.account_id = balance.account_id AND l.medium = balance.medium)`,
      );
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      db.close();
    },
    async sizes() {
      await null;
      const db = open();
      const rows = db.prepare("SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC").all() as unknown as Size[];
      db.close();
      return rows;
    },
    async bytes() {
      return statSync(file).size;
    },
  };
}
