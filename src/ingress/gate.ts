/**
 * Bounds what is under way at once, so that overload is answered `busy` at the door instead of growing in memory until the
 * process dies. Requests count one each, and their bodies by their length: announced ones when they enter, others as they
 * come.
 */
export class Gate {
  readonly #mostRequests: number;
  readonly #mostBytes: number;
  #requests = 0;
  #bytes = 0;

  constructor(mostRequests: number, mostBytes: number) {
    this.#mostRequests = mostRequests;
    this.#mostBytes = mostBytes;
  }

  /** Room for one more request whose body will hold `bytes`; undefined where there is none. */
  enter(bytes: number): Ticket | undefined {
    if (this.#requests >= this.#mostRequests || !this.take(bytes)) return undefined;
    this.#requests += 1;
    return new Ticket(this, bytes);
  }

  /** A ticket's affair. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.#bytes + bytes > this.#mostBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  /** A ticket's affair. */
  giveBack(bytes: number): void {
    this.#requests -= 1;
    this.#bytes -= bytes;
  }

  get underWay(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#requests, bytes: this.#bytes };
  }
}

/** A request's place inside the gate. */
export class Ticket {
  readonly #gate: Gate;
  #taken: number;
  #inside = true;

  constructor(gate: Gate, taken: number) {
    this.#gate = gate;
    this.#taken = taken;
  }

  /** Whether there is room for so many more bytes; if so they are taken. */
  grow(bytes: number): boolean {
    if (!this.#inside || !this.#gate.take(bytes)) return false;
    this.#taken += bytes;
    return true;
  }

  /** Gives the place back. Idempotent. */
  leave(): void {
    if (!this.#inside) return;
    this.#inside = false;
    this.#gate.giveBack(this.#taken);
  }
}
