import type { Account, ChannelConfig, Product } from "./directory.ts";
import type { AccountPlan, ChannelPlan, ProductPlan, ProvisioningPlan } from "./provisioning.ts";

/** Declares nothing. */
export const NO_PLAN = {
  settings: undefined,
  keywords: undefined,
  blacklist: undefined,
  ported: undefined,
  channels: [],
  products: [],
  accounts: [],
} satisfies ProvisioningPlan;

/**
 * The plans of things as they are: applied, they change nothing. Whoever edits one thing applies such a plan with what is to change
 * put in, and gives the one without as what was seen.
 */
export function accountPlanOf(account: Account, products: readonly Product[]): AccountPlan {
  const { id: _id, productId, enterpriseId, enterpriseIdDeclared, signature, ...settings } = account;
  return {
    ...settings,
    product: products.find(({ id }) => id === productId)?.name,
    enterpriseId: enterpriseIdDeclared ? enterpriseId : undefined,
    signature: { mode: signature.mode, custom: signature.custom },
    // nothing says which of the approved ones were declared
    signatures: undefined,
    secrets: { password: undefined, md5Key: undefined, veryCode: undefined },
    credits: undefined,
    mmsCredits: undefined,
    templates: [],
  };
}

/** Throws where a route names a channel that isn't among them: no directory has such a product. */
export function productPlanOf({ id: _id, ...product }: Product, channels: readonly ChannelConfig[]): ProductPlan {
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  const nameOf = (id: number): string => {
    const name = names.get(id);
    if (name === undefined) throw new RangeError(`product "${product.name}" names channel ${id}, which isn't there`);
    return name;
  };
  return { ...product, routes: product.routes.map((route) => ({ ...route, channels: route.channels.map(nameOf) })) };
}

export function channelPlanOf({ id: _id, mode: _mode, ...channel }: ChannelConfig): ChannelPlan {
  return channel;
}
