import type { TemplateRequest } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import type { TemplateEntry } from "../domain/provisioning.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { AccountStore } from "../store/store.ts";

export interface TemplateDeps {
  readonly store: AccountStore;
  readonly ids: { take(count: number): number };
  /** Told once something has changed, so that this node need not wait for its next look at the directory. */
  readonly changed: () => Promise<void>;
}

export type TemplateResult =
  | { readonly ok: true; readonly value: readonly TemplateEntry[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** UTF-16 code units, as a provisioning file allows. */
const LONGEST = 1_000;
/** Templates of one account. */
const MOST = 10_000;
/** Seed 004: a TemplateId has 16 digits. The first is no zero, as clients keep it as a number. */
const FIRST_ID = 1_000_000_000_000_000;

/**
 * What an account may do with its own templates, where it may (`interface-disabled`): a new or changed one waits for its
 * review. `template-unknown` for one that it doesn't have.
 *
 * @param now UTC ms
 */
export async function manageTemplates(
  deps: TemplateDeps,
  account: Account,
  request: TemplateRequest,
  now: number,
): Promise<TemplateResult> {
  if (!account.templateSubmission)
    return refuse({ reason: "interface-disabled", detail: "the account may not submit templates by program" });
  return keepTemplates(deps, account, request, now);
}

/** What an account's people may do with its templates at the portal, whatever its programs may. */
export async function keepTemplates(
  deps: TemplateDeps,
  account: Pick<Account, "id">,
  request: TemplateRequest,
  now: number,
): Promise<TemplateResult> {
  switch (request.do) {
    case "list": {
      const templates = await deps.store.templates(account.id, request.id);
      return request.id !== undefined && templates.length === 0 ? refuse({ reason: "template-unknown" }) : { ok: true, value: templates };
    }
    case "add":
      return add(deps, account, request.text, now);
    case "update": {
      const wrong = textRefusal(request.text);
      if (wrong) return refuse(wrong);
      const entry: TemplateEntry = { id: request.id, text: request.text, state: "review" };
      return (await deps.store.changeTemplate(account.id, entry, now)) ? done(deps, [entry]) : refuse({ reason: "template-unknown" });
    }
    case "delete":
      return (await deps.store.deleteTemplate(account.id, request.id)) ? done(deps, []) : refuse({ reason: "template-unknown" });
  }
}

async function add(deps: TemplateDeps, account: Pick<Account, "id">, text: string, now: number): Promise<TemplateResult> {
  const wrong = textRefusal(text);
  if (wrong) return refuse(wrong);
  const entry: TemplateEntry = { id: String(FIRST_ID + deps.ids.take(1)), text, state: "review" };
  if (await deps.store.addTemplate(account.id, entry, MOST, now)) return done(deps, [entry]);
  return refuse({ reason: "parameter-wrong", bound: MOST, detail: `the account has ${MOST} templates already` });
}

function textRefusal(text: string): Refusal | undefined {
  if (text.trim() === "") return { reason: "content-missing" };
  return text.length > LONGEST ? { reason: "content-too-long", bound: LONGEST } : undefined;
}

async function done(deps: TemplateDeps, value: readonly TemplateEntry[]): Promise<TemplateResult> {
  await deps.changed();
  return { ok: true, value };
}

function refuse(refusal: Refusal): TemplateResult {
  return { ok: false, refusal };
}
