/** Longest that a test waits for what must come soon, on a machine that does other things too. */
const PATIENCE = 10_000;

/**
 * Resolves when the condition holds; rejects, saying what was awaited, when it does not for too long. Looks again after
 * every turn of the event loop at first, then every few milliseconds.
 */
export async function until(what: string, condition: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
  const deadline = performance.now() + patience;
  for (let turn = 0; !(await condition()); turn++) {
    if (performance.now() > deadline) throw new Error(`waited ${patience} ms in vain: ${what}`);
    if (turn < 50) await turnOfLoop();
    else await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
