import { systemClock } from "../../runtime/clock.ts";
import type { LedgerBooking } from "../../store/store.ts";
import { type Command, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { operatorName } from "../operator.ts";
import { Problem } from "../problem.ts";
import { toolId } from "../tool-id.ts";

const MOST = 1_000_000_000_000;

export const recharge: Command = {
  name: "recharge",
  usage: "recharge LOGIN N [--mms] [--note TEXT]",
  summary: "Adds N credits to an account; a negative N corrects a mistake.",
  help: { mms: "MMS credits instead of SMS credits", note: "what the ledger says of it", ...STORE_HELP },
  options: { mms: { type: "boolean" }, note: { type: "string" }, ...STORE_OPTIONS },
  takes: 2,
  async run(values, args, io) {
    const [login, amount] = args;
    if (args.length !== 2 || login === undefined || amount === undefined)
      throw new Problem("say whom and how much: yizhan recharge LOGIN N");
    const credits = Number(amount);
    if (!/^-?\d{1,13}$/.test(amount) || credits === 0 || Math.abs(credits) > MOST)
      throw new Problem(`"${amount}" is not a whole number of credits`);
    await withStore(values, io.env, async (store) => {
      const account = (await store.directory.load()).accounts.find((candidate) => candidate.login === login);
      if (!account) throw new Problem(`there is no account "${login}"`);
      const medium = values.mms ? "mms" : "sms";
      const booking: Omit<LedgerBooking, "ref"> = {
        accountId: account.id,
        medium,
        kind: credits > 0 ? "recharge" : "adjust",
        credits,
        at: systemClock.now(),
        actor: operatorName(),
        note: text(values, "note", "").slice(0, 200),
      };
      for (;;) {
        const result = await store.ledger.book({ ...booking, ref: toolId() });
        if (!result.booked) continue;
        io.out(`${login} has ${result.credits} ${medium} credits`);
        return;
      }
    });
  },
};
