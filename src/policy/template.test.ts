import { describe, expect, it } from "vitest";
import type { SubmissionDraft } from "../domain/submission.ts";
import { readTemplateValues } from "../text/templates.ts";
import { context, draft } from "./facts.testing.ts";
import { fillFromTemplate, type TemplateFact } from "./template.ts";

const TEMPLATES: Readonly<Record<string, TemplateFact>> = {
  code: { text: "尊敬的@1@@2@,您的验证码为@3@。", state: "enabled" },
  plain: { text: "放假通知", state: "enabled" },
  disabled: { text: "停用的模板@1@", state: "disabled" },
  review: { text: "待审的模板@1@", state: "review" },
  returned: { text: "退回的模板@1@", state: "returned" },
};

const asking = (id: string, written: string, own: Partial<SubmissionDraft> = {}): SubmissionDraft => ({
  ...draft(""),
  template: { id, values: readTemplateValues(written) },
  ...own,
});

function filled(given: SubmissionDraft): unknown {
  const outcome = fillFromTemplate(context({ draft: given }), (id) => (Object.hasOwn(TEMPLATES, id) ? TEMPLATES[id] : undefined));
  return outcome.ok ? outcome.draft.content : outcome.refusal;
}

it("makes the text from the template and the values", () => {
  expect(filled(asking("code", "@1@=李先生,@2@=您好,@3@=928371"))).toEqual({
    kind: "same",
    text: "尊敬的李先生您好,您的验证码为928371。",
  });
  expect(filled(asking("plain", ""))).toEqual({ kind: "same", text: "放假通知" });
});

it("leaves a draft without a template alone", () => {
  expect(filled(draft("@1@=李先生"))).toEqual({ kind: "same", text: "@1@=李先生" });
});

describe("refuses", () => {
  it.each([
    ["a template that there isn't", asking("nobody", ""), "template-unknown"],
    ["a template that isn't named", asking("", ""), "template-unknown"],
    ["a missing value", asking("code", "@1@=李先生,@3@=928371"), "template-unknown"],
    ["a disabled template", asking("disabled", "@1@=a"), "template-disabled"],
    ["one in review", asking("review", "@1@=a"), "template-disabled"],
    ["one that was returned", asking("returned", "@1@=a"), "template-disabled"],
    [
      "a text beyond the dialect's bound",
      asking("code", `@1@=${"长".repeat(300)},@2@=,@3@=`, { bounds: { content: 300 } }),
      "content-too-long",
    ],
    ["a text beyond the platform's bound", asking("code", `@1@=${"长".repeat(1_000)},@2@=,@3@=`), "content-too-long"],
  ])("%s", (_, given, reason) => {
    expect(filled(given)).toMatchObject({ reason });
  });
});
