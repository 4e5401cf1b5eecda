import type { TemplatePlan } from "../domain/provisioning.ts";
import { fillTemplate } from "../text/templates.ts";
import type { Reworked } from "./rework.ts";
import type { RuleContext } from "./rules.ts";

/** A template of the account as the platform has it. */
export type TemplateFact = Pick<TemplatePlan, "text" | "state">;

/**
 * Makes the text of a draft that names a template; other drafts stay as they are. Stands before the rules on content, which
 * then judge the filled text. `template-unknown` where the account has no such template or a value is missing,
 * `template-disabled` in every state but enabled, `content-too-long` where the text would cross the content's bound.
 *
 * @param find the account's template of this id
 */
export function fillFromTemplate(
  { draft, settings }: Pick<RuleContext, "draft" | "settings">,
  find: (id: string) => TemplateFact | undefined,
): Reworked {
  if (draft.template === undefined) return { ok: true, draft };
  const template = find(draft.template.id);
  if (template === undefined) return { ok: false, refusal: { reason: "template-unknown" } };
  if (template.state !== "enabled") {
    return { ok: false, refusal: { reason: "template-disabled", detail: `the template's state is "${template.state}"` } };
  }
  const bound = draft.bounds?.content ?? settings.limits.content;
  const filled = fillTemplate(template.text, draft.template.values, bound);
  switch (filled.kind) {
    case "filled":
      return { ok: true, draft: { ...draft, content: { kind: "same", text: filled.text } } };
    case "value-missing":
      return { ok: false, refusal: { reason: "template-unknown", detail: `there is no value for @${filled.placeholder}@` } };
    case "too-long":
      return { ok: false, refusal: { reason: "content-too-long", bound } };
  }
}
