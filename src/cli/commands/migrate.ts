import { systemClock } from "../../runtime/clock.ts";
import type { Command } from "../cli.ts";
import { openStore, STORE_HELP, STORE_OPTIONS } from "../open-store.ts";

export const migrate: Command = {
  name: "migrate",
  usage: "migrate",
  summary: "Brings the store's schema up to date, as serve does at its start.",
  help: STORE_HELP,
  options: STORE_OPTIONS,
  takes: 0,
  async run(values, _args, io) {
    const { store } = await openStore(values, io.env, systemClock, false);
    await store.close();
    io.out("the schema is up to date");
  },
};
