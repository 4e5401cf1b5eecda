import { parentPort, workerData } from "node:worker_threads";
import { DEFAULT_SETTINGS } from "../../domain/defaults.ts";
import { runBatch } from "./batch.ts";
import { configure, Db } from "./db.ts";
import { holdLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { refuseMoved } from "./moved-mark.ts";
import { readSettings } from "./ops/directory.ts";
import { packReplies, unpackCalls } from "./pack/batch.ts";
import type { FromWorker, ToWorker, WorkerData } from "./protocol.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { Tx } from "./tx.ts";
import { bringUpToDate } from "./upgrade.ts";

/**
 * The store's thread: owns the connection, runs each batch of calls in one transaction and answers after the commit, so
 * that an fsync never stalls the event loop and calls that wait together share one.
 */
const port = parentPort;
if (!port) throw new Error("this file runs as a worker thread");
const settings = workerData as WorkerData;
const answer = (message: FromWorker): void => port.postMessage(message);
const open: { close(): void }[] = [];

try {
  if (settings.lockFile !== undefined) open.push(holdLock(settings.lockFile));
  const db = new Db(settings.file);
  open.push(db);
  configure(db);
  refuseMoved(db);
  if (settings.lockFile === undefined) bringUpToDate(db, settings.file, settings.openedAt);
  else migrate(db, MIGRATIONS, settings.openedAt);
  const tx = new Tx(db);
  // whoever holds the lock will serve: what the first submission needs is counted before it comes
  if (settings.lockFile !== undefined) tx.phones(settings.openedAt, frequencyWindow(tx));
  port.on("message", (message: ToWorker) => {
    if (message.kind === "batch") {
      answer({ kind: "done", id: message.id, results: packReplies(runBatch(tx, unpackCalls(message.calls))) });
      return;
    }
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    end();
  });
  answer({ kind: "opened" });
} catch (error) {
  answer({ kind: "refused", message: error instanceof Error ? error.message : String(error) });
  end();
}

function frequencyWindow(tx: Tx): number {
  return (readSettings(tx.db) ?? DEFAULT_SETTINGS).frequency.verification.window;
}

/** The thread ends with its last handle; the lock goes last. */
function end(): void {
  for (const handle of open.reverse()) handle.close();
  port?.close();
}
