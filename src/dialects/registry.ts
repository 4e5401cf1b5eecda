import type { Dialect } from "./dialect.ts";
import { huaxin } from "./huaxin/dialect.ts";
import { hzdfit } from "./hzdfit/dialect.ts";
import { inter28 } from "./inter28/dialect.ts";
import { qxt } from "./qxt/dialect.ts";
import { xunchen } from "./xunchen/dialect.ts";

/** Every dialect, one line each. Lists of dialects anywhere (types of settings, mounts, docs, test loops) derive from here. */
// biome-ignore format: one line each
export const DIALECTS: readonly Dialect[] = [
  hzdfit,
  huaxin,
  inter28,
  qxt,
  xunchen,
];
