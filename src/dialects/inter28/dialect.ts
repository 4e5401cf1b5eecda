import type { Dialect } from "../dialect.ts";
import { client } from "./client.ts";
import { examples } from "./examples.ts";
import { routes } from "./routes.ts";

/** Seed 003. See README.md in this folder. */
export const inter28: Dialect = {
  name: "inter28",
  title: { zh: "Inter28 短信接口", en: "Inter28" },
  routes,
  client,
  examples,
};
