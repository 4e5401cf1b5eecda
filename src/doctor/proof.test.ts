import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Proof } from "../domain/call.ts";
import { proofFindings } from "./proof.ts";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
const SECRETS = { password: "Abc+123", md5Key: "HZKEY-5f1c", veryCode: "vc12345" };

describe("a password", () => {
  const fixOf = (password: string, digest: "refused" | "accepted" | "only" = "refused"): string | undefined => {
    const findings = proofFindings({ kind: "password", password, digest }, SECRETS);
    expect(JSON.stringify(findings)).not.toContain(SECRETS.password);
    expect(findings.at(-1)?.ok).toBe(findings.at(-1)?.fix === undefined);
    return findings.at(-1)?.fix;
  };

  it("that is right needs no fix", () => {
    expect(fixOf("Abc+123")).toBeUndefined();
    expect(fixOf(md5("Abc+123").toUpperCase(), "only")).toBeUndefined();
    expect(fixOf(md5("Abc+123"), "accepted")).toBeUndefined();
  });

  it.each([
    [" Abc+123", "refused", "blanks"],
    ["Abc 123", "refused", "%2B"],
    [md5("Abc+123"), "refused", "send the password itself"],
    ["Abc+123", "only", "send its MD5"],
    [md5(md5("Abc+123")), "only", "hashed twice"],
    [md5("Abc+123\n"), "only", "echo without -n"],
    [md5("Abc+123").slice(8, 24), "only", "send all 32"],
    ["aBC+123", "accepted", "upper and lower case"],
    ["guess", "accepted", "check it with the operator"],
  ] as const)("%s (%s) has a fix that speaks of %s", (sent, digest, fix) => {
    expect(fixOf(sent, digest)).toContain(fix);
  });

  it("may be right and its second secret wrong", () => {
    const proof: Proof = { kind: "password", password: "Abc+123", digest: "refused", token: "vc" };
    expect(proofFindings(proof, SECRETS).at(-1)).toMatchObject({ ok: false, fix: "send the account's veryCode" });
  });
});

describe("a digest", () => {
  it("is shown beside what it should be, and what is hashed, without the key", () => {
    const text = "13800000000MTA-1";
    const findings = proofFindings({ kind: "keyed-digest", text, digest: md5(text) }, SECRETS);
    const said = findings.map((finding) => finding.text).join("\n");
    expect(said).toContain(`"${text}" + MD5KEY **** (10 characters)`);
    expect(said).toContain(`its MD5 is ${md5(`${text}HZKEY-5f1c`)}`);
    expect(said).toContain(`sent was ${md5(text)}`);
    expect(said).not.toContain("HZKEY");
    expect(findings.at(-1)?.ok).toBe(false);
    const digest = md5(`${text}HZKEY-5f1c`).toUpperCase();
    expect(proofFindings({ kind: "keyed-digest", text, digest }, SECRETS).at(-1)?.ok).toBe(true);
  });

  it("of a password and a stamp is shown alike", () => {
    const right = md5("Abc+1231120090810");
    const findings = proofFindings({ kind: "salted-password", text: "1120090810", digest: "" }, SECRETS);
    const said = findings.map((finding) => finding.text).join("\n");
    expect(said).toContain(right);
    expect(said).toContain("sent was (nothing)");
    expect(said).not.toContain("Abc+123");
    expect(proofFindings({ kind: "salted-password", text: "1120090810", digest: right }, SECRETS).at(-1)?.ok).toBe(true);
  });
});

it("an account without the secret is told to get one", () => {
  const none = { password: undefined, md5Key: undefined, veryCode: undefined };
  const proofs: readonly Proof[] = [
    { kind: "password", password: "x", digest: "refused" },
    { kind: "keyed-digest", text: "", digest: "" },
    { kind: "salted-password", text: "", digest: "" },
  ];
  for (const proof of proofs) expect(proofFindings(proof, none)).toMatchObject([{ ok: false, fix: expect.stringContaining("operator") }]);
});
