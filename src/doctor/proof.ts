import { hash } from "node:crypto";
import type { Proof } from "../domain/call.ts";
import type { AccountSecrets } from "../domain/directory.ts";
import { checkProof } from "../submission/credentials.ts";
import { type Finding, masked } from "./finding.ts";

/** How a call proves who it is, and where that goes wrong: what is hashed, with the secret masked, and both hashes. */
export function proofFindings(proof: Proof, secrets: AccountSecrets): readonly Finding[] {
  const wrong = checkProof(proof, secrets);
  const ok = wrong === undefined;
  switch (proof.kind) {
    case "password":
      return passwordFindings(proof, secrets, wrong);
    case "keyed-digest": {
      if (secrets.md5Key === undefined)
        return [{ about: "proof", text: "the account has no shared key", ok: false, fix: "have the operator give it one (md5Key)" }];
      return digestFindings(
        `"${proof.text}" + MD5KEY ${masked(secrets.md5Key)}`,
        proof.digest,
        hash("md5", proof.text + secrets.md5Key, "hex"),
        ok,
      );
    }
    case "salted-password": {
      const { password } = secrets;
      if (password === undefined) return [NO_PASSWORD];
      return digestFindings(`password ${masked(password)} + "${proof.text}"`, proof.digest, hash("md5", password + proof.text, "hex"), ok);
    }
  }
}

const NO_PASSWORD: Finding = { about: "proof", text: "the account has no password", ok: false, fix: "have the operator give it one" };

function digestFindings(hashed: string, sent: string, expected: string, ok: boolean): readonly Finding[] {
  return [
    { about: "proof", text: `hashed by MD5: ${hashed}, as UTF-8, nothing between them` },
    { about: "proof", text: `its MD5 is ${expected}` },
    ok
      ? { about: "proof", text: `sent was ${sent}`, ok }
      : {
          about: "proof",
          text: `sent was ${sent === "" ? "(nothing)" : sent}`,
          ok,
          fix: "hash exactly the string above: same order, same case, no blanks, line ends or separators",
        },
  ];
}

function passwordFindings(
  proof: Extract<Proof, { kind: "password" }>,
  { password, veryCode }: AccountSecrets,
  wrong: ReturnType<typeof checkProof>,
): readonly Finding[] {
  if (password === undefined) return [NO_PASSWORD];
  const takes = { refused: "in plain text", accepted: "in plain text or as its MD5", only: "as its MD5" }[proof.digest];
  const findings: Finding[] = [{ about: "proof", text: `this interface takes the password ${takes}; sent was ${masked(proof.password)}` }];
  if (wrong === "password-wrong")
    findings.push({ about: "proof", text: "it is not the account's", ok: false, fix: passwordFix(proof, password) });
  else if (wrong === "token-wrong")
    findings.push({
      about: "proof",
      text: `the password is right, the second secret is not (expected ${masked(veryCode ?? "")}, sent ${masked(proof.token ?? "")})`,
      ok: false,
      fix: "send the account's veryCode",
    });
  else findings.push({ about: "proof", text: "it is the account's", ok: true });
  return findings;
}

/** The mistakes that are made again and again, tried one after another. */
function passwordFix({ password: sent, digest }: Extract<Proof, { kind: "password" }>, password: string): string {
  const md5 = hash("md5", password, "hex");
  const trimmed = sent.trim();
  if (trimmed !== sent && (trimmed === password || trimmed.toLowerCase() === md5))
    return "there are blanks around it: send it without them";
  if (sent.includes(" ") && sent.replaceAll(" ", "+") === password)
    return "a + in it was sent as it is and reads as a blank: percent-encode it as %2B";
  if (sent.toLowerCase() === md5 && digest === "refused") return "this is the password's MD5: send the password itself";
  if (sent === password && digest === "only") return "this is the password itself: send its MD5, 32 hex digits";
  if (sent.toLowerCase() === hash("md5", md5, "hex")) return "it was hashed twice: hash the password once";
  if (sent.toLowerCase() === hash("md5", `${password}\n`, "hex"))
    return "a line end was hashed with it (echo without -n): hash the password alone";
  if (sent.toLowerCase() === md5.slice(8, 24)) return "this is the MD5 of 16 digits: send all 32";
  if (sent.toLowerCase() === password.toLowerCase()) return "upper and lower case matter";
  return "check it with the operator; a password may have been changed since";
}
