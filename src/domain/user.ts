/**
 * People who sign in: those of the platform at the console, a customer's at the portal. What one may do is a list of
 * permissions that goes by the role; every call of the two says which permission it asks for (src/web/contract).
 */
export const OPERATOR_ROLES = ["admin", "operations", "reviewer", "finance", "support"] as const;
export const CUSTOMER_ROLES = ["owner", "sender", "viewer"] as const;

export type OperatorRole = (typeof OPERATOR_ROLES)[number];
export type CustomerRole = (typeof CUSTOMER_ROLES)[number];
export type UserRole = OperatorRole | CustomerRole;

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What people of the platform may do. `*.see` never shows a secret, nor a whole phone without `phones.see`. */
export const OPERATOR_PERMISSIONS = [
  "overview.see",
  "messages.see",
  /** Whole phone numbers, anywhere. */
  "phones.see",
  /** The texts of messages and inbound texts. */
  "texts.see",
  "exports.make",
  "accounts.see",
  "accounts.edit",
  /** An account's passwords and keys in the clear. */
  "secrets.see",
  /** Looking at the portal as a customer does; what is done there is written down under one's own name. */
  "accounts.enter",
  "credits.see",
  "credits.book",
  "reviews.see",
  "reviews.decide",
  "channels.see",
  /** Up, drain, down, test sends. */
  "channels.switch",
  /** What channels, products and routes are; settings of the platform. */
  "channels.edit",
  "rules.see",
  "rules.edit",
  "inbound.see",
  "pushes.see",
  "pushes.replay",
  "alarms.see",
  "alarms.edit",
  "audit.see",
  "users.edit",
] as const;
export type OperatorPermission = (typeof OPERATOR_PERMISSIONS)[number];

/** What a customer's people may do, with their own account only. */
export const CUSTOMER_PERMISSIONS = [
  "portal.see",
  "portal.send",
  /** Templates and signatures that are asked for. */
  "portal.ask",
  "portal.export",
  /** Push settings, keys, address list, interface password, and the account's other people. */
  "portal.manage",
] as const;
export type CustomerPermission = (typeof CUSTOMER_PERMISSIONS)[number];

export type Permission = OperatorPermission | CustomerPermission;

const SEES: readonly OperatorPermission[] = OPERATOR_PERMISSIONS.filter(
  (permission) => permission.endsWith(".see") && !["phones.see", "texts.see", "secrets.see", "audit.see"].includes(permission),
);

const MAY: Readonly<Record<UserRole, readonly Permission[]>> = {
  admin: OPERATOR_PERMISSIONS,
  operations: OPERATOR_PERMISSIONS.filter((permission) => !["users.edit", "credits.book", "secrets.see"].includes(permission)),
  reviewer: ["overview.see", "messages.see", "texts.see", "reviews.see", "reviews.decide", "rules.see", "accounts.see", "inbound.see"],
  finance: ["overview.see", "accounts.see", "credits.see", "credits.book", "messages.see", "exports.make", "alarms.see"],
  support: SEES,
  owner: CUSTOMER_PERMISSIONS,
  sender: ["portal.see", "portal.send", "portal.ask", "portal.export"],
  viewer: ["portal.see"],
};

/** In no particular order. */
export function permissionsOf(role: UserRole): ReadonlySet<Permission> {
  return SETS[role];
}

const SETS = Object.fromEntries(Object.entries(MAY).map(([role, list]) => [role, new Set(list)])) as unknown as Readonly<
  Record<UserRole, ReadonlySet<Permission>>
>;

export function isOperatorRole(role: UserRole): role is OperatorRole {
  return (OPERATOR_ROLES as readonly string[]).includes(role);
}
