import type { Outcome, Part } from "../channels/channel.ts";
import type { ClaimedMessage } from "../store/store.ts";

/** One try of a message on a channel: its parts leave in order, as there is room for them, and each gets one outcome. */
export class Attempt {
  readonly message: ClaimedMessage;
  /** UTC ms. */
  readonly leaseUntil: number;
  readonly parts: readonly Part[];
  /** Why this channel was chosen (domain/choice.ts), where there is something to tell. */
  readonly choice: string | undefined;
  readonly #outcomes: Outcome[];
  #left = 0;
  #answered = 0;

  constructor(message: ClaimedMessage, parts: readonly Part[], leaseUntil: number, choice?: string) {
    this.message = message;
    this.choice = choice;
    this.parts = parts;
    this.leaseUntil = leaseUntil;
    this.#outcomes = new Array(parts.length);
  }

  /** The next part, which leaves now; undefined when all have left. */
  take(): Part | undefined {
    return this.parts[this.#left] && this.parts[this.#left++];
  }

  /** How many parts have left. */
  get left(): number {
    return this.#left;
  }

  /** Notes a part's outcome; true when it was the last one awaited. */
  answer(part: Part, outcome: Outcome): boolean {
    this.#outcomes[part.part - 1] = outcome;
    this.#answered += 1;
    return this.#answered === this.parts.length;
  }

  /** The parts that have not left never will: this is their outcome. True when no other one is awaited. */
  abandon(outcome: Outcome): boolean {
    for (const part of this.parts.slice(this.#left)) this.answer(part, outcome);
    return this.#answered === this.parts.length;
  }

  /** One a part, in order; complete once every part has been answered. */
  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }
}
