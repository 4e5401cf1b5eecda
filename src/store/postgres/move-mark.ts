import type { Connection } from "./connection.ts";

/** Name of the setting that says that a store is being moved into this database. */
const MOVING = "moving";

/** Refuses a database that a move has not filled yet: what a server accepted there would be in the move's way. */
export async function refuseUnfinished(connection: Connection): Promise<void> {
  if (await isUnfinished(connection))
    throw new Error("an embedded store is being moved into it, or a move broke off; finish it with: yizhan move --again --to postgres://…");
}

export async function isUnfinished(connection: Connection): Promise<boolean> {
  return (await connection.query("SELECT 1 FROM setting WHERE name = $1", [MOVING])).count > 0;
}

export async function markUnfinished(connection: Connection): Promise<void> {
  await connection.query("INSERT INTO setting (name, doc) VALUES ($1, '') ON CONFLICT DO NOTHING", [MOVING]);
}

export async function markFinished(connection: Connection): Promise<void> {
  await connection.query("DELETE FROM setting WHERE name = $1", [MOVING]);
}
