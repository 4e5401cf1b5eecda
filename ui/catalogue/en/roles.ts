import type { Catalogue } from "../words.ts";

export const roles: Catalogue["roles"] = {
  admin: "Administrator",
  operations: "Operations",
  reviewer: "Reviewer",
  finance: "Finance",
  support: "Support (read only)",
  owner: "Owner",
  sender: "Sender",
  viewer: "Viewer",
};

export const roleHints: Catalogue["roleHints"] = {
  admin: "everything",
  operations: "everything but users, bookings and secrets",
  reviewer: "decides on signatures, templates and texts",
  finance: "recharges, adjusts and reconciles credits",
  support: "looks and changes nothing; phones are masked, texts hidden",
  owner: "everything of this account",
  sender: "sends, asks for templates and signatures, exports",
  viewer: "only looks",
};

export const permissions: Catalogue["permissions"] = {
  "overview.see": "See the overview",
  "messages.see": "See messages",
  "phones.see": "See whole phone numbers",
  "texts.see": "See texts",
  "exports.make": "Export",
  "accounts.see": "See accounts",
  "accounts.edit": "Change accounts",
  "secrets.see": "See passwords and keys",
  "accounts.enter": "Look at the portal as a customer",
  "credits.see": "See credits and ledger",
  "credits.book": "Recharge and adjust credits",
  "reviews.see": "See reviews",
  "reviews.decide": "Decide reviews",
  "channels.see": "See channels",
  "channels.switch": "Switch channels, send tests",
  "channels.edit": "Change channels, products and routes",
  "rules.see": "See rules",
  "rules.edit": "Change rules",
  "inbound.see": "See inbound texts",
  "pushes.see": "See pushes",
  "pushes.replay": "Push again",
  "alarms.see": "See alarms",
  "alarms.edit": "Change alarms",
  "audit.see": "See the audit log",
  "users.edit": "Manage users",
  "portal.see": "Look",
  "portal.send": "Send",
  "portal.ask": "Ask for templates and signatures",
  "portal.export": "Export",
  "portal.manage": "Manage the interface's settings and people",
};

export const languages: Catalogue["languages"] = {
  zh: "中文",
  en: "English",
};
