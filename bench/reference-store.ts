import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/**
 * What SQLite alone takes to write the rows that the server wrote: the server's own schema and its own rows (of a data
 * directory that a load left behind), inserted into an empty database by one thread, 500 rows a transaction, WAL with
 * synchronous = FULL, and nothing else done.
 *
 * Usage: node bench/reference-store.ts DATA SECONDS. Prints one line of JSON: `{ rowsPerSecond, messagesPerSecond }`.
 */
const [data = "", seconds = "2"] = process.argv.slice(2);
const ROWS_PER_TRANSACTION = 500;
const MAX_MESSAGES = 200_000;

type Row = SQLInputValue[];

/** One submission's rows, in the order in which they are written. */
interface Unit {
  readonly submission: Row;
  readonly messages: readonly Row[];
  readonly ledger: readonly Row[];
}

const source = new DatabaseSync(databaseIn(data), { readOnly: true });
// a full-text index makes its own tables
const schema = source
  .prepare(
    `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
     AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type = 'index'`,
  )
  .all()
  .map((row) => String(row.sql));
const units = readUnits();

let rows = 0;
let messages = 0;
let spent = 0;
while (spent < Number(seconds) * 1000) {
  const scratch = mkdtempSync(join(tmpdir(), "yizhan-bench-"));
  try {
    spent += write(join(scratch, "reference.db"));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
console.log(JSON.stringify({ rowsPerSecond: (rows / spent) * 1000, messagesPerSecond: (messages / spent) * 1000 }));

/** Writes every unit once, into a new file; answers the ms it took. */
function write(file: string): number {
  const target = new DatabaseSync(file);
  target.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  for (const statement of schema) target.exec(statement);
  const insert = (table: string, width = 0): StatementSync =>
    target.prepare(`INSERT INTO ${table} VALUES (${Array.from({ length: width }, () => "?").join(", ")})`);
  const submission = insert("submission", units[0]?.submission.length);
  const message = insert("message", units[0]?.messages[0]?.length);
  const ledger = insert("ledger", units[0]?.ledger[0]?.length);
  let inTransaction = 0;
  const start = performance.now();
  const put = (statement: StatementSync, row: Row): void => {
    if (inTransaction === 0) target.exec("BEGIN IMMEDIATE");
    statement.run(...row);
    rows++;
    if (++inTransaction < ROWS_PER_TRANSACTION) return;
    target.exec("COMMIT");
    inTransaction = 0;
  };
  for (const unit of units) {
    put(submission, unit.submission);
    for (const row of unit.messages) put(message, row);
    for (const row of unit.ledger) put(ledger, row);
    messages += unit.messages.length;
  }
  if (inTransaction > 0) target.exec("COMMIT");
  const took = performance.now() - start;
  target.close();
  return took;
}

function readUnits(): Unit[] {
  // As they were when they were accepted: waiting in their lane, untried. Read along the key; nothing else is indexed.
  const messagesOf = Map.groupBy(
    source.prepare("SELECT * FROM message WHERE attempt = 0 ORDER BY id LIMIT ?").all(MAX_MESSAGES),
    (row) => row.submission_id,
  );
  const submissionOf = source.prepare("SELECT * FROM submission WHERE id = ?");
  const ledgerOf = source.prepare("SELECT * FROM ledger WHERE account_id = ? AND ref = ?");
  const found: Unit[] = [];
  for (const [id, rowsOf] of messagesOf) {
    const submission = submissionOf.get(id ?? null);
    if (!submission) throw new Error(`message without its submission in ${data}`);
    found.push({
      submission: values(submission),
      messages: rowsOf.map(values),
      ledger: ledgerOf.all(submission.account_id ?? null, id ?? null).map(values),
    });
  }
  if (found.length === 0) throw new Error(`no untried message in ${data}`);
  return found;
}

function values(row: Record<string, unknown>): Row {
  return Object.values(row) as Row;
}

/** The one file of the directory that is an SQLite database, by its first bytes. */
function databaseIn(directory: string): string {
  const magic = "SQLite format 3\0";
  for (const name of readdirSync(directory)) {
    const file = openSync(join(directory, name), "r");
    const head = Buffer.alloc(magic.length);
    const length = readSync(file, head, 0, head.length, 0);
    closeSync(file);
    if (length === head.length && head.toString("latin1") === magic) return join(directory, name);
  }
  throw new Error(`no database in ${directory}`);
}
