import type { Dialect } from "../dialect.ts";
import { client } from "./client.ts";
import { examples } from "./examples.ts";
import { pushes } from "./pushes.ts";
import { routes } from "./routes.ts";

/** Seed 004. See README.md in this folder. */
export const huaxin: Dialect = {
  name: "huaxin",
  title: { zh: "华信", en: "Huaxin" },
  routes,
  pushes,
  client,
  examples,
};
