import { sampleChannel } from "../../../test/house/samples.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import { stoppingInTime } from "../../../test/house/stopping-in-time.ts";
import { startLab } from "../../lab/lab.ts";
import { readScript } from "../../lab/script.ts";
import { smgpLab } from "../../lab/smgp.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { TIMEOUT, testChannel, WINDOW } from "../conformance.ts";
import { smgp } from "./index.ts";

for (const loginMode of ["transmit", "separate"]) {
  testChannel({
    name: `smgp, ${loginMode}`,
    phones: { refused: "18900009004", throttled: "18900009008", answering: { phone: "18900009010", text: "收到" } },
    clock() {
      const clock = new ManualClock();
      return { clock, pass: (ms) => passTime(clock, ms) };
    },
    async open(host, peer) {
      const script = readScript(peer === "silent" ? "rules: [{ answer: silent }]" : "receiptAfter: 100ms");
      const lab = await startLab({ protocol: smgpLab, script, clock: host.clock, port: 0 });
      const parsed = smgp.parseOwn({ clientId: "10690001", sharedSecret: "secret", loginMode });
      if (!parsed.ok) throw new Error("the settings are wrong");
      const connect = { host: "127.0.0.1", port: lab.port, tls: false, timeout: 5_000 };
      const channel = smgp.create(sampleChannel({ window: WINDOW, responseTimeout: TIMEOUT, connect, own: parsed.own }), host);
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
