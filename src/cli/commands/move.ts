import { join } from "node:path";
import { systemClock } from "../../runtime/clock.ts";
import { MoveTarget } from "../../store/postgres/move-target.ts";
import { MoveSource } from "../../store/sqlite/move-source.ts";
import { undoMove } from "../../store/sqlite/moved-mark.ts";
import { type Command, type CommandIo, text } from "../cli.ts";
import { EMBEDDED_HELP, EMBEDDED_OPTIONS, embeddedDirectory } from "../embedded.ts";
import { copyStore } from "../move.ts";
import { Problem } from "../problem.ts";
import { existingSecrets } from "../secrets.ts";

export const move: Command = {
  name: "move",
  usage: "move --to postgres://… [--again] | --undo",
  summary: "Moves the embedded store, which nobody serves, into an empty PostgreSQL database.",
  help: {
    to: "the database: postgres://user@host/name, with nothing in it",
    again: "empty the database first, where a move broke off in it",
    undo: "make the embedded store servable again, as it was when it was moved",
    ...EMBEDDED_HELP,
  },
  options: { to: { type: "string" }, again: { type: "boolean" }, undo: { type: "boolean" }, ...EMBEDDED_OPTIONS },
  takes: 0,
  async run(values, _args, io) {
    // DATABASE_URL is where to, not what from
    const directory = embeddedDirectory(values, { ...io.env, DATABASE_URL: "" }, "");
    if (values.undo === true) {
      undo(directory, io);
      return;
    }
    const to = text(values, "to", "");
    if (to === "") throw new Problem("say where to: yizhan move --to postgres://user@host/name");
    await moveTo(directory, to, values.again === true, io);
  },
};

async function moveTo(directory: string, to: string, again: boolean, io: CommandIo): Promise<void> {
  const secrets = existingSecrets(directory, io.env);
  const source = MoveSource.open(directory, secrets, systemClock.now());
  try {
    const target = await MoveTarget.open(to, secrets, systemClock, again);
    try {
      await copyStore(source, target, io.out);
      // in this order: between the two nobody can serve either
      source.moved(target.name, systemClock.now());
      await target.release();
    } finally {
      await target.close();
    }
    io.out(
      `moved to ${target.name}: start servers with --database or DATABASE_URL. ${directory} is kept as it was, and is not served any more`,
    );
    if ((io.env.YIZHAN_KEY ?? "") === "")
      io.out(
        `secrets are sealed under the same key as before: give every server a copy of ${join(directory, "secret.key")}, or its digits as YIZHAN_KEY`,
      );
  } finally {
    source.close();
  }
}

function undo(directory: string, io: CommandIo): void {
  const { to, at, waiting } = undoMove(directory);
  io.out(
    `${directory} can be served again, as it was at ${new Date(at).toISOString()}: what ${to} has accepted, sent or booked since is not in it`,
  );
  io.out(
    `stop every server on ${to} first. ${waiting} messages leave as soon as this one is served: those that have left from there leave a second time`,
  );
}
