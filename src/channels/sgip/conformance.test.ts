import { sampleChannel } from "../../../test/house/samples.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import { stoppingInTime } from "../../../test/house/stopping-in-time.ts";
import { startLab } from "../../lab/lab.ts";
import { readScript } from "../../lab/script.ts";
import { sgipLab } from "../../lab/sgip.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { TIMEOUT, testChannel, WINDOW } from "../conformance.ts";
import { freePort } from "./free-port.testing.ts";
import { sgip } from "./index.ts";

/** Where reports and texts come: over a connection that the gateway makes, or over the channel's own. */
for (const own of [false, true]) {
  testChannel({
    name: own ? "sgip, deliveries over its own connection" : "sgip",
    phones: { refused: "13000009004", throttled: "13000009008", answering: { phone: "13000009010", text: "收到" } },
    clock() {
      const clock = new ManualClock();
      return { clock, pass: (ms) => passTime(clock, ms) };
    },
    async open(host, peer) {
      const port = await freePort();
      // what is silent is alive all the same: its answers are nobody's
      const silent = "rules: [{ answer: silent }]\nheartbeat: 300ms";
      const willing = `receiptAfter: 100ms${own ? "" : `\ndeliverTo: { port: ${port} }`}`;
      const login = "login: { user: user, password: secret }";
      const script = readScript(`${peer === "silent" ? silent : willing}\n${login}`);
      const lab = await startLab({ protocol: sgipLab(), script, clock: host.clock, port: 0 });
      const parsed = sgip.parseOwn({ loginName: "user", password: "secret", nodeId: 3010012345, corpId: "12345", listen: { port } });
      if (!parsed.ok) throw new Error("the settings are wrong");
      const connect = { host: "127.0.0.1", port: lab.port, tls: false, timeout: 5_000 };
      const channel = sgip.create(sampleChannel({ window: WINDOW, responseTimeout: TIMEOUT, connect, own: parsed.own }), host);
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
