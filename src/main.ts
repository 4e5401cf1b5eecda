import { type Command, runCli } from "./cli/cli.ts";
import { apply } from "./cli/commands/apply.ts";
import { backup } from "./cli/commands/backup.ts";
import { balance } from "./cli/commands/balance.ts";
import { channel } from "./cli/commands/channel.ts";
import { doctor } from "./cli/commands/doctor.ts";
import { migrate } from "./cli/commands/migrate.ts";
import { move } from "./cli/commands/move.ts";
import { pushes } from "./cli/commands/pushes.ts";
import { receipts } from "./cli/commands/receipts.ts";
import { recharge } from "./cli/commands/recharge.ts";
import { restore } from "./cli/commands/restore.ts";
import { review } from "./cli/commands/review.ts";
import { route } from "./cli/commands/route.ts";
import { scheduled } from "./cli/commands/scheduled.ts";
import { send } from "./cli/commands/send.ts";
import { serve } from "./cli/commands/serve.ts";
import { simulate } from "./cli/commands/simulate.ts";
import { trace } from "./cli/commands/trace.ts";
import { user } from "./cli/commands/user.ts";

/** Every command, in the order in which `yizhan --help` lists them. */
export const COMMANDS: readonly Command[] = [
  serve,
  apply,
  send,
  balance,
  recharge,
  review,
  scheduled,
  trace,
  route,
  pushes,
  channel,
  receipts,
  doctor,
  user,
  simulate,
  migrate,
  backup,
  restore,
  move,
];

/** Runs `yizhan` with these arguments; resolves to the exit status. */
export function main(argv: readonly string[]): Promise<number> {
  return runCli(COMMANDS, argv, {
    env: process.env,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
  });
}
