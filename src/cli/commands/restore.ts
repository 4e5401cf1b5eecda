import { join, resolve } from "node:path";
import { systemClock } from "../../runtime/clock.ts";
import { restore as restoreStore } from "../../store/sqlite/copy.ts";
import type { Command } from "../cli.ts";
import { EMBEDDED_HELP, EMBEDDED_OPTIONS, embeddedDirectory } from "../embedded.ts";
import { Problem } from "../problem.ts";
import { existingSecrets } from "../secrets.ts";
import { describe } from "./backup.ts";

export const restore: Command = {
  name: "restore",
  usage: "restore FILE [--replace]",
  summary: "Makes a backup the embedded store of a data directory that nobody serves.",
  help: { replace: "put the store that is there aside", ...EMBEDDED_HELP },
  options: { replace: { type: "boolean" }, ...EMBEDDED_OPTIONS },
  takes: 1,
  async run(values, args, io) {
    const [file] = args;
    if (file === undefined) throw new Problem("say which backup: yizhan restore FILE");
    const directory = embeddedDirectory(values, io.env, "pg_restore or a base backup restores a PostgreSQL; docs/scale.md says how");
    const secrets = existingSecrets(directory, io.env);
    const facts = restoreStore(resolve(file), directory, { secrets, replace: values.replace === true, now: systemClock.now() });
    for (const line of describe(facts)) io.out(line);
    if (facts.aside !== undefined) io.out(`the store that was there is ${facts.aside} now`);
    if (facts.waiting > 0)
      io.out(
        `the ${facts.waiting} waiting messages leave as soon as a server serves ${join(directory, "yizhan.db")}: those among them that were sent after the backup leave a second time`,
      );
  },
};
