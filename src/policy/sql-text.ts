import type { Refusal } from "../domain/reasons.ts";
import { foldText } from "../text/fold.ts";
import { textsOf } from "./rework.ts";
import type { RuleContext } from "./rules.ts";

/**
 * Where a statement may begin: at the front, behind a semicolon, a quote or a bracket, or behind anything that isn't ASCII.
 * In the middle of an English sentence it doesn't.
 */
const BEGIN = String.raw`(?:^|[;'")\u0080-\uffff]) ?`;
/** And where it may end. A full stop ends a sentence instead. */
const END = String.raw` ?(?:$|[;'"\u0080-\uffff]|--|#)`;
const NAME = String.raw`[\w.\x60\[\]]{1,64}`;
const COLUMNS = String.raw`[\w.,* ]{1,200}`;
const CONDITION = String.raw`where ${NAME} ?(?:=|<>|!=|like '|in ?\()`;
const TYPE = "(?:(?:big|small)?int|integer|number|decimal|float|n?varchar2?|n?char|text|date|datetime|timestamp|blob|serial)";

/**
 * What is taken for an attempt to inject SQL, each under a sample of it. Deliberately few, and whole statements rather than
 * words: "select", "drop" or "union" alone, a quote, a semicolon or a double dash are in many an honest text. Matched
 * against a text in lower case, with comments and blanks of any kind as one blank, so no pattern needs a run of blanks.
 */
export const SQL_PATTERNS: Readonly<Record<string, RegExp>> = {
  "' or 1=1": /['"] ?\)* ?(?:or|and|xor|\|\||&&) ?\(* ?(?:(?:['"]\w{0,64}['"]|\d{1,9}) ?(?:=|<>|!=) ?['"]?\w|\w{1,64} ?(?:=|<>|!=) ?['"])/,
  "or 1=1": /\b(?:or|and|xor) ?\(? ?(['"]?)(\w{1,64})\1 ?= ?\1\2(?!\w)/,
  "union select null":
    /\bunion (?:all |distinct )?select (?:\*|null\b|@@|'|\d{1,9} ?(?:,|--|#|;|$|from\b)|(?:user|version|database)\(\)|(?:group_)?concat\()/,
  "union select a, b from c": new RegExp(String.raw`\bunion (?:all |distinct )?select ${NAME}(?: ?, ?${NAME}){1,30} from ${NAME}`),
  "select * from a": new RegExp(String.raw`\bselect (?:distinct |top \d{1,9} )?(?:\*|count ?\([\w.* ]{1,64}\)) ?from ${NAME}`),
  "select a from b where c = d": new RegExp(String.raw`\bselect ${COLUMNS} from ${NAME} ${CONDITION}`),
  "select @@version": /\bselect (?:@@\w|(?:sleep|benchmark|pg_sleep|load_file)\(|(?:version|database|user|current_user)\(\))/,
  "insert into a values (": new RegExp(
    String.raw`\binsert into ${NAME} ?(?:\([^()]{0,500}\) ?)?(?:values ?\(|select ${COLUMNS} from ${NAME})`,
  ),
  "update a set b =": new RegExp(String.raw`\bupdate ${NAME} set ${NAME} ?=`),
  "delete from a": new RegExp(`${BEGIN}delete from ${NAME}${END}`),
  "delete from a where b =": new RegExp(String.raw`\bdelete from ${NAME} ${CONDITION}`),
  "drop table a": new RegExp(`${BEGIN}(?:drop|truncate) (?:table|database) (?:if exists )?${NAME}(?: cascade)?${END}`),
  "create table a (b int": new RegExp(String.raw`\bcreate table (?:if not exists )?${NAME} ?\( ?${NAME} ${TYPE}\b`),
  "alter table a add column": new RegExp(
    String.raw`\balter table ${NAME} (?:add|drop|modify|alter|change|rename) (?:column|constraint|index|primary|foreign|to)\b`,
  ),
  "exec xp_cmdshell": /\bexec(?:ute)? (?:master\.)?(?:\w{0,32}\.)?[xs]p_\w|\bxp_cmdshell\b/,
  "waitfor delay '": /\bwaitfor (?:delay|time) '/,
  "and sleep(5)": /(?:\b(?:and|or|xor)|[;'")|]) ?(?:(?:pg_)?sleep|benchmark)\( ?\d{1,12} ?[,)]/,
  "; shutdown with nowait": /; ?shutdown(?: with nowait| ?;? ?--)/,
  "information_schema.tables": /\binformation_schema\.\w/,
  "into outfile '": /\binto (?:outfile|dumpfile) ?['"]/,
  "admin'--": /['"]\)*;?(?:--|#) ?(?:$|【)/,
};

/** A word or sign that every pattern needs at least one of; most texts have none of them. */
const SUSPICIOUS =
  /['"]|\b(?:or|and|xor|select|insert|update|delete|drop|truncate|create|alter|exec|execute)\b|xp_|waitfor|sleep|benchmark|shutdown|information_schema|outfile|dumpfile/;

/**
 * No text of an account with `refuseSqlText` looks like SQL (seed 003: 发送内容包含sql注入字符). The setting is there because the
 * interface's document has the answer; the store never builds SQL from a text, so nothing rests on this list being complete.
 */
export function sqlFree({ account, draft }: Pick<RuleContext, "account" | "draft">): Refusal | undefined {
  if (!account.refuseSqlText || draft.medium !== "sms") return undefined;
  return textsOf(draft.content).some(looksLikeSql) ? { reason: "content-illegal", detail: "the text looks like SQL" } : undefined;
}

/** Is there an attempt to inject SQL in this text, as far as the patterns above know them? Takes time by its length. */
export function looksLikeSql(text: string): boolean {
  const folded = foldText(text);
  if (!SUSPICIOUS.test(folded)) return false;
  const plain = withoutComments(folded).replace(/\s+/g, " ").trim();
  return Object.values(SQL_PATTERNS).some((pattern) => pattern.test(plain));
}

/** With a blank for each comment. By hand, as a pattern would look for the end of an endless comment again and again. */
function withoutComments(text: string): string {
  let kept = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf("/*", from);
    const end = start < 0 ? -1 : text.indexOf("*/", start + 2);
    if (end < 0) return kept + text.slice(from);
    kept += `${text.slice(from, start)} `;
    from = end + 2;
  }
}
