import { errorFact, type Log } from "../runtime/log.ts";
import type { AuditBegun, AuditEnd, AuditStore } from "../store/store.ts";
import type { Caller } from "./handlers.ts";

/** UTF-16 units of each side of a change that the audit log keeps. */
const LONGEST_SIDE = 64 * 1024;
const LONGEST_SUBJECT = 200;

interface NoteDeps {
  readonly log: Log;
  readonly ids: { take(count: number): number };
  readonly audit: Pick<AuditStore, "begin" | "finish">;
}

/** A call's entry in the audit log, of one that changes something. */
export class AuditNote {
  readonly #deps: NoteDeps;
  readonly #facts: Pick<AuditBegun, "at" | "address" | "action">;
  readonly #kept: boolean;
  #id: number | undefined;
  #said: AuditFacts = { subject: "" };

  constructor(deps: NoteDeps, facts: Pick<AuditBegun, "at" | "address" | "action">, kept: boolean) {
    this.#deps = deps;
    this.#facts = facts;
    this.#kept = kept;
  }

  async begin({ userId, name, accountId }: Pick<Caller, "userId" | "name" | "accountId">): Promise<void> {
    if (!this.#kept || this.#id !== undefined) return;
    const id = this.#deps.ids.take(1);
    await this.#deps.audit.begin({ ...this.#facts, id, userId, userName: name, accountId });
    this.#id = id;
  }

  say(more: Partial<AuditFacts>): void {
    this.#said = { ...this.#said, ...more };
  }

  /** What was done stays done, and what went wrong is what the caller must hear of, whether or not this can be written as well. */
  async finish(outcome: AuditEnd["outcome"]): Promise<void> {
    if (this.#id === undefined) return;
    const { subject, before, after, ...account } = this.#said;
    const end = { ...account, outcome, subject: subject.slice(0, LONGEST_SUBJECT), before: sideOf(before), after: sideOf(after) };
    try {
      await this.#deps.audit.finish(this.#id, end);
    } catch (error) {
      this.#deps.log("error", "an audit entry stays open", { action: this.#facts.action, ...errorFact(error) });
    }
  }
}

/** What a handler says of its change. */
interface AuditFacts {
  readonly subject: string;
  readonly accountId?: number;
  readonly before?: unknown;
  readonly after?: unknown;
}

function sideOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SIDE ? text : JSON.stringify({ cut: text.slice(0, LONGEST_SIDE / 4) });
}
