import type { Attempt, Books, Life } from "./books.ts";

export interface Verdict {
  /** What is wrong, in plain sentences; empty when nothing is. */
  readonly problems: readonly string[];
  readonly facts: Facts;
}

export interface Facts {
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Unanswered attempts that turned out to have been taken. */
  readonly takenUnanswered: number;
  /** Messages that got their report. */
  readonly messages: number;
  /** Reports that came again, as they may (see `Handover.last`). */
  readonly repeated: number;
  readonly charged: number;
}

/** A submission as the reports show it: its phones, each with how often it was reported. */
type Reported = Map<string, number>;

/**
 * Compares a customer's books with what the platform took, once everything has come to rest:
 * - an acknowledged submission has exactly its messages, each reported once under its task id, as delivered;
 * - an unanswered one was taken whole (its messages are reported under one task id, and paid) or not at all;
 * - nothing else was reported;
 * - the credits taken are those of the submissions that were reported: nothing is charged twice or for nothing.
 *
 * @param balance credits left, as the platform says
 */
export function judge(books: Books, balance: number): Verdict {
  const problems = [...books.troubles];
  const { submissions, repeated } = readHandovers(books, problems);

  let credits = 0;
  let messages = 0;
  const byTask = new Map<string, Attempt>();
  const unanswered = new Map<string, { attempt: Attempt; times: number }>();
  for (const attempt of books.attempts) {
    const [first = ""] = attempt.phones;
    if (attempt.end.kind === "acknowledged") {
      if (byTask.has(attempt.end.taskId)) problems.push(`task ${attempt.end.taskId} was given to two submissions`);
      byTask.set(attempt.end.taskId, attempt);
      if (!submissions.has(attempt.end.taskId)) problems.push(`task ${attempt.end.taskId} was acknowledged and has no report`);
    } else if (attempt.end.kind === "unanswered") {
      unanswered.set(first, { attempt, times: (unanswered.get(first)?.times ?? 0) + 1 });
    }
  }

  let takenUnanswered = 0;
  for (const [taskId, phones] of submissions) {
    const known = byTask.get(taskId);
    const attempt = known ?? takeUnanswered(unanswered, phones);
    if (!attempt) {
      problems.push(`task ${taskId} has reports, and was never submitted`);
      continue;
    }
    if (!known) takenUnanswered++;
    comparePhones(taskId, attempt, phones, problems);
    credits += attempt.segments * attempt.phones.length;
    messages += phones.size;
  }

  const charged = books.opening - balance;
  if (charged !== credits) problems.push(`${charged} credits were taken for submissions of ${credits} segments`);
  const count = (kind: Attempt["end"]["kind"]): number => books.attempts.filter((attempt) => attempt.end.kind === kind).length;
  const ends = { acknowledged: count("acknowledged"), refused: count("refused"), unanswered: count("unanswered") };
  return { problems, facts: { ...ends, takenUnanswered, messages, repeated, charged } };
}

/** Sorts reports by submission; a report that comes again where it may counts once. */
function readHandovers(books: Books, problems: string[]): { submissions: Map<string, Reported>; repeated: number } {
  const submissions = new Map<string, Reported>();
  const mayRepeat = new Map<string, Life>();
  let repeated = 0;
  for (const handover of books.handovers) {
    for (const { taskId, mobile, status, errorCode } of handover.reports) {
      const key = `${taskId} ${mobile}`;
      if (status !== "10") problems.push(`task ${taskId} has a message that ended as ${status} ${errorCode}`);
      const before = mayRepeat.get(key);
      if (before && before !== handover.life) {
        repeated++;
        mayRepeat.delete(key);
      } else {
        const phones = submissions.get(taskId) ?? new Map<string, number>();
        submissions.set(taskId, phones.set(mobile, (phones.get(mobile) ?? 0) + 1));
      }
      if (handover.last) mayRepeat.set(key, handover.life);
    }
  }
  return { submissions, repeated };
}

/** The unanswered attempt that these phones belong to; each answers for one submission only. */
function takeUnanswered(unanswered: Map<string, { attempt: Attempt; times: number }>, phones: Reported): Attempt | undefined {
  for (const phone of phones.keys()) {
    const open = unanswered.get(phone);
    if (!open) continue;
    if (open.times === 1) unanswered.delete(phone);
    else open.times--;
    return open.attempt;
  }
  return undefined;
}

function comparePhones(taskId: string, attempt: Attempt, phones: Reported, problems: string[]): void {
  const missing = attempt.phones.filter((phone) => !phones.has(phone)).length;
  const foreign = [...phones.keys()].filter((phone) => !attempt.phones.includes(phone)).length;
  const twice = [...phones.values()].filter((times) => times > 1).length;
  if (missing > 0) problems.push(`task ${taskId} has no report for ${missing} of its ${attempt.phones.length} messages`);
  if (foreign > 0) problems.push(`task ${taskId} has reports for ${foreign} phones that it wasn't sent to`);
  if (twice > 0) problems.push(`task ${taskId} had ${twice} of its ${attempt.phones.length} messages reported more than once`);
}
