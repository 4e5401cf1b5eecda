import { sampleChannel } from "../../../test/house/samples.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import { stoppingInTime } from "../../../test/house/stopping-in-time.ts";
import { RELAY, UPSTREAM_CODE, Upstream } from "../../../test/house/upstream.ts";
import { httpTransport } from "../../client/transport.ts";
import { DIALECTS } from "../../dialects/registry.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { CallbackHandler } from "../channel.ts";
import { TIMEOUT, testChannel, WINDOW } from "../conformance.ts";
import { httpKind } from "./index.ts";

const http = httpKind(new Map(DIALECTS.map(({ name, client }) => [name, client])), httpTransport());
const CALLBACK = "/upstream/k3Jx9QzT";

for (const dialect of DIALECTS) {
  testChannel({
    name: `http, ${dialect.name}`,
    phones: { refused: "13800139004", throttled: "13800139008", answering: { phone: "13800139010", text: "收到" } },
    clock() {
      const clock = new ManualClock();
      return { clock, pass: (ms) => passTime(clock, ms) };
    },
    async open(host, peer) {
      const upstream = await Upstream.open(dialect, host.clock);
      // qxt has no words for a malformed number
      if (dialect.name === "qxt") upstream.refusal = "recipient-blacklisted";
      if (peer === "silent") upstream.interfere = (call) => (call?.kind === "submit" ? "silent" : undefined);
      const pulls = dialect.client.reports !== undefined;
      const { callbacks } = host as unknown as { callbacks: ReadonlyMap<string, CallbackHandler> };
      if (!pulls) upstream.handler = () => callbacks.get(CALLBACK);
      const from = pulls ? { poll: "200ms" } : { callbackPath: CALLBACK };
      const parsed = http.parseOwn({ dialect: dialect.name, url: upstream.url, ...RELAY, ...from });
      if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("; "));
      const config = sampleChannel({ code: UPSTREAM_CODE, window: WINDOW, responseTimeout: TIMEOUT, own: parsed.own });
      const channel = http.create(config, host);
      return {
        channel: stoppingInTime(channel, host.clock as ManualClock),
        async [Symbol.asyncDispose]() {
          await upstream[Symbol.asyncDispose]();
          await channel.stop(0);
        },
      };
    },
  });
}
