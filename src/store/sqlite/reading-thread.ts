import { parentPort, workerData } from "node:worker_threads";
import { Db } from "./db.ts";
import { SEARCHES, type SearchName } from "./ops/search/index.ts";
import { packReplies, unpackCalls } from "./pack/batch.ts";
import type { FromWorker, ReadingData, ToWorker, WireCall, WireResult } from "./protocol.ts";

/**
 * The thread that people's lists are read in: a connection that can't write, beside the one that does. The log lets it read without
 * waiting for anybody. Each call sees one moment of the store and no longer than it takes, so that a checkpoint can always pass.
 */
const port = parentPort;
if (!port) throw new Error("this file runs as a worker thread");
const answer = (message: FromWorker): void => port.postMessage(message);

try {
  const db = new Db((workerData as ReadingData).file, true);
  db.exec("PRAGMA cache_size = -16384");
  port.on("message", (message: ToWorker) => {
    if (message.kind === "batch") {
      answer({ kind: "done", id: message.id, results: packReplies(unpackCalls(message.calls).map((call) => read(db, call))) });
      return;
    }
    db.close();
    port.close();
  });
  answer({ kind: "opened" });
} catch (error) {
  answer({ kind: "refused", message: error instanceof Error ? error.message : String(error) });
  port.close();
}

function read(db: Db, [op, args]: WireCall): WireResult {
  try {
    db.exec("BEGIN");
    return [true, (SEARCHES[op as SearchName] as (reads: { readonly db: Db }, ...args: readonly unknown[]) => unknown)({ db }, ...args)];
  } catch (error) {
    return [false, error instanceof Error ? error.message : String(error)];
  } finally {
    db.rollback();
  }
}
