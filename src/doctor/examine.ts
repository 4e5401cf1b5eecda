import type { Dialect, DialectRoute, Opened, WireReply, WireRequest } from "../dialects/dialect.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { RuleBook } from "../directory/rule-book.ts";
import type { Call } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import { checkSubmission } from "../policy/submission-rules.ts";
import { admit } from "../submission/admit.ts";
import { compose } from "../submission/compose.ts";
import type { Finding } from "./finding.ts";
import { FIXES } from "./fixes.ts";
import { charsetFinding, parameterFindings } from "./parameters.ts";
import { proofFindings } from "./proof.ts";

/** What the doctor may look things up in. Nothing is sent, charged or stored. */
export interface Facts {
  readonly directory: DirectoryIndex;
  readonly book: RuleBook;
  /** Where the request comes from; undefined: the account's address list is not looked at. */
  readonly address: string | undefined;
}

const LONGEST_REPLY = 500;

/** What the server would see in a request of this dialect, and what it would say. The last finding is the verdict. */
export function examine(dialect: Dialect, request: WireRequest, facts: Facts): readonly Finding[] {
  const bytes = request.query.length + request.body.length;
  const findings: Finding[] = [{ about: "request", text: `${request.method} ${request.path}, ${bytes} bytes of parameters` }];
  const route = routeOf(dialect, request.path);
  if (!route) {
    const paths = dialect.routes.map((candidate) => candidate.path).join(", ");
    return [...findings, { about: "verdict", text: `${dialect.name} has no such path`, ok: false, fix: `its paths are ${paths}` }];
  }
  if (!(route.methods as readonly string[]).includes(request.method)) {
    const fix = `use ${route.methods.join(" or ")}`;
    return [...findings, { about: "verdict", text: `${route.path} does not take ${request.method}`, ok: false, fix }];
  }
  const charset = route.charset?.(request) ?? "utf-8";
  findings.push(charsetFinding(request, charset), ...parameterFindings(request, charset));
  const decoded = route.decode(request);
  const opened = "sealed" in decoded ? open(decoded.sealed, facts, findings) : "deferred" in decoded ? decoded.deferred.open() : decoded;
  if (opened === undefined) return findings;
  if ("reply" in opened) {
    return [...findings, { about: "verdict", text: `refused before the account is looked at: ${bodyOf(opened.reply)}`, ok: false }];
  }
  findings.push({ about: "call", text: describe(opened.call) });
  return [...findings, ...judge(dialect, opened.call, facts, request.receivedAt)];
}

function routeOf(dialect: Dialect, path: string): DialectRoute | undefined {
  const wanted = path
    .toLowerCase()
    .replace(/\/{2,}/g, "/")
    .replace(/(?<=.)\/$/, "");
  return dialect.routes.find((route) => {
    const own = route.path.toLowerCase();
    return wanted === own || wanted === `/${dialect.name}${own}`;
  });
}

function open(
  sealed: { readonly enterpriseId: string; open(password: string): Opened },
  { directory }: Facts,
  findings: Finding[],
): Opened | undefined {
  const account = directory.accountByEnterpriseId.get(Number(sealed.enterpriseId));
  if (account?.secrets.password === undefined) {
    const text = `enterprise id "${sealed.enterpriseId}" is nobody's, so there is no password to decrypt with`;
    findings.push({ about: "verdict", text, ok: false, fix: FIXES["enterprise-id-wrong"] });
    return undefined;
  }
  findings.push({
    about: "payload",
    text: `decrypted with the password of account "${account.login}" (enterprise id ${sealed.enterpriseId})`,
  });
  return sealed.open(account.secrets.password);
}

function judge(dialect: Dialect, call: Call, { directory, book, address }: Facts, now: number): readonly Finding[] {
  const account = directory.accountByLogin.get(call.identity.login);
  if (!account) return [refused({ reason: "account-unknown" })];
  const findings = [...proofFindings(call.identity.proof, account.secrets)];
  const anywhere = address === undefined ? directoryWithout(directory, account) : directory;
  const admission = admit(anywhere, call.identity, dialect.name, address ?? "127.0.0.1");
  if (!admission.ok) return [...findings, refused(admission.refusal)];
  if (call.kind === "refuse") return [...findings, refused(call.refusal)];
  if (call.kind !== "submit") return [...findings, { about: "verdict", text: "this would be answered", ok: true }];
  const checked = checkSubmission({ account, draft: call.draft, book, settings: directory.settings, now });
  if (!checked.ok) return [...findings, refused(checked.refusal)];
  const ids = { take: () => 0 };
  const composed = compose({ account, directory, book, dialect: dialect.name, draft: checked.draft, now, held: false, ids });
  if (!composed.ok) return [...findings, refused(composed.refusal)];
  const { charge } = composed.submission;
  const alone = composed.refused.map(({ refusal }): Finding => ({ ...refused(refusal), about: "recipient" }));
  const text = `this would be accepted: ${composed.accepted.length} recipient(s), ${charge.credits} credit(s), if the balance has them`;
  return [...findings, ...alone, { about: "verdict", text, ok: true }];
}

/** The same directory with an account that may call from anywhere. */
function directoryWithout(directory: DirectoryIndex, account: Account): DirectoryIndex {
  return { ...directory, accountByLogin: new Map([[account.login, { ...account, allowFrom: [] }]]) };
}

function refused(refusal: Refusal): Finding {
  const detail = refusal.detail === undefined ? "" : ` (${refusal.detail})`;
  const words = refusal.words === undefined ? "" : `: ${refusal.words.join(", ")}`;
  return { about: "verdict", text: `refused: ${refusal.reason}${words}${detail}`, ok: false, fix: FIXES[refusal.reason] };
}

function describe(call: Call): string {
  const who = `from "${call.identity.login}"`;
  if (call.kind !== "submit") return `${call.kind} ${who}`;
  const { draft } = call;
  const ext = draft.ext === "" ? "no ext" : `ext ${draft.ext}`;
  const time =
    draft.sendAt === undefined
      ? "at once"
      : draft.sendAt === "unreadable"
        ? "at a time that can't be read"
        : new Date(draft.sendAt).toISOString();
  return `${draft.medium} ${who} to ${draft.recipients.length} recipient(s), ${ext}, ${time}`;
}

function bodyOf({ body, contentType }: WireReply): string {
  const charset = /gb/i.test(contentType) ? "gb18030" : "utf-8";
  const text = typeof body === "string" ? body : new TextDecoder(charset).decode(body);
  return text.length > LONGEST_REPLY ? `${text.slice(0, LONGEST_REPLY)}…` : text;
}
