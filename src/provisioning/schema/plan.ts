import type { ChannelKind } from "../../channels/channel.ts";
import type { PortedNumber, ProvisioningPlan } from "../../domain/provisioning.ts";
import { list, mapping, optional, required, withDefault } from "../read/collections.ts";
import { type Reader, refined } from "../read/reader.ts";
import { scalar, text } from "../read/scalars.ts";
import { account } from "./account.ts";
import { channel } from "./channel.ts";
import { operator } from "./names.ts";
import { phone } from "./phone.ts";
import { product } from "./product.ts";
import { checkAccounts, checkPushTargets, checkRoutes } from "./relations.ts";
import { settings } from "./settings.ts";

/** What the rest of the house adds to the schema. */
export interface SchemaFacts {
  /** Interfaces that an account may name. */
  readonly dialects: readonly string[];
  /** Registered channel kinds, each with the schema of its own settings. */
  readonly kinds: readonly ChannelKind[];
}

function version(): Reader<1> {
  return scalar((value) => (value === 1 ? { value } : { wrong: "must be 1, the only version of this format there is" }));
}

function keywords(): Reader<readonly string[]> {
  const trimmed = refined(text({ max: 100 }), (word, complain) => {
    if (word.trim() === "") complain([], "a keyword must not be blank");
    return word.trim();
  });
  return refined(list(trimmed, { max: 100_000 }), (words) => [...new Set(words)]);
}

function blacklist(): Reader<readonly string[]> {
  return refined(list(phone(), { max: 100_000 }), (phones) => [...new Set(phones)]);
}

function ported(): Reader<readonly PortedNumber[]> {
  const group = mapping("a group of ported numbers", {
    operator: required(operator()),
    phones: required(list(phone(), { max: 100_000 })),
  });
  return refined(list(group, { max: 100 }), (groups) => {
    const operatorOf = new Map(groups.flatMap(({ operator, phones }) => phones.map((number) => [number, operator] as const)));
    return [...operatorOf].map(([number, operator]) => ({ phone: number, operator }));
  });
}

/** The whole file. What holds between its sections is looked at once each section is right in itself. */
export function planReader(facts: SchemaFacts): Reader<ProvisioningPlan> {
  const sections = mapping("the file", {
    version: required(version()),
    settings: optional(settings(facts.dialects)),
    keywords: optional(keywords()),
    blacklist: optional(blacklist()),
    ported: optional(ported()),
    channels: withDefault(list(channel(facts.kinds), { max: 1_000, unique: { by: ({ name }) => name, key: "name" } }), []),
    products: withDefault(list(product(), { max: 1_000, unique: { by: ({ name }) => name, key: "name" } }), []),
    accounts: withDefault(list(account(facts.dialects), { max: 100_000, unique: { by: ({ login }) => login, key: "login" } }), []),
  });
  return refined(sections, ({ version: _, ...plan }, complain) => {
    checkRoutes(plan.products, plan.channels, complain);
    checkAccounts(plan.accounts, complain);
    checkPushTargets(plan.accounts, plan.settings?.push.allowAddresses ?? [], complain);
    return plan;
  });
}
