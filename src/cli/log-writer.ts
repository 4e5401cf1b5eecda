import { write, writeSync } from "node:fs";

/** Characters that wait while they can't be written; what comes beyond that is lost. */
const MOST_WAITING = 1_000_000;
/** Pause before a reader is tried again that takes no more for now, ms. */
const PAUSE = 20;

/**
 * Writes lines to a descriptor without holding up whoever logs. Where it takes nothing, as the disk behind it is full, lines are lost
 * and all else goes on; the next line tries again. A log that must be written would keep a server from running, and from ending.
 */
export class LogWriter {
  readonly #descriptor: number;
  #waiting = "";
  #writing = false;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MOST_WAITING) return;
    this.#waiting += line;
    if (!this.#writing) this.#send(this.#take());
  }

  /** What waits, now: for the end of a process. Tried once. */
  flushSync(): void {
    const bytes = this.#take();
    try {
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.#descriptor, bytes, sent);
    } catch {
      // lost, as above
    }
  }

  #take(): Buffer {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = "";
    return bytes;
  }

  #send(bytes: Buffer): void {
    this.#writing = true;
    write(this.#descriptor, bytes, 0, bytes.length, null, (error, sent) => {
      if (error?.code === "EAGAIN") {
        setTimeout(() => this.#send(bytes), PAUSE).unref();
        return;
      }
      const rest = error || sent === 0 ? Buffer.alloc(0) : bytes.subarray(sent);
      if (rest.length > 0) this.#send(rest);
      else if (this.#waiting !== "") this.#send(this.#take());
      else this.#writing = false;
    });
  }
}
