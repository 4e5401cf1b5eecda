import type { ChannelKind, OwnField } from "../../channels/channel.ts";
import type { DirectoryIndex } from "../../directory/directory-index.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import { channelPlanOf } from "../../domain/plan-of.ts";
import type { ChannelPlan } from "../../domain/provisioning.ts";
import { channelDocument, type Document, isEmpty, ownAt, provisioningText, withOwn } from "../../provisioning/document.ts";
import type { SchemaFacts } from "../../provisioning/schema/plan.ts";
import type { ChannelStore, DirectoryStore, TallyStore } from "../../store/store.ts";
import type { ConsoleCalls } from "../contract/console/index.ts";
import { applyEdit, checkMark, markOf, readDocument } from "../edits.ts";
import type { Handlers } from "../handlers.ts";
import { CallProblem, notFound } from "../problem.ts";
import { OK } from "../session.ts";

export interface ChannelsDeps {
  readonly ids: { take(count: number): number };
  readonly directory: () => DirectoryIndex;
  readonly changed: () => Promise<void>;
  readonly kinds: readonly ChannelKind[];
  readonly dialects: readonly { readonly name: string }[];
  readonly store: {
    readonly channels: ChannelStore;
    readonly directory: Pick<DirectoryStore, "apply">;
    readonly tallies: Pick<TallyStore, "read">;
  };
}

type Edits = Pick<Handlers<ConsoleCalls>["channels"], "settings" | "create" | "change">;

/** Declaring channels as a provisioning file does, without ever showing their secrets. */
export function channelEdits(deps: ChannelsDeps, find: (id: number) => ChannelConfig): Edits {
  const { directory, dialects, kinds } = deps;
  const facts = (all: readonly ChannelKind[]): SchemaFacts => ({ dialects: dialects.map(({ name }) => name), kinds: all });
  const kindOf = ({ kind: name }: Pick<ChannelPlan, "kind">): ChannelKind => {
    const kind = kinds.find((candidate) => candidate.kind === name);
    if (!kind) throw new CallProblem("refused", `channels of kind ${name} are not available in this version`);
    return kind;
  };
  const documentOf = (channel: ChannelPlan): Document => channelDocument(channel, kindOf(channel));
  const read = (
    document: Document | string,
    all: readonly ChannelKind[],
  ): { plan: ReturnType<typeof readDocument>; entry: ChannelPlan } => {
    const plan = readDocument("channels", document, facts(all));
    return { plan, entry: plan.channels[0] as ChannelPlan };
  };
  return {
    async settings({ id }) {
      await deps.changed();
      const channel = channelPlanOf(find(id));
      const document = documentOf(channel);
      const secrets = secretsOf(kindOf(channel)).filter((field) => !isEmpty(ownAt(channel.own, field)));
      return {
        document,
        text: provisioningText({ channels: [document] }),
        mark: markOf(document),
        secrets: secrets.map(({ key }) => key),
      };
    },
    async create({ document }, { now, audit }) {
      const { plan, entry } = read(document, kinds);
      audit({ subject: entry.name, after: documentOf(entry) });
      await applyEdit(deps, plan, now);
      const made = [...directory().channelById.values()].find(({ name }) => name === entry.name);
      return { id: made?.id ?? 0 };
    },
    async change({ id, mark, document }, { now, audit }) {
      await deps.changed();
      const was = channelPlanOf(find(id));
      const before = documentOf(was);
      audit({ subject: was.name, before });
      checkMark(before, mark);
      const kept = new Set<string>();
      const { plan, entry } = read(
        document,
        kinds.map((kind) => (kind.kind === was.kind ? keeping(kind, was.own, kept) : kind)),
      );
      if (entry.name !== was.name)
        throw new CallProblem("wrong-input", "a channel keeps its name", {
          places: [{ path: "/document/name", message: "a channel keeps its name" }],
        });
      if (kept.size > 0 && isElsewhere(kindOf(was), was, entry)) throw elsewhere(was.kind, [...kept]);
      const after = documentOf(entry);
      const changed = secretsOf(kindOf(entry)).filter((field) => ownAt(entry.own, field) !== ownAt(was.own, field));
      audit({ after: changed.length === 0 ? after : { ...after, secretsChanged: changed.map(({ key }) => key) } });
      await applyEdit(deps, plan, now, { channels: [was] });
      if (!directory().channelById.has(id)) throw notFound("channel");
      return OK;
    },
  };
}

function secretsOf({ fields = [] }: ChannelKind): readonly OwnField[] {
  return fields.filter(({ form }) => form === "secret");
}

/** The same kind, for which secrets that are left out or empty are those that there were. @param kept their keys are added to it */
function keeping(kind: ChannelKind, own: Document, kept: Set<string>): ChannelKind {
  const fill = (given: unknown): unknown => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
    return secretsOf(kind).reduce((filled, field) => {
      const was = ownAt(own, field);
      if (isEmpty(was) || !isEmpty(ownAt(filled, field))) return filled;
      kept.add(field.key);
      return withOwn(filled, field, was);
    }, given as Document);
  };
  // a kind that names no fields has its own settings given whole, or left as they were
  const parseOwn: ChannelKind["parseOwn"] = (given) => {
    if (kind.fields !== undefined || !isEmpty(given)) return kind.parseOwn(fill(given));
    kept.add("");
    return { ok: true, own: own as Record<string, unknown> };
  };
  return { ...kind, parseOwn };
}

/** Whoever may point a channel at another address must not get its passwords sent there. */
function isElsewhere({ fields = [] }: ChannelKind, was: ChannelPlan, is: ChannelPlan): boolean {
  const { connect: from } = was;
  const { connect: to } = is;
  if (from?.host !== to?.host || from?.port !== to?.port || (from?.tls === true && to?.tls !== true)) return true;
  return fields.some((field) => field.place && ownAt(was.own, field) !== ownAt(is.own, field));
}

function elsewhere(kind: string, secrets: readonly string[]): CallProblem {
  const message = "the channel is to connect elsewhere: give this again";
  const places = secrets.map((key) => ({ path: ["/document", kind, ...key.split(".").filter((name) => name !== "")].join("/"), message }));
  return new CallProblem("wrong-input", message, { places, reason: "secret-again" });
}
