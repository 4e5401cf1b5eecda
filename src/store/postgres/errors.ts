import { DatabaseError } from "pg";
import { StoreError } from "../store.ts";

/** The connection is gone, or did not answer in time and was cut: what it was doing may or may not have happened. */
export class LostError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LostError";
  }
}

/** What was decided rests on something that has changed since: the same work is to be done again from its beginning. */
export class AgainError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AgainError";
  }
}

/** Two transactions stood in each other's way, and the server undid one (PostgreSQL's table of error codes, class 40). */
const COLLIDED = new Set(["40001", "40P01"]);
/** No room for another connection, or the server starts, stops or fails over (53300, class 57P). */
const UNAVAILABLE = new Set(["53300", "57P01", "57P02", "57P03", "57P05"]);

export function isCollision(error: unknown): boolean {
  return error instanceof AgainError || (error instanceof DatabaseError && COLLIDED.has(error.code ?? ""));
}

/** Whether the connection can't be used again after this error. */
export function isLost(error: unknown): boolean {
  if (error instanceof LostError) return true;
  if (!(error instanceof DatabaseError)) return false;
  return error.severity === "FATAL" || error.severity === "PANIC" || (error.code ?? "").startsWith("08");
}

/** Whether the server refuses new sessions for now: asking again later may help. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof DatabaseError && UNAVAILABLE.has(error.code ?? "");
}

/** Nothing of it happened. */
export function failed(error: unknown): StoreError {
  return error instanceof StoreError ? error : new StoreError("failed", sentence(error), { cause: error });
}

/** The commit was sent, and no answer says what became of it. */
export function outcomeUnknown(error: unknown): StoreError {
  return new StoreError("outcome-unknown", `the database did not say whether it committed: ${sentence(error)}`, { cause: error });
}

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
