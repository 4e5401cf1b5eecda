import { describe, expect, it } from "vitest";
import { sampleAccount, sampleChannel } from "../../test/house/samples.ts";
import { toy } from "../../test/toy-dialect/dialect.ts";
import { huaxin } from "../dialects/huaxin/dialect.ts";
import { qxt } from "../dialects/qxt/dialect.ts";
import { xunchen } from "../dialects/xunchen/dialect.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { ruleBook } from "../directory/rule-book.testing.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { Account } from "../domain/directory.ts";
import { examine } from "./examine.ts";
import { parseRequest } from "./raw-request.ts";

interface Setting {
  readonly account?: Partial<Account>;
  readonly address?: string;
}

/** Each finding as `mark about: text`, and the verdict's fix. */
function examined(input: string | Buffer, { account = {}, address }: Setting = {}, dialect = huaxin) {
  const parsed = parseRequest(Buffer.from(input), Date.UTC(2026, 10, 20));
  if (!parsed.ok) throw new Error(parsed.problem);
  const accounts = [sampleAccount({ dialects: ["huaxin", "toy"], ...account })];
  const products = [{ id: 1, name: "p", routes: [{ media: "sms", operators: ["mobile"], channels: [1] }] }] as const;
  const directory = indexDirectory({ version: 1, settings: DEFAULT_SETTINGS, accounts, channels: [sampleChannel()], products });
  const findings = examine(dialect, parsed.request, { directory, book: BOOK, address });
  const lines = findings.map(({ about, text, ok }) => `${ok === undefined ? " " : ok ? "+" : "!"}${about}: ${text}`);
  return { lines, verdict: lines.at(-1), fix: findings.at(-1)?.fix };
}

const BOOK = await ruleBook({ keywords: ["博彩"] });
const BASE = "http://127.0.0.1:8030";
const send = (content: string, rest = ""): string =>
  `${BASE}/sms.aspx?action=send&account=acct&password=abc123&mobile=13800138000,1380&content=${content}${rest}`;

describe("a request that would be accepted", () => {
  it("is shown with all that the server sees in it, and what it would cost", () => {
    const { lines } = examined(send("%E6%82%A8%E5%A5%BD"));
    expect(lines).toEqual([
      " request: GET /sms.aspx, 91 bytes of parameters",
      "+charset: this path reads UTF-8, and the bytes are that",
      ' parameter: action = "send" (query)',
      ' parameter: account = "acct" (query)',
      " parameter: password = **** (6 characters) (query)",
      " parameter: mobile = 2 number(s) (query)",
      ' parameter: content = "您好" (query)',
      ' call: sms from "acct" to 2 recipient(s), no ext, at once',
      " proof: this interface takes the password in plain text or as its MD5; sent was **** (6 characters)",
      "+proof: it is the account's",
      "!recipient: refused: recipient-malformed (not a phone number that any operator has)",
      "+verdict: this would be accepted: 1 recipient(s), 1 credit(s), if the balance has them",
    ]);
  });

  it("may come from anywhere unless its address is told", () => {
    const account = { allowFrom: ["192.0.2.0/24"] };
    expect(examined(send("a"), { account }).verdict).toMatch(/^\+verdict/);
    expect(examined(send("a"), { account, address: "198.51.100.1" }).verdict).toContain("refused: ip-refused");
  });

  it("is answered where it doesn't send", () => {
    expect(examined(`${BASE}/huaxin//SMS.aspx?action=overage&account=acct&password=abc123`).verdict).toBe(
      "+verdict: this would be answered",
    );
  });
});

describe("a request that would be refused", () => {
  it.each([
    ["a path that isn't there", `${BASE}/sms.asp`, "huaxin has no such path", "its paths are /sms.aspx"],
    ["another method", "PUT /sms.aspx", "does not take PUT", "use GET or POST"],
    ["no password", `${BASE}/sms.aspx?account=acct`, "refused before the account is looked at", undefined],
    [
      "an unknown login",
      `${BASE}/sms.aspx?action=overage&account=me&password=x`,
      "refused: account-unknown",
      "the login is not known here",
    ],
    ["a wrong password", `${BASE}/sms.aspx?action=overage&account=acct&password=x`, "refused: password-wrong", "see the proof"],
    ["an unknown action", `${BASE}/sms.aspx?action=dance&account=acct&password=abc123`, "refused: parameter-wrong", "a parameter is wrong"],
    ["a keyword", send(encodeURIComponent("博彩")), "refused: content-keyword: 博彩", "take the words out"],
    ["nobody to reach", send("a").replace("13800138000", "1"), "refused: recipient-malformed", "no phone number"],
  ])("for %s says so, and what to do", (_what, input, verdict, fix) => {
    const seen = examined(input);
    expect(seen.verdict).toMatch(/^!verdict/);
    expect(seen.verdict).toContain(verdict);
    if (fix !== undefined) expect(seen.fix).toContain(fix);
  });

  it("for its charset says which one the bytes are", () => {
    const { lines } = examined(send("%C4%FA%BA%C3"));
    expect(lines[1]).toBe("!charset: these bytes are GBK, this path reads UTF-8");
    const gbkPath = { ...toy, routes: toy.routes.map((route) => ({ ...route, charset: () => "gb18030" as const })) };
    const utf8 = examined("POST /toy/send\n\ntext=%E6%82%A8%E5%A5%BD", {}, gbkPath);
    expect(utf8.lines[1]).toBe("!charset: these bytes are UTF-8, this path reads GBK");
  });
});

describe("the charset that a path reads", () => {
  const charsetOf = (dialect: typeof huaxin, input: string | Buffer): string | undefined =>
    examined(input, {}, dialect).lines.find((line) => /^.charset/.test(line));
  const GBK = "+charset: this path reads GBK (as GB18030), and the bytes are that";
  const UTF8 = "+charset: this path reads UTF-8, and the bytes are that";
  const XUNCHEN = `${BASE}/service/httpService/httpInterface.do?username=a&password=b&method=`;

  it.each([
    [qxt, `${BASE}/qxt/smssenderv2?user=a&password=b&tele=13800138000&msg=%C4%FA%BA%C3`, GBK],
    [qxt, "POST /qxt/smssenderv2\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\nmsg=%E6%82%A8", UTF8],
    [xunchen, `${XUNCHEN}sendGbkMsg&content=%C4%FA%BA%C3`, GBK],
    [xunchen, `${XUNCHEN}sendMsg&content=%C4%FA%BA%C3`, GBK],
    [xunchen, `${XUNCHEN}sendMsg&code=utf8&content=%E6%82%A8`, UTF8],
    [xunchen, `${XUNCHEN}sendUtf8Msg&content=%E6%82%A8`, UTF8],
    [huaxin, `${BASE}/smsGBK.aspx?action=send&account=a&password=b&content=%C4%FA%BA%C3`, GBK],
  ])("is known of $name: %s", (dialect, input, expected) => expect(charsetOf(dialect, input)).toBe(expected));
});
