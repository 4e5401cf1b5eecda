import type { Decoded, Deferred, Opened, Sealed, WireReply } from "../dialects/dialect.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Answer } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import { admit } from "../submission/admit.ts";

const DIGITS = /^\d{1,15}$/;

/** Where a call came in. */
export interface Door {
  readonly dialect: string;
  /** Source address, as far as it can be trusted. */
  readonly address: string;
}

/** What is in a request that a dialect can't, or had better not, open by itself. */
export function open(decoded: Decoded, directory: DirectoryIndex, door: Door): Opened {
  if ("sealed" in decoded) return openSealed(decoded.sealed, directory);
  if ("deferred" in decoded) return openDeferred(decoded.deferred, directory, door);
  return decoded;
}

/**
 * What is inside proves its sender like any other call; here is only found out whose password opens it, and that the call
 * inside is of the same account.
 */
function openSealed(sealed: Sealed, directory: DirectoryIndex): Opened {
  const account = accountOf(sealed.enterpriseId, directory);
  if (!account) return { reply: sealed.fail({ reason: "enterprise-id-wrong" }, undefined) };
  if (account.secrets.password === undefined) return { reply: sealed.fail({ reason: "payload-undecodable" }, account) };
  const opened = sealed.open(account.secrets.password);
  if ("reply" in opened) return failedLogin(account, opened.reply);
  return opened.call.identity.login === account.login ? opened : { reply: sealed.fail({ reason: "account-unknown" }, undefined) };
}

/** Nobody's password. */
const NO_PROOF = { kind: "password", password: "", digest: "refused" } as const;

/**
 * What holds no call was most likely sealed by somebody who doesn't know the password, and guesses: it becomes a call that
 * fails where all logins do, so that it is slowed like them, and is answered in the dialect's own words.
 */
function failedLogin({ login }: Account, reply: WireReply): Opened {
  return { call: { kind: "refuse", identity: { login, proof: NO_PROOF }, refusal: { reason: "internal" } }, encode: () => reply };
}

/** For a stranger it becomes a call that is refused where all calls are, with all that goes with it. */
function openDeferred({ identity, open, fail }: Deferred, directory: DirectoryIndex, { dialect, address }: Door): Opened {
  if (admit(directory, identity, dialect, address).ok) return open();
  return {
    call: { kind: "refuse", identity, refusal: { reason: "internal" } },
    encode: (answer: Answer<"refuse">) => (answer.ok ? answer.value : fail(answer.refusal, answer.account)),
  };
}

function accountOf(enterpriseId: string, directory: DirectoryIndex): Account | undefined {
  return DIGITS.test(enterpriseId) ? directory.accountByEnterpriseId.get(Number(enterpriseId)) : undefined;
}
