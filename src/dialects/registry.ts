import type { Dialect } from "./dialect.ts";
import { huaxin } from "./huaxin/dialect.ts";

/** Every dialect, one line each. Lists of dialects anywhere (types of settings, mounts, docs, test loops) derive from here. */
// biome-ignore format: one line each
export const DIALECTS: readonly Dialect[] = [
  huaxin,
];
