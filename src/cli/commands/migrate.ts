import { resolve } from "node:path";
import { systemClock } from "../../runtime/clock.ts";
import { upgradePostgres } from "../../store/postgres/open.ts";
import { upgrade } from "../../store/sqlite/upgrade.ts";
import { type Command, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS } from "../open-store.ts";

export const migrate: Command = {
  name: "migrate",
  usage: "migrate [--dry-run]",
  summary: "Brings the store's schema up to date, as serve does at its start.",
  help: { "dry-run": "list the steps that are to be run, and run none", ...STORE_HELP },
  options: { "dry-run": { type: "boolean" }, ...STORE_OPTIONS },
  takes: 0,
  async run(values, _args, io) {
    const url = text(values, "database", io.env.DATABASE_URL ?? "");
    const dryRun = values["dry-run"] === true;
    const steps =
      url === ""
        ? upgrade(resolve(text(values, "data", "data")), systemClock.now(), dryRun)
        : await upgradePostgres(url, systemClock, dryRun);
    for (const { number, name } of steps) io.out(`${dryRun ? "would run" : "ran"} ${String(number).padStart(3, "0")} ${name}`);
    if (!dryRun || steps.length === 0) io.out("the schema is up to date");
    if (!dryRun && steps.length > 0 && url !== "")
      io.out("servers of the version before go on; one that ends can be started again only as the new version");
  },
};
