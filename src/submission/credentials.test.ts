import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Proof } from "../domain/call.ts";
import { checkProof, sameText } from "./credentials.ts";

/** `printf %s abc123 | md5sum` */
const DIGEST = "e99a18c428cb38d5f260853678922e03";
const SECRETS = { password: "abc123", md5Key: undefined, veryCode: undefined };

function proof(password: string, digest: Extract<Proof, { kind: "password" }>["digest"]): Proof {
  return { kind: "password", password, digest };
}

describe("a password", () => {
  it.each([
    ["abc123", "yes", "yes", "no"],
    [DIGEST, "no", "yes", "yes"],
    [DIGEST.toUpperCase(), "no", "yes", "yes"],
    [`${DIGEST.slice(0, 16)}${DIGEST.slice(16).toUpperCase()}`, "no", "yes", "yes"],
    ["ABC123", "no", "no", "no"],
    ["abc12", "no", "no", "no"],
    ["abc1234", "no", "no", "no"],
    ["abc123abc123", "no", "no", "no"],
    ["abc123\0", "no", "no", "no"],
    ["", "no", "no", "no"],
    [DIGEST.slice(0, 31), "no", "no", "no"],
    [` ${DIGEST}`, "no", "no", "no"],
    ["0".repeat(32), "no", "no", "no"],
    ["x".repeat(100_000), "no", "no", "no"],
  ])(
    "given as %s is right: %s where digests are refused, %s where they are accepted, %s where they are asked for",
    (given, refused, accepted, only) => {
      const right = (digest: Parameters<typeof proof>[1]): string =>
        checkProof(proof(given, digest), SECRETS) === undefined ? "yes" : "no";
      expect([right("refused"), right("accepted"), right("only")]).toEqual([refused, accepted, only]);
    },
  );

  it("of 32 digits is told from a digest: it is right as it is, and so is its own digest", () => {
    const secrets = { ...SECRETS, password: DIGEST };
    expect(checkProof(proof(DIGEST, "accepted"), secrets)).toBeUndefined();
    expect(checkProof(proof("abc123", "accepted"), secrets)).toBe("password-wrong");
  });

  it("of another alphabet is digested as UTF-8", () => {
    const secrets = { ...SECRETS, password: "密码" };
    // `printf %s 密码 | md5sum`
    expect(checkProof(proof("a8105204604a0b11e916f3879aae3b0b", "accepted"), secrets)).toBeUndefined();
    expect(checkProof(proof("密码", "accepted"), secrets)).toBeUndefined();
  });

  it("that the account does not have is never right", () => {
    const none = { ...SECRETS, password: undefined };
    for (const given of ["", "undefined", "abc123"])
      for (const digest of ["refused", "accepted", "only"] as const) expect(checkProof(proof(given, digest), none)).toBe("password-wrong");
  });
});

describe("comparing texts", () => {
  it("finds the same texts the same, and no others", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
        expect(sameText(one, one)).toBe(true);
        expect(sameText(one, other)).toBe(one === other);
        expect(sameText(one + one, one)).toBe(one === "");
      }),
    );
  });
});

describe("a digest with a shared key", () => {
  const secrets = { password: undefined, md5Key: "HZKEY-5f1c", veryCode: undefined };
  // `printf %s 13800000000MTorder-1HZKEY-5f1c | md5sum`
  const digest = "3b1b7696bfdb56c9275265efc8a265f7";

  it("is right in either case, and for this text and key only", () => {
    const check = (text: string, given: string, md5Key = secrets.md5Key) =>
      checkProof({ kind: "keyed-digest", text, digest: given }, { ...secrets, md5Key });
    expect(check("13800000000MTorder-1", digest)).toBeUndefined();
    expect(check("13800000000MTorder-1", digest.toUpperCase())).toBeUndefined();
    expect(check("13800000000MTorder-2", digest)).toBe("signature-wrong");
    expect(check("13800000000MTorder-1", digest, "other")).toBe("signature-wrong");
    expect(check("13800000000MTorder-1", "")).toBe("signature-wrong");
  });

  it("is never right for an account without a key", () => {
    expect(
      checkProof({ kind: "keyed-digest", text: "a", digest: "0cc175b9c0f1b6a831c399e269772661" }, { ...secrets, md5Key: undefined }),
    ).toBe("signature-wrong");
  });
});

describe("a digest of password and stamp", () => {
  it("is the one of seed 004's example", () => {
    const proof: Proof = { kind: "salted-password", text: "0414174715", digest: "2A8D628159B0D4D3D4D58A3EB17F3082" };
    expect(checkProof(proof, { ...SECRETS, password: "test" })).toBeUndefined();
    expect(checkProof({ ...proof, text: "0414174716" }, { ...SECRETS, password: "test" })).toBe("password-wrong");
  });
});

describe("a token beside the password", () => {
  const check = (token: string | undefined, veryCode: string | undefined, password = "abc123") =>
    checkProof({ kind: "password", password, digest: "refused", ...(token === undefined ? {} : { token }) }, { ...SECRETS, veryCode });

  it("must be the account's where it has one", () => {
    expect(check("vc12345", "vc12345")).toBeUndefined();
    for (const wrong of ["", "vc1234", "VC12345", "vc123456"]) expect(check(wrong, "vc12345")).toBe("token-wrong");
  });

  it("may be anything where the account has none, and is not asked for by a dialect that knows none", () => {
    expect(check("anything", undefined)).toBeUndefined();
    expect(check(undefined, "vc12345")).toBeUndefined();
  });

  it("is not looked at when the password is wrong", () => {
    expect(check("", "vc12345", "wrong")).toBe("password-wrong");
  });
});
