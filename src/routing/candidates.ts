import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import type { Medium, Operator } from "../domain/message.ts";
import type { Refusal } from "../domain/reasons.ts";

/** The channels that may carry a message, first choice first; or why there is none. */
export type Candidates =
  | { readonly ok: true; readonly channels: readonly ChannelConfig[] }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Which channels lead from a product to an operator. Channels that are merely down are still candidates: their messages
 * wait. Only what the operator switched off, or never configured, is no way at all.
 */
export function candidates(directory: DirectoryIndex, productId: number | undefined, medium: Medium, operator: Operator): Candidates {
  const product = productId === undefined ? undefined : directory.productById.get(productId);
  if (!product) return { ok: false, refusal: { reason: "product-missing" } };
  const routes = product.routes.filter((route) => route.media === medium && route.operators.includes(operator));
  if (routes.length === 0)
    return {
      ok: false,
      refusal: { reason: "recipient-unroutable", detail: `product "${product.name}" has no ${medium} route to ${operator}` },
    };
  const channels = routes
    .flatMap((route) => route.channels)
    .map((id) => directory.channelById.get(id))
    .filter((channel) => channel !== undefined)
    .filter((channel) => channel.enabled && channel.media === medium && channel.operators.includes(operator));
  return channels.length > 0
    ? { ok: true, channels }
    : {
        ok: false,
        refusal: { reason: "channel-missing", detail: `every channel of product "${product.name}" to ${operator} is switched off` },
      };
}
