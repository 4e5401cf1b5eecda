import { stringify } from "yaml";
import type { ChannelKind, OwnField } from "../channels/channel.ts";
import type { PlatformSettings } from "../domain/directory.ts";
import type { ChannelPlan, ProductPlan } from "../domain/provisioning.ts";
import { writeDuration } from "../text/duration.ts";

/** A part of a provisioning file as plain data. */
export type Document = Readonly<Record<string, unknown>>;

/**
 * The entries of a provisioning file that `parseProvisioning` reads as these plans again, but for secrets, which are left out. Of a
 * channel whose kind names no fields, its own settings are left out whole: nobody knows which of them are secret.
 */
export function channelDocument(
  { own, connect, retry, unknown, circuit, wholeTexts: _, ...plan }: ChannelPlan,
  kind: ChannelKind,
): Document {
  const written = ownDocument(own, kind.fields ?? []);
  return {
    ...plan,
    responseTimeout: writeDuration(plan.responseTimeout),
    validity: writeDuration(plan.validity),
    heartbeat: writeDuration(plan.heartbeat),
    ...(connect && { connect: { ...connect, timeout: writeDuration(connect.timeout) } }),
    retry: { ...retry, backoff: retry.backoff.map(writeDuration), giveUpAfter: writeDuration(retry.giveUpAfter) },
    ...(unknown && {
      unknown: given({ ...unknown, after: unknown.after === undefined ? undefined : writeDuration(unknown.after) }),
    }),
    ...(circuit && {
      circuit: circuit === "off" ? circuit : { ...circuit, window: writeDuration(circuit.window), open: writeDuration(circuit.open) },
    }),
    ...(Object.keys(written).length === 0 ? {} : { [kind.kind]: written }),
  };
}

export function productDocument({ name, routes, retryUndelivered: retry }: ProductPlan): Document {
  return {
    name,
    routes: routes.map(({ channels, turns, ...route }) => ({
      ...route,
      channels: turns ? channels.map((channel, index) => ({ channel, ...turns[index] })) : channels,
    })),
    ...(retry && { retryUndelivered: { ...retry, within: writeDuration(retry.within) } }),
  };
}

export function settingsDocument({ frequency, push, hosts, limits, retention }: PlatformSettings): Document {
  const { verification } = frequency;
  return {
    frequency: { ...frequency, verification: { ...verification, window: writeDuration(verification.window) } },
    push,
    hosts: Object.entries(hosts).map(([host, dialect]) => ({ host, dialect })),
    limits: { ...limits, orderIds: writeDuration(limits.orderIds), schedule: writeDuration(limits.schedule) },
    retention: { messages: writeDuration(retention.messages), parkedReceipts: writeDuration(retention.parkedReceipts) },
  };
}

/** A provisioning file's text with these sections. */
export function provisioningText(sections: Document): string {
  return stringify({ version: 1, ...sections }, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** The value at a key of a kind's own settings. */
export function ownAt(own: Document, { key }: Pick<OwnField, "key">): unknown {
  return key.split(".").reduce<unknown>((value, name) => (isMapping(value) ? value[name] : undefined), own);
}

/** The same settings with another value at a key. */
export function withOwn(own: Document, { key }: Pick<OwnField, "key">, value: unknown): Document {
  const [name = "", ...below] = key.split(".");
  if (below.length === 0) return { ...own, [name]: value };
  const inner = own[name];
  return { ...own, [name]: withOwn(isMapping(inner) ? inner : {}, { key: below.join(".") }, value) };
}

/** What is empty was left out, or might have been. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
}

function ownDocument(own: Document, fields: readonly OwnField[]): Document {
  return fields
    .filter(({ form }) => form !== "secret")
    .reduce<Document>((document, field) => {
      const kept = ownAt(own, field);
      return isEmpty(kept) ? document : withOwn(document, field, writtenAs(field, kept));
    }, {});
}

function writtenAs({ form, written }: OwnField, kept: unknown): unknown {
  if (written) return written(kept);
  return form === "duration" && typeof kept === "number" ? writeDuration(kept) : kept;
}

function given(values: Document): Document {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function isMapping(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
