import { expect, it } from "vitest";
import { account, context, draft } from "./facts.testing.ts";
import { enoughRecipients } from "./min-recipients.ts";

const judge = (minRecipients: number, recipients: number) => {
  const given = { ...draft("您好"), recipients: Array.from({ length: recipients }, () => "13800138000") };
  return enoughRecipients(context({ account: account({ minRecipients }), draft: given }));
};

it("counts the recipients that are given, repeated ones too", () => {
  expect(judge(10, 9)).toEqual({ reason: "recipients-missing", bound: 10 });
  expect(judge(10, 10)).toBeUndefined();
});

it("bounds nothing where the minimum is 0", () => {
  expect(judge(0, 0)).toBeUndefined();
});
