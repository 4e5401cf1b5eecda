import type { Dialect } from "../dialect.ts";
import { client } from "./client.ts";
import { examples } from "./examples.ts";
import { pushes } from "./pushes.ts";
import { routes } from "./routes.ts";

/** Seed 001. See README.md in this folder. */
export const qxt: Dialect = {
  name: "qxt",
  title: { zh: "企信通", en: "QXT" },
  routes,
  pushes,
  client,
  examples,
};
