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
  /** Parts that are to leave once more. */
  #again: readonly Part[] = [];
  #repeats = 0;

  constructor(message: ClaimedMessage, parts: readonly Part[], leaseUntil: number, choice?: string) {
    this.message = message;
    this.choice = choice;
    this.parts = parts;
    this.leaseUntil = leaseUntil;
    this.#outcomes = new Array(parts.length);
  }

  /** The next part, which leaves now; undefined when all have left. */
  take(): Part | undefined {
    const [again, ...others] = this.#again;
    if (again) {
      this.#again = others;
      return again;
    }
    return this.parts[this.#left] && this.parts[this.#left++];
  }

  /**
   * The parts that were put off leave once more, the others don't: sent again whole, their recipient would get these twice.
   * For an attempt of which every part has been answered.
   */
  repeat(): void {
    this.#again = this.parts.filter((_part, index) => this.#outcomes[index]?.kind === "deferred");
    this.#answered -= this.#again.length;
    this.#repeats += 1;
  }

  /** How often parts were put off and left once more. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Are there parts that are to leave once more? */
  get repeating(): boolean {
    return this.#again.length > 0;
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

  /** The parts that have not left, or not once more, never will: this is their outcome. True when no other one is awaited. */
  abandon(outcome: Outcome): boolean {
    const unsent = [...this.#again, ...this.parts.slice(this.#left)];
    this.#again = [];
    for (const part of unsent) this.answer(part, outcome);
    return this.#answered === this.parts.length;
  }

  /** One a part, in order; complete once every part has been answered. */
  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }
}
