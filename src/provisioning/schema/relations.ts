import type { AccountPlan, ChannelPlan, ProductPlan } from "../../domain/provisioning.ts";
import { closedHosts } from "../read/addresses.ts";
import { quote } from "../read/quote.ts";
import type { Complain } from "../read/reader.ts";

type RoutePlan = ProductPlan["routes"][number];

/**
 * What has to hold between the entries of one file. Names of channels and products that the file doesn't declare are no
 * problem here: they may be in the store, which knows when the plan is applied.
 */
export function checkRoutes(products: readonly ProductPlan[], channels: readonly ChannelPlan[], complain: Complain): void {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  for (const [productIndex, product] of products.entries()) {
    for (const [routeIndex, route] of product.routes.entries()) {
      const path = ["products", productIndex, "routes", routeIndex];
      checkRoute(route, byName, (below, message) => complain([...path, ...below], message));
    }
  }
}

function checkRoute(route: RoutePlan, channels: ReadonlyMap<string, ChannelPlan>, complain: Complain): void {
  const used = route.channels.map((name) => channels.get(name));
  for (const [index, channel] of used.entries()) {
    if (channel === undefined || channel.media === route.media) continue;
    complain(["channels", index], `channel ${quote(channel.name)} carries ${channel.media}, and this route is for ${route.media}`);
  }
  for (const [index, operator] of route.operators.entries()) {
    if (used.every((channel) => channel !== undefined && !channel.operators.includes(operator))) {
      complain(["operators", index], `none of the route's channels serves ${operator}`);
    }
    if (operator === "international" && route.provinces)
      complain(["operators", index], "international numbers are of no province: give them a route without provinces");
  }
}

/** Enterprise ids name one account; a product's accounts have different codes, or an answer could be for either. */
export function checkAccounts(accounts: readonly AccountPlan[], complain: Complain): void {
  const enterprises = new Map<number, number>();
  const codes = new Map<string, number>();
  for (const [index, { enterpriseId, product, code }] of accounts.entries()) {
    const sameId = enterpriseId === undefined ? undefined : seenBefore(enterprises, enterpriseId, index);
    if (sameId !== undefined) complain(["accounts", index, "enterpriseId"], `enterpriseId is that of entry ${sameId + 1} of accounts`);
    const sameCode = product === undefined || code === "" ? undefined : seenBefore(codes, `${product} ${code}`, index);
    if (sameCode === undefined) continue;
    const message = `code is that of entry ${sameCode + 1} of accounts, in the same product: texts sent to it could be for either`;
    complain(["accounts", index, "code"], message);
  }
}

/** The index at which a key was seen first, or undefined when that is now. */
function seenBefore<K>(seen: Map<K, number>, key: K, index: number): number | undefined {
  const first = seen.get(key);
  if (first === undefined) seen.set(key, index);
  return first;
}

/** @param allowed `settings.push.allowAddresses` of the same file */
export function checkPushTargets(accounts: readonly AccountPlan[], allowed: readonly string[], complain: Complain): void {
  const isClosed = closedHosts(allowed);
  for (const [index, { push }] of accounts.entries()) {
    for (const key of ["reports", "inbound"] as const) {
      const url = push[key];
      if (url === undefined || !isClosed(new URL(url).hostname)) continue;
      complain(
        ["accounts", index, "push", key],
        `${key} points into a private or local network; to allow that, list its block under settings.push.allowAddresses`,
      );
    }
  }
}
