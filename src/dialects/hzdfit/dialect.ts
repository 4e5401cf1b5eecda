import type { Dialect } from "../dialect.ts";
import { client } from "./client.ts";
import { examples } from "./examples.ts";
import { pushes } from "./pushes.ts";
import { route } from "./route.ts";

/** Seed 000. See README.md in this folder. */
export const hzdfit: Dialect = {
  name: "hzdfit",
  title: { zh: "hzdfit", en: "hzdfit" },
  routes: [route],
  pushes,
  client,
  examples,
};
