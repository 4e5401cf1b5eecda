import type { Outcome, Part } from "../channel.ts";

export interface JoinerDeps {
  /** Most submits of one request. */
  readonly most: number;
  /** Answers an outcome for each, in order. Never rejects. */
  readonly send: (parts: readonly Part[]) => Promise<readonly Outcome[]>;
}

interface Group {
  readonly phones: Set<string>;
  readonly members: { readonly part: Part; readonly settle: (outcome: Outcome) => void }[];
}

const LOST: Outcome = { kind: "unknown", code: "HTTP:SILENT" };

/** Submits with the same text (or MMS) and access code that come in one turn of the event loop leave in one request. */
export class Joiner {
  readonly #deps: JoinerDeps;
  /** Of this turn, by text and access code; of each list the last one is still open. */
  #groups = new Map<string, Group[]>();
  readonly #media = new WeakMap<Uint8Array, number>();
  #containers = 0;

  constructor(deps: JoinerDeps) {
    this.#deps = deps;
  }

  add(part: Part): Promise<Outcome> {
    if (this.#groups.size === 0) setImmediate(() => this.#leave());
    return new Promise((settle) => {
      const group = this.#groupFor(part);
      group.phones.add(part.phone);
      group.members.push({ part, settle });
    });
  }

  #groupFor({ source, text, phone, media }: Part): Group {
    const kind = `${source} ${media ? this.#numberOf(media) : 0} ${text}`;
    const groups = this.#groups.get(kind) ?? [];
    this.#groups.set(kind, groups);
    const open = groups.at(-1);
    // upstream would take a number that is there twice for one recipient
    if (open && open.phones.size < this.#deps.most && !open.phones.has(phone)) return open;
    const group = { phones: new Set<string>(), members: [] };
    groups.push(group);
    return group;
  }

  /** One container of a submission is one object for all its messages: its bytes need not be compared. */
  #numberOf(media: Uint8Array): number {
    let number = this.#media.get(media);
    if (number === undefined) {
      this.#containers += 1;
      number = this.#containers;
      this.#media.set(media, number);
    }
    return number;
  }

  #leave(): void {
    const groups = [...this.#groups.values()].flat();
    this.#groups = new Map();
    for (const { members } of groups) {
      void this.#deps.send(members.map(({ part }) => part)).then((outcomes) => {
        members.forEach(({ settle }, index) => {
          settle(outcomes[index] ?? LOST);
        });
      });
    }
  }
}
