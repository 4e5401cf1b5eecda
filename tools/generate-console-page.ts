import type { TSchema } from "typebox";
import { CUSTOMER_PERMISSIONS, CUSTOMER_ROLES, OPERATOR_PERMISSIONS, OPERATOR_ROLES, permissionsOf } from "../src/domain/user.ts";
import { type CallSpec, type CallTable, Id, PROBLEMS, Time } from "../src/web/contract/call.ts";
import { consoleCalls } from "../src/web/contract/console/index.ts";
import { portalCalls } from "../src/web/contract/portal/index.ts";

/** The page on the console's and the portal's own calls, made from their tables. */
export function consolePage(): string {
  const parts = [
    HEAD,
    problems(),
    roles(),
    chapter("Console", "/console/api", consoleCalls),
    chapter("Portal", "/portal/api", portalCalls),
  ];
  return `${parts.join("\n\n")}\n`;
}

const HEAD = `# Calls of the console and the portal

<!-- made by npm run generate from src/web/contract; don't edit -->

What the pages of \`/console\` and \`/portal\` call, for whoever writes programs that do what people do there.

- A call is \`POST /console/api/AREA/NAME\` or \`POST /portal/api/AREA/NAME\` with a JSON object, answered by a JSON object. A name that a call does not
  ask for is refused.
- It has the header \`x-yizhan: 1\`. Calls from a page of another origin are refused.
- \`session/signIn\` sets a cookie, which all other calls come with. Where it answers \`must\`, that is to be done first: \`second-factor\` by
  \`session/giveCode\`, \`choose-password\` by \`session/changePassword\`.
- \`time\` is milliseconds since 1970 in UTC, \`id\` an integer below 2^53. Lists go on with \`before\` set to the \`more\` that they answered.
- What **changes** something is in the audit log under its name, with who did it and what was there before and after.
- A call that is not done answers \`{ "problem": { "code", "message", "places"?, "reason"? } }\`: \`places\` say where in the input something is wrong, \`reason\` is a
  word that says more.

\`\`\`sh
curl -c jar -H 'x-yizhan: 1' -d '{"name":"admin","password":"…"}' http://127.0.0.1:8030/console/api/session/signIn
curl -b jar -H 'x-yizhan: 1' -d '{"limit":10}' http://127.0.0.1:8030/console/api/audit/list
\`\`\``;

function problems(): string {
  return [
    "## Problems",
    "",
    "| code | status |",
    "| --- | --- |",
    ...Object.entries(PROBLEMS).map(([code, status]) => `| \`${code}\` | ${status} |`),
  ].join("\n");
}

function roles(): string {
  const rows = [...OPERATOR_ROLES, ...CUSTOMER_ROLES].map(
    (role) => `| \`${role}\` | ${[...permissionsOf(role)].map((permission) => `\`${permission}\``).join(", ")} |`,
  );
  return ["## Roles", "", "| role | may |", "| --- | --- |", ...rows].join("\n");
}

function chapter(title: string, base: string, table: CallTable): string {
  const sections = Object.entries(table).flatMap(([area, calls]) =>
    Object.entries(calls).map(([name, spec]) => section(`${base}/${area}/${name}`, spec)),
  );
  return [`## ${title}`, ...sections].join("\n\n");
}

function section(path: string, { may, does, input, output, changes, early, most }: CallSpec): string {
  const who = may === "anybody" ? "Open to anybody" : may === "signed-in" ? "Open to whoever has signed in" : `Takes \`${may}\``;
  const facts = [
    ...(changes ? ["**changes**"] : []),
    ...(early ? [`open before ${early.map((must) => `\`${must}\``).join(" and ")}`] : []),
    ...(most ? [`input of at most ${most} bytes`] : []),
  ];
  return [
    `### ${path}`,
    "",
    does,
    `${[who, ...facts].join("; ")}.`,
    "",
    "```ts",
    `in:  ${typeOf(input)}`,
    `out: ${typeOf(output)}`,
    "```",
  ].join("\n");
}

/** What is used here of JSON Schema. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** Lists that have names of their own, and are told under "Roles". */
const NAMED: readonly { readonly name: string; readonly list: readonly string[] }[] = [
  { name: "Role", list: [...OPERATOR_ROLES, ...CUSTOMER_ROLES] },
  { name: "Permission", list: [...OPERATOR_PERMISSIONS, ...CUSTOMER_PERMISSIONS] },
];

function union(words: readonly unknown[]): string {
  return words.map((word) => JSON.stringify(word)).join(" | ");
}

const LONGEST_LINE = 110;

/** A schema as a type, with its bounds in comments. @param indent of the lines that it goes on with, where one is not enough */
function typeOf(schema: TSchema | Schema, indent = "     "): string {
  const {
    type,
    enum: words,
    const: only,
    anyOf,
    allOf,
    properties = {},
    required = [],
    patternProperties,
    items,
    ...bounds
  } = schema as Schema;
  if (only !== undefined) return JSON.stringify(only);
  if (words)
    return NAMED.find(({ list }) => list.length === words.length && list.every((word) => words.includes(word)))?.name ?? union(words);
  if (anyOf) return anyOf.map((one) => typeOf(one, indent)).join(" | ");
  if (allOf) return allOf.map((one) => typeOf(one, indent)).join(" & ");
  switch (type) {
    case "object": {
      const fields = Object.entries(properties).map(
        ([name, one]) => `${name}${required.includes(name) ? "" : "?"}: ${typeOf(one, `${indent}  `)}`,
      );
      const others = Object.values(patternProperties ?? {}).map((one) => `[name: string]: ${typeOf(one, `${indent}  `)}`);
      const all = [...fields, ...others];
      if (all.length === 0) return "{}";
      const line = `{ ${all.join(", ")} }`;
      return line.length <= LONGEST_LINE && !line.includes("\n")
        ? line
        : `{\n${all.map((field) => `${indent}  ${field},\n`).join("")}${indent}}`;
    }
    case "array": {
      const of = typeOf(items ?? {}, indent);
      return `${/ [|&] /.test(of) && !of.startsWith("{") ? `(${of})` : of}[]${bounds.maxItems === undefined ? "" : ` /* at most ${bounds.maxItems} */`}`;
    }
    case "string":
      return `string${remark(bounds.pattern ?? range(bounds.minLength, bounds.maxLength))}`;
    case "integer":
      if (bounds.maximum === (Id as Schema).maximum) return "id";
      return bounds.maximum === (Time as Schema).maximum ? "time" : `integer${remark(range(bounds.minimum, bounds.maximum))}`;
    case undefined:
      return "unknown";
    default:
      return `${type}${type === "number" ? remark(range(bounds.minimum, bounds.maximum)) : ""}`;
  }
}

function range(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return least === undefined || least === 0 ? "" : `at least ${least}`;
  return `${least ?? 0}–${most}`;
}

function remark(text: string): string {
  return text === "" ? "" : ` /* ${text} */`;
}
