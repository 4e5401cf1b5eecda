import { isFinal, MESSAGE_STATES, type MessageState } from "../../domain/message.ts";
import type { CampaignPart, SearchStore } from "../../store/store.ts";

type Counts = Partial<Record<MessageState, number>>;
interface Progress {
  readonly total: number;
  readonly states: Counts;
}

/** Submissions that are over, whose counts are remembered: a campaign of 200,000 has 100. */
const REMEMBERED = 2_000;
/** Submissions that are asked for at once. */
const AT_ONCE = 4;

/** Adds up how the submissions of a campaign stand. Those that are over are read once, as a page asks every few seconds. */
export class CampaignProgress {
  readonly #search: Pick<SearchStore, "progress">;
  readonly #over = new Map<number, Progress>();

  constructor(search: Pick<SearchStore, "progress">) {
    this.#search = search;
  }

  async of(parts: readonly CampaignPart[]): Promise<Progress> {
    const found: Progress[] = [];
    for (let at = 0; at < parts.length; at += AT_ONCE)
      found.push(...(await Promise.all(parts.slice(at, at + AT_ONCE).map((part) => this.#part(part)))));
    const states: Counts = {};
    for (const state of MESSAGE_STATES) {
      const count = found.reduce((sum, part) => sum + (part.states[state] ?? 0), 0);
      if (count > 0) states[state] = count;
    }
    return { total: found.reduce((sum, { total }) => sum + total, 0), states };
  }

  async #part({ submissionId, recipients }: CampaignPart): Promise<Progress> {
    if (submissionId === undefined) return { total: recipients, states: { failed: recipients } };
    const known = this.#over.get(submissionId);
    if (known) return known;
    const found = await this.#search.progress(submissionId);
    // what retention has taken away is over, and nobody knows any more how
    if (!found) return { total: 0, states: {} };
    const progress = { total: found.recipients, states: found.states };
    if (MESSAGE_STATES.every((state) => isFinal(state) || (found.states[state] ?? 0) === 0)) this.#remember(submissionId, progress);
    return progress;
  }

  #remember(submissionId: number, progress: Progress): void {
    this.#over.set(submissionId, progress);
    for (const oldest of this.#over.keys()) {
      if (this.#over.size <= REMEMBERED) return;
      this.#over.delete(oldest);
    }
  }
}
