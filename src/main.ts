import { type Command, runCli } from "./cli/cli.ts";
import { apply } from "./cli/commands/apply.ts";
import { balance } from "./cli/commands/balance.ts";
import { doctor } from "./cli/commands/doctor.ts";
import { migrate } from "./cli/commands/migrate.ts";
import { pushes } from "./cli/commands/pushes.ts";
import { recharge } from "./cli/commands/recharge.ts";
import { review } from "./cli/commands/review.ts";
import { serve } from "./cli/commands/serve.ts";

/** Every command, in the order in which `yizhan --help` lists them. */
export const COMMANDS: readonly Command[] = [serve, apply, balance, recharge, review, pushes, doctor, migrate];

/** Runs `yizhan` with these arguments; resolves to the exit status. */
export function main(argv: readonly string[]): Promise<number> {
  return runCli(COMMANDS, argv, {
    env: process.env,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
  });
}
