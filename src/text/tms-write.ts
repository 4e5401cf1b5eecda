import { Buffer } from "node:buffer";
import type { TmsElement } from "./tms.ts";

/**
 * The container that `readTms` reads (seed 004, 2.2). Names are best kept to ASCII, as readers differ in the charset they take others for;
 * they are written in UTF-8. That they are plain, short and no two alike is the caller's to see to.
 */
export function writeTms(elements: readonly Pick<TmsElement, "name" | "bytes">[]): Buffer {
  return Buffer.concat(
    elements.flatMap(({ name, bytes }) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      return [Buffer.from(`${name}\0`), size, bytes];
    }),
  );
}
