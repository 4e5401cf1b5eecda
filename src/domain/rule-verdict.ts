/** What a submission is judged by, in the order in which the judges speak; the last four judge each recipient. */
export const RULE_NAMES = [
  "ext",
  "min-recipients",
  "recipients-given",
  "recipients-bounded",
  "subject-given",
  "template",
  "content-given",
  "content-bounded",
  "send-time",
  "signature",
  "keywords",
  "sql",
  "product",
  "number",
  "blacklist",
  "route",
  "room",
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** `changed`: it lets the text pass with something put on or filled in; `unasked`: an earlier one refused already. */
export const RULE_VERDICTS = ["passed", "changed", "refused", "unasked"] as const;
export type RuleVerdict = (typeof RULE_VERDICTS)[number];
