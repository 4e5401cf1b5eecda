import pg from "pg";
import { firstIdAt } from "../../src/domain/ids.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Connection } from "../../src/store/postgres/connection.ts";
import { makePartitions } from "../../src/store/postgres/partitions.ts";
import type { Filled } from "./filled.ts";
import { statementsOf, stretches, type Words } from "./rows.ts";

const WORDS: Words = {
  series: (count) => `(SELECT j FROM generate_series(0::bigint, ${count - 1}) AS s (j)) AS s`,
  pushItem: ["", ""],
  pushTry: [", account_id", ", ACCOUNT"],
  bytes: (hex) => `'\\x${hex}'::bytea`,
};
const SIZES = `
SELECT CASE WHEN i.indexrelid IS NULL THEN '' ELSE 'indexes of ' END || coalesce(p.relname, t.relname) AS name,
  sum(CASE WHEN i.indexrelid IS NULL THEN pg_table_size(c.oid) ELSE pg_relation_size(c.oid) END)::bigint AS bytes
FROM pg_class c
LEFT JOIN pg_index i ON i.indexrelid = c.oid
JOIN pg_class t ON t.oid = coalesce(i.indrelid, c.oid)
LEFT JOIN pg_inherits h ON h.inhrelid = t.oid
LEFT JOIN pg_class p ON p.oid = h.inhparent
WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace
GROUP BY 1 ORDER BY 2 DESC`;

/** The database of servers that aren't running. */
export function postgresFill(url: string): Filled {
  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return work(client).finally(() => client.end());
  };
  return {
    async fill(days, messages, accounts) {
      const connection = await Connection.open(url, systemClock);
      await makePartitions(connection, days);
      await connection.end();
      await withClient(async (client) => {
        await client.query("SET synchronous_commit = off");
        for (const day of days) {
          for (const stretch of stretches(firstIdAt(day), Math.round(messages / days.length), accounts))
            for (const sql of statementsOf(stretch, WORDS)) await client.query(sql);
          const range = `BETWEEN ${firstIdAt(day)} AND ${firstIdAt(day + 86_400_000) - 1}`;
          await client.query(
            `INSERT INTO upstream (upstream_id, channel_id, message_id, attempt, part) SELECT upstream_id, channel_id, message_id, attempt, part FROM attempt WHERE message_id ${range}`,
          );
        }
        await client.query(
          "UPDATE balance SET sms = (SELECT sum(credits) FROM ledger l WHERE l.account_id = balance.account_id AND l.medium = 0)",
        );
        await client.query("VACUUM (ANALYZE)");
        await client.query("CHECKPOINT");
      });
    },
    sizes: () => withClient(async (client) => (await client.query(SIZES)).rows.map(({ name, bytes }) => ({ name, bytes: Number(bytes) }))),
    bytes: () =>
      withClient(async (client) => Number((await client.query("SELECT pg_database_size(current_database()) AS bytes")).rows[0].bytes)),
  };
}
