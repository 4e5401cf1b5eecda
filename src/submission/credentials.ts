import { hash } from "node:crypto";
import type { Proof } from "../domain/call.ts";
import type { AccountSecrets } from "../domain/directory.ts";
import type { Reason } from "../domain/reasons.ts";

/** Does the proof hold against the account's secrets? The reason is that of the part that failed when it does not. */
export function checkProof(proof: Proof, secrets: AccountSecrets): Reason | undefined {
  switch (proof.kind) {
    case "password":
      return checkPassword(proof, secrets.password) ?? checkToken(proof.token, secrets.veryCode);
    case "keyed-digest":
      return secrets.md5Key !== undefined && sameDigest(proof.digest, proof.text + secrets.md5Key) ? undefined : "signature-wrong";
    case "salted-password":
      return secrets.password !== undefined && sameDigest(proof.digest, secrets.password + proof.text) ? undefined : "password-wrong";
  }
}

function checkPassword(proof: Extract<Proof, { kind: "password" }>, password: string | undefined): Reason | undefined {
  if (password === undefined) return "password-wrong";
  const plain = proof.digest !== "only" && sameText(proof.password, password);
  const digest = proof.digest !== "refused" && sameDigest(proof.password, password);
  return plain || digest ? undefined : "password-wrong";
}

/** An account without a token of its own may send anything; one that has one must send it, wherever the dialect asks for it. */
function checkToken(given: string | undefined, token: string | undefined): Reason | undefined {
  return given === undefined || token === undefined || sameText(given, token) ? undefined : "token-wrong";
}

function sameDigest(given: string, text: string): boolean {
  return given.length === 32 && sameText(given.toLowerCase(), hash("md5", text, "hex"));
}

/**
 * Compares in a time that depends on the lengths only, without leaving the string world: both sides are short, and a copy
 * into buffers for `timingSafeEqual` would cost more than the comparison.
 */
export function sameText(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let index = 0; index < given.length; index++) difference |= given.charCodeAt(index) ^ secret.charCodeAt(index % secret.length);
  return difference === 0;
}
