import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { Account } from "../domain/directory.ts";
import { admit } from "./admit.ts";

function enter(own: Partial<Account>, { login = "acct", password = "abc123", dialect = "huaxin", address = "192.0.2.7" } = {}) {
  const accounts = [sampleAccount({ dialects: ["huaxin"], ...own })];
  const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts, channels: [], products: [] });
  const admission = admit(directory, { login, proof: { kind: "password", password, digest: "refused" } }, dialect, address);
  return { reason: admission.ok ? "in" : admission.refusal.reason, known: admission.account !== undefined };
}

describe("a caller is let in", () => {
  it("who proves to be an enabled account that may use the interface from there", () => {
    expect(enter({})).toEqual({ reason: "in", known: true });
  });

  it.each([
    ["from anywhere where no address is named", [], "203.0.113.5"],
    ["from an address of a block", ["192.0.2.0/24"], "192.0.2.7"],
    ["from one of several blocks", ["198.51.100.0/24", "192.0.2.7"], "192.0.2.7"],
    ["from an IPv4 address in IPv6 dress", ["192.0.2.0/24"], "::ffff:192.0.2.7"],
    ["from an IPv6 block", ["2001:db8::/32"], "2001:db8::7"],
  ])("%s", (_how, allowFrom, address) => {
    expect(enter({ allowFrom }, { address }).reason).toBe("in");
  });
});

describe("a caller is not let in", () => {
  it.each(["nobody", "ACCT", "acct ", "__proto__", ""])("as %j, whom nobody knows", (login) => {
    expect(enter({}, { login })).toEqual({ reason: "account-unknown", known: false });
  });

  it("with a wrong password, and it is still known whose it was", () => {
    expect(enter({}, { password: "guess" })).toEqual({ reason: "password-wrong", known: true });
  });

  it.each([
    ["outside of its blocks", ["192.0.2.0/24"], "192.0.3.7"],
    ["outside of its blocks, in IPv6 dress", ["192.0.2.0/24"], "::ffff:192.0.3.7"],
    ["by the other family", ["192.0.2.0/24"], "2001:db8::7"],
    ["from what is no address", ["0.0.0.0/0", "::/0"], "unknown"],
  ])("%s", (_how, allowFrom, address) => {
    expect(enter({ allowFrom }, { address }).reason).toBe("ip-refused");
  });

  it("for the first of password, state, address and interface that is wrong", () => {
    const wrong: { own: Partial<Account>; call: Parameters<typeof enter>[1] } = {
      own: { enabled: false, allowFrom: ["198.51.100.0/24"], dialects: ["qxt"] },
      call: { password: "guess" },
    };
    const reasons: string[] = [];
    const say = (): void => {
      reasons.push(enter(wrong.own, wrong.call).reason);
    };
    say();
    wrong.call = {};
    say();
    wrong.own = { ...wrong.own, enabled: true };
    say();
    wrong.own = { ...wrong.own, allowFrom: [] };
    say();
    expect(reasons).toEqual(["password-wrong", "account-disabled", "ip-refused", "interface-disabled"]);
  });
});

describe("an enterprise id", () => {
  const enterWith = (enterpriseId: string | undefined, enterpriseIdDeclared: boolean): string => {
    const accounts = [sampleAccount({ dialects: ["huaxin"], enterpriseIdDeclared })];
    const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts, channels: [], products: [] });
    const proof = { kind: "password", password: "abc123", digest: "refused" } as const;
    const identity = { login: "acct", proof, ...(enterpriseId === undefined ? {} : { enterpriseId }) };
    const admission = admit(directory, identity, "huaxin", "192.0.2.7");
    return admission.ok ? "in" : admission.refusal.reason;
  };

  it.each([
    ["12", true, "in"],
    [" 12 ", true, "in"],
    ["13", true, "enterprise-id-wrong"],
    ["", true, "enterprise-id-wrong"],
    [undefined, true, "in"],
    ["13", false, "in"],
    ["", false, "in"],
  ])("sent as %j to an account that has it declared (%s): %s", (sent, declared, expected) => {
    expect(enterWith(sent, declared)).toBe(expected);
  });
});
