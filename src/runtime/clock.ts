/**
 * The one source of time. Nothing else reads the system clock or sets a timer, so that a test can hold time still,
 * move it on and see every deadline fall due in order.
 *
 * `now()` is UTC epoch milliseconds and may jump (the system clock is set); `monotonic()` is milliseconds that never run
 * backwards, for measuring durations. A timer's callback runs at or after its time, never before, and never after
 * `cancel()`.
 */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Runs `callback` once after `delay` ms. Timers don't keep the process alive. */
  after(delay: number, callback: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** Longest delay that one Node timer takes; longer waits are cut into several. */
const MAX_DELAY = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, callback) {
    let handle: NodeJS.Timeout;
    const arm = (left: number): void => {
      handle = setTimeout(() => (left > MAX_DELAY ? arm(left - MAX_DELAY) : callback()), Math.min(Math.max(0, left), MAX_DELAY));
      handle.unref();
    };
    arm(delay);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Resolves after `delay` ms, or at once when `signal` aborts (also when it already has). Never rejects. */
export function sleep(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      timer.cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = clock.after(delay, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
