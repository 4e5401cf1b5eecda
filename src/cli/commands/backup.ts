import { resolve } from "node:path";
import { backUp, type CopyFacts } from "../../store/sqlite/copy.ts";
import type { Command } from "../cli.ts";
import { EMBEDDED_HELP, EMBEDDED_OPTIONS, embeddedDirectory } from "../embedded.ts";
import { Problem } from "../problem.ts";

export const backup: Command = {
  name: "backup",
  usage: "backup FILE",
  summary: "Copies the embedded store into one file, while a server goes on.",
  help: EMBEDDED_HELP,
  options: EMBEDDED_OPTIONS,
  takes: 1,
  async run(values, args, io) {
    const [file] = args;
    if (file === undefined) throw new Problem("say where to: yizhan backup FILE");
    const directory = embeddedDirectory(values, io.env, "pg_dump or a base backup copies a PostgreSQL; docs/scale.md says how");
    for (const line of describe(await backUp(directory, resolve(file)))) io.out(line);
    if ((io.env.YIZHAN_KEY ?? "") === "")
      io.out(`its secrets are sealed under ${directory}/secret.key, which is not in it: keep a copy of that elsewhere`);
  },
};

/** What is in a copy, for people. */
export function describe({ bytes, accounts, lastSubmission, waiting }: CopyFacts): readonly string[] {
  const last = lastSubmission === undefined ? "no submission" : `submissions until ${new Date(lastSubmission).toISOString()}`;
  return [`${(bytes / 1024 / 1024).toFixed(1)} MiB, checked: ${accounts} accounts, ${last}, ${waiting} messages that wait to be sent`];
}
