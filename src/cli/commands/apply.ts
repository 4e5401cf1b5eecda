import { systemClock } from "../../runtime/clock.ts";
import type { Command } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";
import { applyFile, describeResult } from "../provision.ts";

export const apply: Command = {
  name: "apply",
  usage: "apply FILE",
  summary: "Applies a provisioning file; a running server follows within a second.",
  help: STORE_HELP,
  options: STORE_OPTIONS,
  takes: 1,
  async run(values, args, io) {
    const [file] = args;
    if (file === undefined) throw new Problem("say which file: yizhan apply FILE");
    await withStore(values, io.env, async (store) => {
      for (const line of describeResult(await applyFile(store, file, systemClock.now()))) io.out(line);
    });
  },
};
