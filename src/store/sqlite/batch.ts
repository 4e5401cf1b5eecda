import { OPS } from "./ops/index.ts";
import type { WireCall, WireResult } from "./protocol.ts";
import type { Tx } from "./tx.ts";

/** One commit for all; if anything in it fails, each call gets a transaction of its own, so that only the culprit fails. */
export function runBatch(tx: Tx, calls: readonly WireCall[]): readonly WireResult[] {
  try {
    tx.begin();
  } catch (error) {
    // another process holds the database: one by one they would only wait for it again
    return calls.map(() => [false, sentence(error)]);
  }
  try {
    const results = calls.map(
      ([op, args]): WireResult => [true, (OPS[op] as (tx: Tx, ...args: readonly unknown[]) => unknown)(tx, ...args)],
    );
    tx.commit();
    return results;
  } catch (error) {
    tx.rollback();
    if (calls.length === 1) return [[false, sentence(error)]];
  }
  return calls.flatMap((call) => runBatch(tx, [call]));
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
