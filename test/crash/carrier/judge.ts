import type { Attempt } from "../books.ts";
import type { CarrierEntry, Evidence, Lost } from "./books.ts";

export interface Verdict {
  /** What is wrong, in plain sentences; empty when nothing is. */
  readonly problems: readonly string[];
  readonly facts: Facts;
}

export interface Facts {
  readonly acknowledged: number;
  readonly unanswered: number;
  /** Submissions that were answered with the platform's own failure. */
  readonly failed: number;
  /** Submissions of these two kinds that turned out to have been taken. */
  readonly takenUnanswered: number;
  /** Parts that the carrier took over. */
  readonly carried: number;
  /** Parts that it took over again. */
  readonly carriedAgain: number;
  readonly receipts: number;
  /** Reports that were acknowledged by the sink, and those of them that came again. */
  readonly reported: number;
  readonly reportedAgain: number;
  readonly charged: number;
}

/** A submission that was taken, by its answer or by its reports. */
interface Taken {
  readonly taskId: string;
  readonly attempt: Attempt;
}

/**
 * Compares what the customer was told, what the carrier carried, what the sink got and what was charged, once everything has
 * come to rest:
 * - each message of an acknowledged submission was carried, every part of it, and its report says what the carrier said;
 * - an unanswered submission, or one that the platform said it had failed at, was taken whole or not at all;
 * - the carrier got nothing that nobody had submitted, and twice no more than a window for each time that the server was killed
 *   or a connection broken, and nothing twice without that (but the other part of a long message of which one was throttled, or
 *   had not left when the server stopped: it is sent again whole);
 * - the sink got nothing again that it had acknowledged, unless the server was killed after that, and no more than was under way;
 * - the credits taken are those of the submissions that were taken.
 */
export function judge(evidence: Evidence): Verdict {
  const problems: string[] = [];
  const reports = readPushes(evidence, problems);
  const taken = findTaken(evidence, reports.tasks, problems);
  const carried = compareCarrier(evidence, taken, problems);
  const charged = compareCharge(evidence, taken, problems);
  const count = (kind: Attempt["end"]["kind"]): number => evidence.attempts.filter(({ end }) => end.kind === kind).length;
  const acknowledged = count("acknowledged");
  return {
    problems,
    facts: {
      acknowledged,
      unanswered: count("unanswered"),
      failed: count("failed"),
      takenUnanswered: taken.length - acknowledged,
      ...carried,
      receipts: evidence.carrier.filter((entry) => entry.event === "acknowledged" && entry.kind === "receipt").length,
      reported: reports.first,
      reportedAgain: reports.again,
      charged,
    },
  };
}

/** The acknowledged reports by task, and whether those that came again may have. */
function readPushes({ pushes, kills, losses, underWay, statOf }: Evidence, problems: string[]) {
  const tasks = new Map<string, Set<string>>();
  const last = new Map<string, number>();
  const again = new Allowance("reports were pushed again", [...kills.map(moment), ...losses], underWay);
  let first = 0;
  for (const { at, reports, answer } of pushes) {
    for (const { taskId, mobile, status, errorCode } of reports) {
      const stat = statOf(mobile);
      const right = errorCode === stat && status === (stat === "DELIVRD" ? "10" : "20");
      if (!right) problems.push(`task ${taskId} has a message reported as ${status} ${errorCode} that the carrier called ${stat}`);
      const key = `${taskId} ${mobile}`;
      const before = last.get(key);
      if (before !== undefined) again.use(before, at);
      if (answer !== "acknowledged") continue;
      if (before === undefined) first += 1;
      last.set(key, at);
      const phones = tasks.get(taskId) ?? new Set();
      tasks.set(taskId, phones.add(mobile));
    }
  }
  problems.push(...again.problems());
  return { tasks, first, again: again.used };
}

/** Which submissions were taken. */
function findTaken({ attempts }: Evidence, tasks: ReadonlyMap<string, ReadonlySet<string>>, problems: string[]): readonly Taken[] {
  const taken: Taken[] = [];
  const known = new Set<string>();
  const unanswered = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    if (attempt.end.kind === "acknowledged") {
      const { taskId } = attempt.end;
      if (known.has(taskId)) problems.push(`task ${taskId} was given to two submissions`);
      known.add(taskId);
      taken.push({ taskId, attempt });
      comparePhones(taskId, attempt, tasks.get(taskId) ?? new Set(), problems);
    } else if (attempt.end.kind === "unanswered" || attempt.end.kind === "failed") {
      const key = attempt.phones[0] ?? "";
      unanswered.set(key, [...(unanswered.get(key) ?? []), attempt]);
    }
  }
  for (const [taskId, phones] of tasks) {
    if (known.has(taskId)) continue;
    const attempt = [...phones].map((phone) => unanswered.get(phone)?.pop()).find((found) => found !== undefined);
    if (!attempt) {
      problems.push(`task ${taskId} has reports, and was never submitted`);
      continue;
    }
    taken.push({ taskId, attempt });
    comparePhones(taskId, attempt, phones, problems);
  }
  return taken;
}

function comparePhones(taskId: string, { phones }: Attempt, reported: ReadonlySet<string>, problems: string[]): void {
  const missing = phones.filter((phone) => !reported.has(phone)).length;
  if (missing > 0) problems.push(`task ${taskId} has no report for ${missing} of its ${phones.length} messages`);
  const strange = [...reported].filter((phone) => !phones.includes(phone)).length;
  if (strange > 0) problems.push(`task ${taskId} has reports for ${strange} phones that it wasn't sent to`);
}

/** Every part that had to be carried was, and no more of them again than may be. */
function compareCarrier({ carrier, kills, stops, losses, window }: Evidence, taken: readonly Taken[], problems: string[]) {
  const carried = new Map<string, number[]>();
  for (const entry of carrier) {
    if (entry.event !== "accepted") continue;
    const key = partKey(entry);
    carried.set(key, [...(carried.get(key) ?? []), entry.at]);
  }
  const broken = carrier.filter(({ event }) => event === "broke").map(({ at }) => at);
  const moments = [...kills, ...broken, ...stops].map(moment);
  const again = new Allowance("parts were carried again", [...moments, ...losses], window);
  const wanted = new Map<string, number>();
  for (const { attempt } of taken) {
    for (const phone of attempt.phones) {
      for (let part = 1; part <= attempt.segments; part++) {
        const key = partKey({ phone, unfinished: part < attempt.segments });
        wanted.set(key, (wanted.get(key) ?? 0) + 1);
      }
    }
  }
  const throttled = new Set(carrier.flatMap((entry) => (entry.event === "throttled" ? [entry.phone] : [])));
  let lost = 0;
  for (const [key, times] of wanted) {
    const at = carried.get(key) ?? [];
    if (at.length < times) lost += times - at.length;
    const [phone = ""] = key.split(" ");
    if (at.length > times && !throttled.has(phone)) again.useBest(at, at.length - times);
  }
  if (lost > 0) problems.push(`${lost} parts of messages that were taken were never carried`);
  const strange = [...carried.keys()].filter((key) => !wanted.has(key)).length;
  if (strange > 0) problems.push(`${strange} parts were carried that nobody had submitted`);
  problems.push(...again.problems());
  return { carried: [...carried.values()].reduce((sum, at) => sum + at.length, 0), carriedAgain: again.used };
}

/** Messages of the rig have one part or two, and no phone is sent a short and a long one. */
function partKey({ phone, unfinished }: Pick<Extract<CarrierEntry, { event: "accepted" }>, "phone" | "unfinished">): string {
  return `${phone} ${unfinished ? "first" : "last"}`;
}

function compareCharge({ opening, balance }: Evidence, taken: readonly Taken[], problems: string[]): number {
  const charged = opening - balance;
  const credits = taken.reduce((sum, { attempt }) => sum + attempt.segments * attempt.phones.length, 0);
  if (charged !== credits) problems.push(`${charged} credits were taken for submissions of ${credits} segments`);
  return charged;
}

/** What a dead process has written is read a moment later, and the time of a kill is that of its end. */
const SLACK = 1_000;

function moment(at: number): Lost {
  return { from: at, to: at, nodes: 1 };
}

/** How often something may happen again: so often for each node that a disturbance met, and only when one lies between the first time and the next. */
class Allowance {
  readonly #what: string;
  readonly #disturbances: readonly Lost[];
  readonly #each: number;
  readonly #uses: number[];
  /** When each of those was that nothing excuses. */
  readonly #undisturbed: string[] = [];
  used = 0;

  constructor(what: string, disturbances: readonly Lost[], each: number) {
    this.#what = what;
    this.#disturbances = disturbances.toSorted((a, b) => a.from - b.from);
    this.#each = each;
    this.#uses = disturbances.map(() => 0);
  }

  use(before: number, after: number): void {
    this.used += 1;
    const which = this.#between(before, after);
    if (which < 0) this.#undisturbed.push(`${after - before} ms later, at ${new Date(after).toISOString()}`);
    else this.#uses[which] = (this.#uses[which] ?? 0) + 1;
  }

  /** The first that has room left; where none has, any. */
  #between(before: number, after: number): number {
    const between = this.#disturbances.flatMap(({ from, to }, index) => (to >= before - SLACK && from <= after ? [index] : []));
    return between.find((index) => (this.#uses[index] ?? 0) < this.#most(index)) ?? between[0] ?? -1;
  }

  #most(index: number): number {
    return this.#each * (this.#disturbances[index]?.nodes ?? 1);
  }

  /** So many of the steps between these times are repetitions; which of them, nobody can tell where a phone was submitted to several times. */
  useBest(times: readonly number[], count: number): void {
    const steps = times.slice(1).map((after, index) => ({ before: times[index] ?? 0, after }));
    const disturbed = steps.filter(({ before, after }) => this.#between(before, after) >= 0);
    const others = steps.filter((step) => !disturbed.includes(step));
    for (const { before, after } of [...disturbed, ...others].slice(0, count)) this.use(before, after);
  }

  problems(): readonly string[] {
    const problems = this.#uses.flatMap((uses, index) =>
      uses > this.#most(index) ? [`${uses} ${this.#what} after one disturbance, and may be ${this.#most(index)}`] : [],
    );
    if (this.#undisturbed.length === 0) return problems;
    return [...problems, `${this.#undisturbed.length} ${this.#what} without a disturbance, one of them ${this.#undisturbed[0]}`];
  }
}
