import pg from "pg";

/** Found before the server's own function of this name, by the order of the path. */
const SHIFT = `
CREATE TABLE clock_shift (ms bigint NOT NULL);
INSERT INTO clock_shift VALUES (0);
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT pg_catalog.clock_timestamp() + (SELECT ms FROM public.clock_shift) * interval ''1 millisecond''';
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$`;

/** Gives sessions of a database that are opened from now on a clock that can be set. */
export async function withOddClock(url: string): Promise<void> {
  await run(url, SHIFT);
}

/** Sets it. @param ms beside the true time */
export async function setClock(url: string, ms: number): Promise<void> {
  await run(url, `UPDATE clock_shift SET ms = ${ms}`);
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
