import type { DialectClient } from "../../dialects/client.ts";
import type { WireReply } from "../../dialects/wire.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { errorFact } from "../../runtime/log.ts";
import { AddressBlocks } from "../../text/cidr.ts";
import type { CallbackHandler, ChannelHost } from "../channel.ts";
import { inboundOf, receiptsOf } from "./deliveries.ts";
import type { HttpSettings } from "./settings.ts";

/** ms between lines about what strangers, or a broken upstream, send to the callback. */
const QUIET = 60_000;
const FORBIDDEN: WireReply = { status: 403, contentType: "text/plain; charset=utf-8", body: "not from there\n" };
const FAILED: WireReply = { status: 500, contentType: "text/plain; charset=utf-8", body: "it could not be taken\n" };

/** Takes what upstream pushes: stored first, then acknowledged in the dialect's words; what could not be stored is asked for again. */
export function pushedTo(
  client: DialectClient,
  parse: NonNullable<DialectClient["parsePush"]>,
  config: ChannelConfig,
  host: ChannelHost,
): CallbackHandler {
  // channels that were stored before there was such a setting have none
  const { callbackFrom = [] } = config.own as unknown as Partial<HttpSettings>;
  const allowed = new AddressBlocks(callbackFrom);
  let quietUntil = Number.NEGATIVE_INFINITY;
  const note = (message: string, facts: Readonly<Record<string, unknown>>): void => {
    const now = host.clock.monotonic();
    if (now < quietUntil) return;
    quietUntil = now + QUIET;
    host.log("warn", message, facts);
  };
  return async (request, from) => {
    if (callbackFrom.length > 0 && !allowed.has(from)) {
      note("the callback was called from an address that may not push", { from });
      return FORBIDDEN;
    }
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
