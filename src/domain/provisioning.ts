import type { Account, ChannelConfig, PlatformSettings, Route, SignaturePolicy } from "./directory.ts";
import type { Operator } from "./message.ts";
import type { RetryUndelivered } from "./undelivered.ts";

/**
 * What a provisioning file declares, checked and with every default filled in; names instead of ids. Applying a plan
 * creates or changes what it names and leaves alone what it doesn't (accounts made in the console stay). A section that
 * the file leaves out is undefined and changes nothing; a list inside an entity (routes, signatures) replaces the stored one.
 */
export interface ProvisioningPlan {
  readonly settings: PlatformSettings | undefined;
  /** Takes the place of those that were declared before; what people added or took out by hand stays as they left it. */
  readonly keywords: readonly string[] | undefined;
  /** Phones added to the platform's blacklist, each once: the ones already there stay, and one that was taken off by hand stays off. */
  readonly blacklist: readonly string[] | undefined;
  /** Replaces the platform's list of numbers that have taken another operator than their prefix says. */
  readonly ported: readonly PortedNumber[] | undefined;
  readonly channels: readonly ChannelPlan[];
  readonly products: readonly ProductPlan[];
  readonly accounts: readonly AccountPlan[];
}

/** A (normalised) phone whose owner took it to another operator. */
export interface PortedNumber {
  readonly phone: string;
  readonly operator: Operator;
}

export type ChannelPlan = Omit<ChannelConfig, "id" | "mode">;

export interface ProductPlan {
  readonly name: string;
  /** `channels`: names. */
  readonly routes: readonly (Omit<Route, "channels"> & { readonly channels: readonly string[] })[];
  readonly retryUndelivered?: RetryUndelivered;
}

export interface AccountPlan extends Omit<Account, "id" | "productId" | "signature" | "enterpriseId" | "enterpriseIdDeclared"> {
  /** Undefined: one is assigned when the account is created. */
  readonly enterpriseId: number | undefined;
  readonly product: string | undefined;
  readonly signature: Omit<SignaturePolicy, "approved">;
  /**
   * Approved signatures in order, without 【】. Undefined: the declared ones stay. Those that the account asked for stay in any case,
   * behind these.
   */
  readonly signatures: readonly string[] | undefined;
  /** Opening balances: booked when the account is created, never again. Undefined: none, and nothing to compare later. */
  readonly credits: number | undefined;
  readonly mmsCredits: number | undefined;
  readonly templates: readonly TemplatePlan[];
}

export interface TemplatePlan {
  readonly id: string;
  readonly text: string;
  readonly state: TemplateState;
}

/** A template as its account sees it. */
export type TemplateEntry = TemplatePlan;

export const TEMPLATE_STATES = ["enabled", "disabled", "review", "returned"] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

/** What applying a plan did. */
export interface ApplyResult {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
}

/** A plan that can't be applied to what is stored; nothing was. Points at the entity, so that the file's line can be shown. */
export interface PlanConflict {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Where what is stored isn't what the plan's maker saw: it was changed since, or there is one of this name already. */
  readonly code?: "changed" | "exists";
}
