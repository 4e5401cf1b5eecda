import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded before the server (`node --import`): its system clock runs beside the machine's by as many ms as a file says, the one
 * that this module's URL names (`?file`). Read at the start and at each SIGUSR2; what measures durations isn't touched.
 */
const file = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const machine = Date.now;
let offset = 0;

function read(): void {
  try {
    offset = Number(readFileSync(file, "utf8"));
  } catch {
    offset = 0;
  }
}

if (isMainThread) {
  read();
  Date.now = () => machine() + offset;
  process.on("SIGUSR2", read);
}
