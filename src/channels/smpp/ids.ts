import type { Clock, Timer } from "../../runtime/clock.ts";
import type { ChannelHost } from "../channel.ts";
import { Recent } from "./recent.ts";

/** How submit responses write message ids. */
export const ID_STYLES = ["auto", "hex", "decimal", "text"] as const;
export type IdStyle = (typeof ID_STYLES)[number];

/** Where in a receipt an id stood: each place has its own way of writing it. */
export type Place = "parameter" | "text";
export type Spelled = { readonly [P in Place]?: string };

/** How a receipt's id becomes the submit response's. */
type Reading = "same" | "decimal-as-hex" | "hex-as-decimal";

interface Candidate {
  readonly place: Place;
  readonly reading: Reading;
  readonly id: string;
}

interface Waiting {
  readonly candidates: readonly Candidate[];
  readonly tails: readonly string[];
  readonly timer: Timer;
  readonly look: Timer;
  resolve(id: string): void;
  reject(error: Error): void;
}

/** Accepted submits whose ids are remembered: as many as a busy channel has without a receipt at a time. */
const REMEMBERED = 20_000;
/** Receipts that wait to be understood, and how long, ms. */
const MOST_WAITING = 100;
const PATIENCE = 3_000;
/** When the store is asked once more: a submit of another node may have been recorded meanwhile. */
const SECOND_LOOK = 2_000;
/** When so many have waited in vain one after another, no more do until something was learned. */
const MOST_IN_VAIN = 10;
/** Longer digits are no number that a carrier counts with. */
const DECIMAL = /^[0-9]{1,40}$/;
const HEX = /^[0-9a-f]{1,33}$/;
/** Digits of a phone that are compared: what both sides write whatever country code they put in front. */
const PHONE_TAIL = 8;
/** No phone's tail. */
const NOBODY = "-";

/**
 * Brings the ids of submit responses and of receipts to one form.
 *
 * The form is what the submit response said, in lower case and without leading zeros: it is final the moment the submit is
 * answered. A receipt's id may be that, or the same number in the other base; which of them, is learned from receipts that
 * fit exactly one submit we remember, phone included. The README says why that is sound.
 */
export class MessageIds {
  readonly #style: IdStyle;
  readonly #clock: Clock;
  readonly #submits: ChannelHost["submits"];
  /** Normal id → tail of the phone. */
  readonly #remembered = new Recent<string, string>(REMEMBERED);
  readonly #learned = new Map<Place, Reading>();
  readonly #waiting = new Set<Waiting>();
  #inVain = 0;

  /** @param submits what the store knows of ids that are not remembered here */
  constructor(style: IdStyle, clock: Clock, submits: ChannelHost["submits"] = async () => []) {
    this.#style = style;
    this.#clock = clock;
    this.#submits = submits;
    // who says how responses write ids need not wait: receipts write them as Appendix B has it, in decimal
    if (style === "auto" || style === "text") return;
    this.#learned.set("parameter", "same");
    this.#learned.set("text", style === "hex" ? "decimal-as-hex" : "same");
  }

  /** The normal form of an id that a submit response gave. */
  accepted(id: string, phone: string): string {
    const normal = this.#normal(id);
    this.remember(normal, phone);
    return normal;
  }

  /** A submit that was accepted before, maybe in an earlier life of the process. @param id in its normal form */
  remember(id: string, phone: string): void {
    this.#remembered.set(id, tail(phone));
    for (const waiting of this.#waiting) {
      if (waiting.candidates.some((candidate) => candidate.id === id)) this.#tryAgain(waiting);
    }
  }

  /**
   * The normal form of the id in a receipt; later, where that can't be told yet: its submit response may be on its way. Rejects
   * where the channel stops meanwhile.
   *
   * @param phones the receipt's two addresses: one is the phone's, and not every carrier puts it at the same place
   */
  of(spelled: Spelled, phones: readonly string[]): string | Promise<string> {
    const usual = this.#asUsual(spelled, phones);
    if (usual !== undefined) return usual;
    const candidates = this.#candidates(spelled);
    const [first] = candidates;
    if (!first) return "";
    if (candidates.every((candidate) => candidate.id === first.id)) return first.id;
    const tails = phones.map(tail);
    const known = this.#match(candidates, tails) ?? this.#asLearned(candidates);
    if (known !== undefined) return known;
    if (this.#inVain >= MOST_IN_VAIN) return this.#guess(candidates);
    return this.#wait(candidates, tails);
  }

  /** Ends all waiting: what was not understood by now rejects, stays unacknowledged and comes again. */
  stop(): void {
    for (const waiting of this.#waiting) {
      waiting.timer.cancel();
      waiting.look.cancel();
      waiting.reject(new Error("the channel stops"));
    }
    this.#waiting.clear();
  }

  /** By what was learned, where that leads to a submit to one of these phones: nearly every receipt, at the cost of one look-up. */
  #asUsual(spelled: Spelled, phones: readonly string[]): string | undefined {
    const place: Place = spelled.parameter ? "parameter" : "text";
    const reading = this.#learned.get(place);
    const id = reading && readAs(reading, this.#normal(spelled[place] ?? ""));
    if (id === undefined) return undefined;
    const phone = this.#remembered.get(id);
    if (phone === undefined || !phones.some((number) => tail(number) === phone)) return undefined;
    this.#inVain = 0;
    return id;
  }

  #normal(id: string): string {
    const bare = id.trim();
    if (this.#style === "text") return bare;
    return bare.toLowerCase().replace(/^0+(?=.)/, "");
  }

  #candidates(spelled: Spelled): readonly Candidate[] {
    const candidates: Candidate[] = [];
    for (const place of ["parameter", "text"] as const) {
      const id = this.#normal(spelled[place] ?? "");
      if (id === "") continue;
      // a response in decimal can't have been 1a2b
      if (this.#style !== "decimal" || !HEX.test(id) || DECIMAL.test(id)) candidates.push({ place, reading: "same", id });
      if (this.#style !== "text" && this.#style !== "decimal" && DECIMAL.test(id))
        candidates.push({ place, reading: "decimal-as-hex", id: BigInt(id).toString(16) });
      if (this.#style !== "text" && this.#style !== "hex" && HEX.test(id))
        candidates.push({ place, reading: "hex-as-decimal", id: BigInt(`0x${id}`).toString() });
    }
    return candidates;
  }

  /** The one submit to one of these phones that it can be; learns from it. */
  #match(candidates: readonly Candidate[], tails: readonly string[]): string | undefined {
    const fitting = candidates.filter(({ id }) => tails.includes(this.#remembered.get(id) ?? NOBODY));
    const [first] = fitting;
    if (!first || fitting.some((candidate) => candidate.id !== first.id)) return undefined;
    this.#learn(fitting);
    return first.id;
  }

  /** @param fitting readings that all give the right id; where a place has two (a number below ten) it teaches nothing */
  #learn(fitting: readonly Candidate[]): void {
    this.#inVain = 0;
    for (const { place, reading } of fitting) {
      if (fitting.filter((other) => other.place === place).length > 1 || this.#learned.get(place) === reading) continue;
      this.#learned.set(place, reading);
      for (const waiting of this.#waiting) this.#tryAgain(waiting);
    }
  }

  #asLearned(candidates: readonly Candidate[]): string | undefined {
    return candidates.find(({ place, reading }) => this.#learned.get(place) === reading)?.id;
  }

  /** Some carriers hide phones: the one submit that it can be, whoever it was to. Else as it stands, to be kept as an orphan. */
  #guess(candidates: readonly Candidate[]): string {
    const known = new Set(candidates.map(({ id }) => id).filter((id) => this.#remembered.get(id) !== undefined));
    const [only] = known;
    return known.size === 1 && only !== undefined ? only : (candidates[0]?.id ?? "");
  }

  #wait(candidates: readonly Candidate[], tails: readonly string[]): Promise<string> {
    if (this.#waiting.size >= MOST_WAITING) {
      for (const oldest of this.#waiting) {
        this.#settle(oldest, this.#guess(oldest.candidates));
        break;
      }
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        candidates,
        tails,
        resolve,
        reject,
        look: this.#clock.after(SECOND_LOOK, () => void this.#look(waiting)),
        timer: this.#clock.after(PATIENCE, () => {
          this.#inVain += 1;
          this.#settle(waiting, this.#guess(candidates));
        }),
      };
      this.#waiting.add(waiting);
      void this.#look(waiting);
    });
  }

  /** Whether it is a submit that another node sent, or one of long ago. */
  async #look({ candidates }: Waiting): Promise<void> {
    try {
      for (const { upstreamId, phone } of await this.#submits(candidates.map(({ id }) => id))) this.remember(upstreamId, phone);
    } catch {
      // a store that doesn't answer won't take the receipt either, and it comes again
    }
  }

  #tryAgain(waiting: Waiting): void {
    const known = this.#match(waiting.candidates, waiting.tails) ?? this.#asLearned(waiting.candidates);
    if (known !== undefined) this.#settle(waiting, known);
  }

  #settle(waiting: Waiting, id: string): void {
    waiting.timer.cancel();
    waiting.look.cancel();
    this.#waiting.delete(waiting);
    waiting.resolve(id);
  }
}

/** Undefined where an id can't be read so. */
function readAs(reading: Reading, id: string): string | undefined {
  if (id === "" || reading === "same") return id || undefined;
  if (reading === "decimal-as-hex") return DECIMAL.test(id) ? BigInt(id).toString(16) : undefined;
  return HEX.test(id) ? BigInt(`0x${id}`).toString() : undefined;
}

function tail(phone: string): string {
  return phone.replace(/\D/g, "").slice(-PHONE_TAIL);
}
