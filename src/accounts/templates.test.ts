import { describe, expect, it } from "vitest";
import { applyText } from "../../test/house/apply-text.ts";
import { TempStore } from "../../test/house/temp-store.ts";
import type { TemplateRequest } from "../domain/call.ts";
import { manageTemplates, type TemplateResult } from "./templates.ts";

const PLAN = `
version: 1
accounts:
  - { login: may, dialects: [], templateSubmission: true, templates: [{ id: declared, text: "您的验证码是@1@" }] }
  - { login: may-not, dialects: [] }
`;

/** What the account gets for each request, one after another; a change is told each time something has changed. */
async function ask(login: string, ...requests: readonly TemplateRequest[]) {
  await using temp = await TempStore.open();
  await applyText(temp.store, PLAN, { dialects: [], kinds: [] }, 0);
  const account = (await temp.store.directory.load()).accounts.find((candidate) => candidate.login === login);
  if (!account) throw new Error("the plan has no such account");
  let id = 7;
  let changes = 0;
  const deps = {
    store: temp.store.accounts,
    ids: { take: () => id++ },
    changed: async () => {
      changes += 1;
    },
  };
  const results: TemplateResult[] = [];
  for (const request of requests) results.push(await manageTemplates(deps, account, request, 1));
  return { results, changes };
}

function refused(reason: string) {
  return { ok: false, refusal: expect.objectContaining({ reason }) };
}

describe("an account that may submit templates", () => {
  it("adds one under a number of 16 digits that is as long as a number, and it waits for its review", async () => {
    const entry = { id: "1000000000000007", text: "您好@", state: "review" } as const;
    const { results, changes } = await ask("may", { do: "add", text: "您好@" }, { do: "list", id: entry.id });
    expect(results).toEqual([
      { ok: true, value: [entry] },
      { ok: true, value: [entry] },
    ]);
    expect(changes).toBe(1);
  });

  it("sees all of its own", async () => {
    const { results } = await ask("may", { do: "add", text: "您好@" }, { do: "list" });
    expect(results[1]).toMatchObject({ ok: true, value: [{ id: "1000000000000007" }, { id: "declared", state: "enabled" }] });
  });

  it("changes one, which goes back to its review, and deletes one", async () => {
    const { results, changes } = await ask(
      "may",
      { do: "update", id: "declared", text: "验证码@1@" },
      { do: "delete", id: "declared" },
      { do: "list" },
    );
    expect(results).toEqual([
      { ok: true, value: [{ id: "declared", text: "验证码@1@", state: "review" }] },
      { ok: true, value: [] },
      { ok: true, value: [] },
    ]);
    expect(changes).toBe(2);
  });

  it.each<TemplateRequest>([
    { do: "list", id: "x" },
    { do: "update", id: "x", text: "您好" },
    { do: "delete", id: "x" },
  ])("is told that it has no such template: %j", async (request) => {
    expect(await ask("may", request)).toEqual({ results: [refused("template-unknown")], changes: 0 });
  });

  it.each([
    ["content-missing", " "],
    ["content-too-long", "x".repeat(1_001)],
  ])("is refused a text for %s", async (reason, text) => {
    const { results, changes } = await ask("may", { do: "add", text }, { do: "update", id: "declared", text });
    expect(results).toEqual([refused(reason), refused(reason)]);
    expect(changes).toBe(0);
  });
});

it("an account that may not submit templates is refused, whatever it wants", async () => {
  const { results } = await ask("may-not", { do: "list" }, { do: "add", text: "您好" });
  expect(results).toEqual([refused("interface-disabled"), refused("interface-disabled")]);
});
