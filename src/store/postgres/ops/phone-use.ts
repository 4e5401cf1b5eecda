import type { FrequencyLimits } from "../../../domain/frequency.ts";
import type { NewSubmission } from "../../../domain/submission.ts";
import { dayStart } from "../../shared/phone-use.ts";
import type { Row, Tx } from "../tx.ts";

/**
 * Counts first and looks then: the row stays this transaction's until it ends, so that no other node counts on what this one will
 * have sent. Codes that no window reaches any more go. In the order of the keys, so that batches don't wait for each other in a ring.
 */
const COUNT = `
INSERT INTO phone_use AS u (day, phone, count, codes)
SELECT day, phone, count, codes::bigint[] FROM unnest($1::bigint[], $2::text[], $3::integer[], $4::text[]) AS n (day, phone, count, codes)
ORDER BY day, phone
ON CONFLICT (day, phone) DO UPDATE SET count = u.count + excluded.count, codes = CASE WHEN excluded.codes = '{}' THEN u.codes
  ELSE ARRAY(SELECT code FROM unnest(u.codes) WITH ORDINALITY AS c (code, place) WHERE code > $5 ORDER BY place) || excluded.codes END
RETURNING day, phone, count, codes`;
/** Over midnight a window of codes reaches into the day before. */
const DAY_BEFORE = `
SELECT phone, codes FROM phone_use WHERE day = $1 AND phone = ANY($2::text[]) AND codes <> '{}' ORDER BY phone FOR UPDATE`;
const CORRECT = `
UPDATE phone_use u SET count = n.count, codes = n.codes::bigint[]
FROM unnest($1::bigint[], $2::text[], $3::integer[], $4::text[]) AS n (day, phone, count, codes) WHERE u.day = n.day AND u.phone = n.phone`;

const DAY = 86_400_000;

interface Use {
  readonly day: number;
  readonly phone: string;
  /** What this batch has counted at first, and what stands in the row by that. */
  asked: number;
  counted: number;
  askedCodes: number[];
  /** What is so, as far as the batch has been decided. */
  count: number;
  codes: number[];
  /** Of the day before. */
  earlier: readonly number[];
}

interface Mark {
  readonly use: Use;
  readonly code: boolean;
}

/** How often the phones of a batch of submissions were written to, held by this transaction. */
export class PhoneCounts {
  readonly #uses: ReadonlyMap<string, Use>;
  #undo: Mark[] = [];

  private constructor(uses: ReadonlyMap<string, Use>) {
    this.#uses = uses;
  }

  /** Counts every text that may be sent to each phone; what turns out not to be is taken back in `write`. */
  static async hold(tx: Tx, submissions: readonly NewSubmission[], window: number): Promise<PhoneCounts> {
    const uses = new Map<string, Use>();
    let oldest = Number.POSITIVE_INFINITY;
    for (const { acceptedAt, messages } of submissions) {
      const day = dayStart(acceptedAt);
      oldest = Math.min(oldest, acceptedAt - window);
      for (const { phone, class: kind, state } of messages) {
        if (state === "failed") continue;
        const key = `${day} ${phone}`;
        let use = uses.get(key);
        if (!use) {
          use = { day, phone, asked: 0, counted: 0, askedCodes: [], count: 0, codes: [], earlier: [] };
          uses.set(key, use);
        }
        use.asked += 1;
        if (kind === "verification") use.askedCodes.push(acceptedAt);
      }
    }
    const counts = new PhoneCounts(uses);
    if (uses.size > 0) await counts.#read(tx, oldest);
    return counts;
  }

  async #read(tx: Tx, oldest: number): Promise<void> {
    const all = [...this.#uses.values()];
    const rows = await tx.all<Row & { day: number; phone: string; count: number; codes: number[] }>(
      COUNT,
      all.map(({ day }) => day),
      all.map(({ phone }) => phone),
      all.map(({ asked }) => asked),
      all.map(({ askedCodes }) => arrayText(askedCodes)),
      oldest,
    );
    for (const row of rows) {
      const use = this.#uses.get(`${row.day} ${row.phone}`);
      if (!use) continue;
      use.counted = row.count;
      use.count = row.count - use.asked;
      use.codes = row.codes.slice(0, row.codes.length - use.askedCodes.length);
    }
    const reaching = all.filter(({ day, askedCodes }) => askedCodes.length > 0 && day > oldest);
    for (const day of new Set(reaching.map((use) => use.day))) {
      const phones = reaching.filter((use) => use.day === day).map(({ phone }) => phone);
      for (const row of await tx.all<{ phone: string; codes: number[] }>(DAY_BEFORE, day - DAY, phones)) {
        const use = this.#uses.get(`${day} ${row.phone}`);
        if (use) use.earlier = row.codes;
      }
    }
  }

  /** Counts the texts to each phone, and answers which messages (by index) break a limit by that. */
  take({ acceptedAt, messages }: NewSubmission, limits: FrequencyLimits): readonly number[] {
    const day = dayStart(acceptedAt);
    const limited: number[] = [];
    this.#undo = [];
    messages.forEach(({ phone, class: kind, state, exempt }, index) => {
      const use = state === "failed" ? undefined : this.#uses.get(`${day} ${phone}`);
      if (!use) return;
      const code = kind === "verification";
      if (!exempt && isOver(use, code, acceptedAt, limits)) {
        limited.push(index);
        return;
      }
      use.count += 1;
      if (code) use.codes.push(acceptedAt);
      this.#undo.push({ use, code });
    });
    return limited;
  }

  /** What the last `take` counted never was. */
  untake(): void {
    for (const { use, code } of this.#undo.splice(0).reverse()) {
      use.count -= 1;
      if (code) use.codes.pop();
    }
  }

  /** Puts right what was counted at first and is not sent after all. */
  async write(tx: Tx): Promise<void> {
    const wrong = [...this.#uses.values()].filter((use) => use.count !== use.counted);
    if (wrong.length === 0) return;
    await tx.run(
      CORRECT,
      wrong.map(({ day }) => day),
      wrong.map(({ phone }) => phone),
      wrong.map(({ count }) => count),
      wrong.map(({ codes }) => arrayText(codes)),
    );
  }
}

function isOver(use: Use, code: boolean, at: number, { daily, codes }: FrequencyLimits): boolean {
  if (use.count >= daily.limit) return true;
  if (!code) return false;
  const after = at - codes.window;
  const recent = (times: readonly number[]): number => times.reduce((sum, time) => (time > after ? sum + 1 : sum), 0);
  return recent(use.codes) + recent(use.earlier) >= codes.limit;
}

/** An array within an array of texts. */
function arrayText(values: readonly number[]): string {
  return `{${values.join(",")}}`;
}
