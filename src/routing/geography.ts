import { readFileSync } from "node:fs";
import type { Region } from "../domain/region.ts";
import { REGIONS } from "./geography.data.ts";

const REGION_OBJECTS: readonly (Region | undefined)[] = [
  undefined,
  ...REGIONS.map(([province, city]): Region => Object.freeze({ province, city })),
];
const MAINLAND = /^1[3-9]\d{9}$/;
const PREFIX_DIGITS = 7;
const FIRST_PREFIX = 1_300_000;

const { starts, regions } = readRuns(readFileSync(new URL("./geography.bin", import.meta.url)));

/**
 * Province and city of a mainland number, by its first seven digits; undefined for other countries' numbers and where the
 * data set doesn't know them: all of 16x and 19x, most of 17x. A number keeps its region when its owner moves. Cities that
 * were merged into another since stand under their own names (莱芜, 巢湖).
 *
 * @param phone normalised: 11 digits for a mainland number
 */
export function regionOf(phone: string): Region | undefined {
  if (!MAINLAND.test(phone)) return undefined;
  const prefix = Number(phone.slice(0, PREFIX_DIGITS));
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= prefix) low = middle;
    else high = middle;
  }
  return REGION_OBJECTS[regions[low] as number];
}

/**
 * geography.bin: for each run of neighbouring prefixes with the same region, from 1300000 on, how many there are and the
 * region's number (0: none), both as varints. 80,000 runs take half a megabyte in memory.
 */
function readRuns(bytes: Buffer): { starts: Uint32Array; regions: Uint16Array } {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) {
      values.push(value);
      value = 0;
      shift = 0;
    }
  }
  const starts = new Uint32Array(values.length / 2);
  const regions = new Uint16Array(values.length / 2);
  let prefix = FIRST_PREFIX;
  for (let run = 0; run < starts.length; run++) {
    starts[run] = prefix;
    regions[run] = values[2 * run + 1] as number;
    prefix += values[2 * run] as number;
  }
  return { starts, regions };
}
