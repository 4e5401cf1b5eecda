import type { Rule, Script } from "./script.ts";

/** What the lab does with one submit. */
export type Behaviour = Pick<Rule, "answer" | "receipt" | "receiptAfter" | "stat" | "wire" | "reply">;

const PLAIN: Behaviour = {
  answer: "accepted",
  receipt: "once",
  receiptAfter: undefined,
  stat: "DELIVRD",
  wire: undefined,
  reply: undefined,
};

/** The platform's table of phone endings, as the simulator has it. */
const ENDINGS: Readonly<Record<string, Partial<Behaviour> & { readonly firstTry?: boolean }>> = {
  "9001": { stat: "UNDELIV" },
  "9002": { stat: "EXPIRED" },
  "9003": { stat: "REJECTD" },
  "9004": { answer: "refused" },
  "9005": { receipt: "never" },
  "9006": { receipt: "twice" },
  "9007": { receipt: "early" },
  "9008": { answer: "throttled", firstTry: true },
  "9009": { stat: "MA:0006" },
  "9010": { reply: "收到" },
  "9011": { reply: "T" },
  "9012": { reply: "一二三四五六七八九十".repeat(20) },
  "9013": { wire: "drop", firstTry: true },
};

const ENDING = 4;
/** Phones whose first try the lab remembers; older ones are forgotten. */
const MOST_PHONES = 10_000;

/** Chooses the behaviour of each submit, by the script's rules and then by the phone's ending. */
export class Behaviours {
  readonly #script: Script;
  readonly #fitted = new Map<Rule, number>();
  readonly #tried = new Set<string>();
  #count = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  /** Submits seen so far. */
  get count(): number {
    return this.#count;
  }

  next(phone: string): Behaviour {
    this.#count += 1;
    const first = this.#firstTry(phone);
    const rule = this.#script.rules.find((candidate) => this.#fits(candidate, phone, first));
    if (rule) {
      this.#fitted.set(rule, (this.#fitted.get(rule) ?? 0) + 1);
      return rule;
    }
    const own = this.#script.endings ? ENDINGS[phone.slice(-ENDING)] : undefined;
    return own && (!own.firstTry || first) ? { ...PLAIN, ...own } : PLAIN;
  }

  #fits(rule: Rule, phone: string, first: boolean): boolean {
    const { from, to } = rule.submits;
    return (
      phone.endsWith(rule.ending) &&
      this.#count % rule.every === 0 &&
      this.#count >= from &&
      this.#count <= to &&
      (rule.times === 0 || (this.#fitted.get(rule) ?? 0) < rule.times) &&
      (!rule.firstTry || first)
    );
  }

  #firstTry(phone: string): boolean {
    if (this.#tried.has(phone)) return false;
    this.#tried.add(phone);
    if (this.#tried.size > MOST_PHONES) for (const oldest of this.#tried) return this.#tried.delete(oldest);
    return true;
  }
}
