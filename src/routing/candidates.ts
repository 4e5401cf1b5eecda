import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { ChannelConfig, Product, Route, Turn } from "../domain/directory.ts";
import type { ContentClass, Medium, Operator } from "../domain/message.ts";
import { placeOfProvince } from "../domain/province.ts";
import type { Refusal } from "../domain/reasons.ts";
import { regionOf } from "./geography.ts";

/** What a route is looked up by. */
export interface Destination {
  readonly medium: Medium;
  readonly operator: Operator;
  /** Of the number. Undefined: not known, or of no importance to any route of the product. */
  readonly province: string | undefined;
  readonly class: ContentClass;
}

/** A channel that may carry a message, with its turn. */
export interface Candidate {
  readonly channel: ChannelConfig;
  /** Those of one tier share, by weight; the smaller tier goes first. */
  readonly tier: number;
  readonly weight: number;
  /** Place of its route in the product, from 0, and its priority there. */
  readonly route: number;
  readonly priority: number;
}

interface Sharing {
  readonly id: number;
  readonly weight: number;
}

/** The channels that may carry a message, first choice first; or why there is none. */
export type Candidates =
  | { readonly ok: true; readonly channels: readonly ChannelConfig[]; readonly candidates: readonly Candidate[] }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Which channels lead from a product to a destination: those of the narrowest route that fits first (province and class, province,
 * class, neither; in the product's order where two are alike), then those of the others. Channels that are merely down are still
 * candidates: their messages wait. Only what the operator switched off, or never configured, is no way at all.
 */
export function candidates(directory: DirectoryIndex, productId: number | undefined, to: Destination): Candidates {
  const product = productId === undefined ? undefined : directory.productById.get(productId);
  if (!product) return { ok: false, refusal: { reason: "product-missing" } };
  const routes = product.routes
    .map((route, place) => ({ route, place }))
    .filter(({ route }) => fits(route, to))
    .sort((a, b) => narrowness(b.route) - narrowness(a.route));
  if (routes.length === 0) return { ok: false, refusal: { reason: "recipient-unroutable", detail: noRoute(product, to) } };
  const found = new Map<number, Candidate>();
  let tier = 0;
  for (const { route, place } of routes) {
    for (const [priority, shared] of inTurn(route)) {
      for (const { id, weight } of shared) {
        const channel = directory.channelById.get(id);
        if (channel && !found.has(id) && carriesTo(channel, to)) found.set(id, { channel, tier, weight, route: place, priority });
      }
      tier += 1;
    }
  }
  const all = [...found.values()];
  if (all.length > 0) return { ok: true, channels: all.map(({ channel }) => channel), candidates: all };
  const detail = `every channel of product "${product.name}" to ${to.operator} is switched off`;
  return { ok: false, refusal: { reason: "channel-missing", detail } };
}

/**
 * The province that routes of a product are looked up by, as its place (domain/province.ts): 0 where none of them asks for one, so
 * that a product without provinces has no more lanes than it needs.
 *
 * @param phone normalised
 */
export function provincePlace(product: Product | undefined, medium: Medium, phone: string): number {
  const asked = product?.routes.some((route) => route.media === medium && route.provinces !== undefined);
  return asked ? placeOfProvince(regionOf(phone)?.province) : 0;
}

function fits(route: Route, to: Destination): boolean {
  if (route.media !== to.medium || !route.operators.includes(to.operator)) return false;
  if (route.provinces && !(to.province !== undefined && route.provinces.includes(to.province))) return false;
  return !route.classes || route.classes.includes(to.class);
}

function narrowness({ provinces, classes }: Route): number {
  return (provinces ? 2 : 0) + (classes ? 1 : 0);
}

function carriesTo(channel: ChannelConfig, { medium, operator }: Destination): boolean {
  return channel.enabled && channel.media === medium && channel.operators.includes(operator);
}

/** A route's channels by priority, those of one priority together. */
function inTurn({ channels, turns }: Route): readonly (readonly [priority: number, shared: readonly Sharing[]])[] {
  const byPriority = new Map<number, Sharing[]>();
  channels.forEach((id, index) => {
    const { priority, weight }: Turn = turns?.[index] ?? { priority: index + 1, weight: 1 };
    const shared = byPriority.get(priority);
    if (shared) shared.push({ id, weight });
    else byPriority.set(priority, [{ id, weight }]);
  });
  return [...byPriority].sort(([a], [b]) => a - b);
}

function noRoute({ name, routes }: Product, to: Destination): string {
  const nearly = routes.some((route) => route.media === to.medium && route.operators.includes(to.operator));
  const where = nearly ? ` for ${to.class} texts to ${to.province ?? "numbers of unknown province"}` : "";
  return `product "${name}" has no ${to.medium} route to ${to.operator}${where}`;
}
