import { fixed } from "./table.ts";

/** Says on the side what is done and how long it took, as a whole run takes minutes. */
export async function timed<T>(name: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  console.error(`${name}: ${fixed((performance.now() - start) / 1000, 1)} s`);
  return result;
}
