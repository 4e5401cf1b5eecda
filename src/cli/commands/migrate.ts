import type { Command } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";

export const migrate: Command = {
  name: "migrate",
  usage: "migrate",
  summary: "Brings the store's schema up to date, as serve does at its start.",
  help: STORE_HELP,
  options: STORE_OPTIONS,
  takes: 0,
  async run(values, _args, io) {
    await withStore(values, io.env, async () => undefined);
    io.out("the schema is up to date");
  },
};
