import { DatabaseError } from "pg";
import { type SearchStore, StoreError } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { ledger } from "../ops/search/ledger.ts";
import { inbound, submissions } from "../ops/search/listed.ts";
import { messages, progress } from "../ops/search/messages.ts";
import { pushes } from "../ops/search/pushes.ts";
import type { Tx } from "../tx.ts";

/** The server has ended a statement that took too long (PostgreSQL's table of error codes). */
const TOO_LONG = "57014";

/** @param engine with sessions that nobody else needs */
export function searchPort(engine: Engine): SearchStore {
  const search =
    <Q, R>(work: (tx: Tx, query: Q) => Promise<R>) =>
    (query: Q): Promise<R> =>
      engine.search((tx) => work(tx, query)).catch(told);
  return {
    messages: search(messages),
    submissions: search(submissions),
    progress: search(progress),
    inbound: search(inbound),
    ledger: search(ledger),
    pushes: search(pushes),
  };
}

function told(error: unknown): never {
  const { cause } = error as StoreError;
  if (cause instanceof DatabaseError && cause.code === TOO_LONG) {
    throw new StoreError("busy", "the database took too long to search", { cause });
  }
  throw error;
}
