import type { Account } from "../../domain/directory.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Store } from "../../store/store.ts";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { Command, CommandIo } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { operatorName } from "../operator.ts";
import { Problem } from "../problem.ts";

/** Submissions that one list shows. */
const PAGE = 100;

export const scheduled: Command = {
  name: "scheduled",
  usage: "scheduled list|cancel LOGIN [SUBMISSION]",
  summary: "Shows what an account has scheduled, and cancels what has not left yet.",
  takes: 3,
  help: STORE_HELP,
  options: STORE_OPTIONS,
  async run(values, [verb, login, given], io) {
    if ((verb !== "list" && verb !== "cancel") || login === undefined)
      throw new Problem("say what and whose: yizhan scheduled list LOGIN, or yizhan scheduled cancel LOGIN SUBMISSION");
    await withStore(values, io.env, async (store) => {
      const account = (await store.directory.load()).accounts.find((candidate) => candidate.login === login);
      if (!account) throw new Problem(`there is no account "${login}"`);
      if (verb === "list") await list(store, account, io);
      else await cancel(store, account, given, io);
    });
  },
};

async function list(store: Store, account: Account, io: CommandIo): Promise<void> {
  const found = await store.submissions.scheduled(account.id, systemClock.now(), 0, PAGE);
  for (const { submissionId, sendAt, waiting, recipients, held } of found) {
    const review = held ? "\twaits for a reviewer" : "";
    io.out(`${submissionId}\t${formatShanghai(sendAt)}\t${waiting} of ${recipients} recipients${review}`);
  }
  if (found.length === 0) io.out("nothing is scheduled");
  if (found.length === PAGE) io.out(`these are the first ${PAGE}; there may be more`);
}

async function cancel(store: Store, account: Account, given: string | undefined, io: CommandIo): Promise<void> {
  if (given === undefined || !/^\d{1,16}$/.test(given)) throw new Problem("say which: the number that yizhan scheduled list shows first");
  const cancelled = await store.submissions.cancel(Number(given), account.id, systemClock.now(), operatorName());
  if (cancelled === undefined) throw new Problem(`${account.login} has no submission ${given}`);
  io.out(cancelled === 0 ? "nothing was left to cancel" : `cancelled: ${cancelled} messages, their credits given back`);
}
