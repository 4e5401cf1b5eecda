import { sampleChannel } from "../../../test/house/samples.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import { stoppingInTime } from "../../../test/house/stopping-in-time.ts";
import { cmppLab } from "../../lab/cmpp.ts";
import { startLab } from "../../lab/lab.ts";
import { readScript } from "../../lab/script.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { TIMEOUT, testChannel, WINDOW } from "../conformance.ts";
import { cmpp } from "./index.ts";

for (const version of ["2.0", "3.0"]) {
  testChannel({
    name: `cmpp ${version}`,
    phones: { refused: "13800139004", throttled: "13800139008", answering: { phone: "13800139010", text: "收到" } },
    clock() {
      const clock = new ManualClock();
      return { clock, pass: (ms) => passTime(clock, ms) };
    },
    async open(host, peer) {
      const script = readScript(peer === "silent" ? "rules: [{ answer: silent }]" : "{ receiptAfter: 100ms, deliverAgain: 1s }");
      const lab = await startLab({ protocol: cmppLab, script, clock: host.clock, port: 0 });
      const parsed = cmpp.parseOwn({ version, sourceAddr: "901234", sharedSecret: "secret" });
      if (!parsed.ok) throw new Error("the settings are wrong");
      const connect = { host: "127.0.0.1", port: lab.port, tls: false, timeout: 5_000 };
      const channel = cmpp.create(sampleChannel({ window: WINDOW, responseTimeout: TIMEOUT, connect, own: parsed.own }), host);
      return {
        channel: stoppingInTime(channel, host.clock as ManualClock),
        async [Symbol.asyncDispose]() {
          await channel.stop(0);
          await lab.stop();
        },
      };
    },
  });
}
