import { expect, it } from "vitest";
import { sampleAccount } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { NO_RULES } from "../directory/rule-book.testing.ts";
import type { Call } from "../domain/call.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { Account } from "../domain/directory.ts";
import { LoginThrottle } from "../runtime/login-throttle.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { StoreError } from "../store/store.ts";
import { answerCall, type CallDeps } from "./calls.ts";

const IDENTITY = { login: "acct", proof: { kind: "password", password: "abc123", digest: "refused" } } as const;
const ORIGIN = { dialect: "huaxin", address: "127.0.0.1", now: 0 };
const BALANCE: Call = { kind: "balance", identity: IDENTITY };

function depsThatFail(error: unknown, own: Partial<Account> = {}): CallDeps & { readonly lines: string[] } {
  const fail = (): Promise<never> => Promise.reject(error);
  const accounts = [sampleAccount({ dialects: ["huaxin"], ...own })];
  const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts, channels: [], products: [] });
  const lines: string[] = [];
  const ids = { take: () => 32 };
  return {
    directory: () => directory,
    submit: { store: { accept: fail, ordered: fail }, ids, rules: () => NO_RULES, accepted: () => undefined },
    pull: { store: { take: fail, confirm: fail, release: fail }, ids },
    pullInbound: { store: { take: fail, confirm: fail, release: fail }, ids },
    accounts: {
      store: {
        changePassword: fail,
        changeSecrets: fail,
        templates: fail,
        addTemplate: fail,
        changeTemplate: fail,
        deleteTemplate: fail,
      },
      ids,
      changed: async () => undefined,
    },
    throttle: new LoginThrottle(),
    clock: new ManualClock(),
    ledger: { balance: fail, book: fail, audit: fail },
    log: (level, message, facts) => lines.push(`${level}: ${message} ${JSON.stringify(facts)}`),
    lines,
  };
}

it.each([
  ["busy", new StoreError("busy", "too many"), "busy"],
  ["closing", new StoreError("closed", "closed"), "busy"],
  ["failing", new StoreError("failed", "the disk is full"), "storage-failed"],
  ["not saying what it did", new StoreError("outcome-unknown", "no answer"), "internal"],
  ["broken in a way nobody thought of", new TypeError("x is not a function"), "internal"],
  ["throwing what is no error", "a string", "internal"],
])("a store that is %s is a refusal, and a line in the log", async (_how, error, reason) => {
  const deps = depsThatFail(error);
  for (const call of [BALANCE, { kind: "reports", identity: IDENTITY, limit: 1 } as const]) {
    const { answer, handOver } = await answerCall(deps, call, ORIGIN);
    expect(answer).toMatchObject({ ok: false, refusal: { reason }, account: { login: "acct" } });
    expect(handOver).toBeUndefined();
  }
  expect(deps.lines).toHaveLength(2);
  expect(deps.lines[0]).toMatch(/^error: a call failed on our side/);
});

it("says why a caller may not in, before it looks at what the call wants", async () => {
  const deps = depsThatFail(new StoreError("failed", "not to be asked"));
  const refusal = { reason: "parameter-wrong" } as const;
  const stranger = { ...IDENTITY, login: "nobody" };
  const impostor = { ...IDENTITY, proof: { ...IDENTITY.proof, password: "guess" } };
  const ask = async (identity: Call["identity"]) => (await answerCall(deps, { kind: "refuse", identity, refusal }, ORIGIN)).answer;
  expect(await ask(stranger)).toEqual({ ok: false, refusal: { reason: "account-unknown" }, account: undefined });
  expect(await ask(impostor)).toMatchObject({ ok: false, refusal: { reason: "password-wrong" } });
  expect(await ask(IDENTITY)).toMatchObject({ ok: false, refusal: { reason: "parameter-wrong" } });
  expect(deps.lines).toEqual([]);
});

it("an account that can't be judged is a refusal, too", async () => {
  const deps = depsThatFail(new Error("not to be asked"), { allowFrom: ["not an address"] });
  expect((await answerCall(deps, BALANCE, ORIGIN)).answer).toMatchObject({ ok: false, refusal: { reason: "internal" } });
  expect(deps.lines).toHaveLength(1);
});

it("the sixth wrong password within a minute is answered later, the right one and a refused address at once", async () => {
  const deps = { ...depsThatFail(new Error("not to be asked")), clock: new ManualClock() };
  const refuse = { kind: "refuse", identity: IDENTITY, refusal: { reason: "parameter-wrong" } } as const;
  const wrong = { ...refuse, identity: { ...IDENTITY, proof: { ...IDENTITY.proof, password: "guess" } } };
  for (let guess = 0; guess < 5; guess++) await answerCall(deps, wrong, ORIGIN);
  let answered = false;
  const sixth = answerCall(deps, wrong, ORIGIN).finally(() => {
    answered = true;
  });
  await deps.clock.advance(99);
  expect(answered).toBe(false);
  expect((await answerCall(deps, refuse, ORIGIN)).answer).toMatchObject({ refusal: { reason: "parameter-wrong" } });
  await deps.clock.advance(1);
  expect((await sixth).answer).toMatchObject({ refusal: { reason: "password-wrong" } });
});
