/** What may have a turn: a name among those it shares with, and how many of all turns are its own. */
export interface Sharer {
  readonly channelId: number;
  readonly weight: number;
}

/**
 * Turns by weight, spread out evenly (smooth weighted round robin, as nginx has it): with weights 5, 1, 1 the turns go a a b a c a a.
 * Who can't take a turn is left out and neither saves it up nor loses it.
 */
export class Turns {
  /** By group and member: how far it is ahead of its share. Those of a group add up to 0. */
  readonly #due = new Map<string, Map<number, number>>();

  /** @param group those that share; groups know nothing of each other. @param sharers at least one */
  next<S extends Sharer>(group: string, sharers: readonly S[]): S {
    let due = this.#due.get(group);
    if (!due) {
      due = new Map();
      this.#due.set(group, due);
    }
    let total = 0;
    let first = sharers[0] as S;
    let most = Number.NEGATIVE_INFINITY;
    for (const sharer of sharers) {
      const now = (due.get(sharer.channelId) ?? 0) + sharer.weight;
      due.set(sharer.channelId, now);
      total += sharer.weight;
      if (now > most) [first, most] = [sharer, now];
    }
    due.set(first.channelId, most - total);
    return first;
  }

  /** Routes have changed: everybody begins anew. */
  clear(): void {
    this.#due.clear();
  }
}
