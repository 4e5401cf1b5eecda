import type { DialectClient } from "../../dialects/client.ts";
import type { WireReply } from "../../dialects/wire.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { errorFact } from "../../runtime/log.ts";
import type { CallbackHandler, ChannelHost } from "../channel.ts";
import { inboundOf, receiptsOf } from "./deliveries.ts";

/** ms between lines about what strangers, or a broken upstream, send to the callback. */
const QUIET = 60_000;
const FAILED: WireReply = { status: 500, contentType: "text/plain; charset=utf-8", body: "it could not be taken\n" };

/** Takes what upstream pushes: stored first, then acknowledged in the dialect's words; what could not be stored is asked for again. */
export function pushedTo(
  client: DialectClient,
  parse: NonNullable<DialectClient["parsePush"]>,
  config: ChannelConfig,
  host: ChannelHost,
): CallbackHandler {
  let quietUntil = Number.NEGATIVE_INFINITY;
  const note = (message: string, facts: Readonly<Record<string, unknown>>): void => {
    const now = host.clock.monotonic();
    if (now < quietUntil) return;
    quietUntil = now + QUIET;
    host.log("warn", message, facts);
  };
  return async (request) => {
    let again = FAILED;
    try {
      const pushed = parse(request);
      again = pushed.again;
      if (pushed.problem !== undefined) {
        note("the callback got something that is no push", { problem: pushed.problem });
        return again;
      }
      const now = host.clock.now();
      if (pushed.reports.length > 0) await host.receipts(receiptsOf(pushed.reports, client, now));
      if (pushed.inbound.length > 0) await host.inbound(inboundOf(pushed.inbound, config, now));
      return pushed.received;
    } catch (error) {
      note("what upstream pushed could not be stored; it was told to push it again", errorFact(error));
      return again;
    }
  };
}
