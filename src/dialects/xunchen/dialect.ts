import type { Dialect } from "../dialect.ts";
import { client } from "./client.ts";
import { examples } from "./examples.ts";
import { routes } from "./routes.ts";

/** Seed 002. See README.md in this folder. */
export const xunchen: Dialect = {
  name: "xunchen",
  title: { zh: "迅辰", en: "Xunchen" },
  routes,
  client,
  examples,
};
