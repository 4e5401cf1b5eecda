import type { Command } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";

export const balance: Command = {
  name: "balance",
  usage: "balance [LOGIN]",
  summary: "Shows credits of one account, or of all; checks the ledger against them.",
  help: STORE_HELP,
  options: STORE_OPTIONS,
  takes: 1,
  async run(values, args, io) {
    await withStore(values, io.env, async (store) => {
      const { accounts } = await store.directory.load();
      const wanted = args.length === 0 ? accounts : accounts.filter((account) => args.includes(account.login));
      const missing = args.find((login) => !accounts.some((account) => account.login === login));
      if (missing !== undefined) throw new Problem(`there is no account "${missing}"`);
      for (const account of wanted) {
        const { sms, mms } = await store.ledger.balance(account.id);
        io.out(`${account.login}\tsms ${sms.credits}\tmms ${mms.credits}`);
      }
      const wrong = await store.ledger.audit();
      if (wrong.length > 0)
        throw new Problem(
          `the ledger and the balance differ for account ${wrong.map((row) => row.accountId).join(", ")}; stop recharging and report this`,
        );
    });
  },
};
