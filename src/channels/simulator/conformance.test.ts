import { sampleChannel } from "../../../test/house/samples.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { TIMEOUT, testChannel, WINDOW } from "../conformance.ts";
import { simulator } from "./index.ts";

testChannel({
  name: "simulator",
  phones: { refused: "13800139004", throttled: "13800139008", answering: { phone: "13800139010", text: "收到" } },
  clock() {
    const clock = new ManualClock();
    return { clock, pass: (ms) => clock.advance(ms) };
  },
  async open(host, peer) {
    const parsed = simulator.parseOwn({ receiptDelay: "100ms", submitDelay: peer === "silent" ? "1h" : "5ms" });
    if (!parsed.ok) throw new Error("the settings are wrong");
    const config = sampleChannel({ window: WINDOW, responseTimeout: TIMEOUT, own: parsed.own });
    const channel = simulator.create(config, host);
    return { channel, [Symbol.asyncDispose]: () => channel.stop(0) };
  },
});
