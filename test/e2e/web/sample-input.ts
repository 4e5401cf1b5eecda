import type { TSchema } from "typebox";

/** The parts of a schema that inputs are made of. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly pattern?: string;
}

/** One for each pattern that a contract has; a new one is added here. */
const OF_PATTERN: Readonly<Record<string, string>> = {
  "^[0-9]{6}$": "123456",
  "^[0-9a-f]{64}$": "0".repeat(64),
  "^[A-Z2-7]{32}$": "A".repeat(32),
};

/** The smallest input that a schema takes: what must be there, as little of it as may be. */
export function sampleOf(schema: TSchema | Schema): unknown {
  const {
    type,
    enum: words,
    const: only,
    anyOf,
    properties = {},
    required = [],
    items,
    minItems = 0,
    minLength = 0,
    minimum = 0,
    pattern,
  } = schema as Schema;
  if (only !== undefined) return only;
  if (words) return words[0];
  if (anyOf?.[0]) return sampleOf(anyOf[0]);
  switch (type) {
    case "object":
      return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
    case "array":
      return Array.from({ length: minItems }, () => sampleOf(items ?? {}));
    case "string":
      if (pattern === undefined) return "x".repeat(minLength);
      if (OF_PATTERN[pattern] === undefined) throw new Error(`say in sample-input.ts what ${pattern} looks like`);
      return OF_PATTERN[pattern];
    case "integer":
    case "number":
      return minimum;
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return "x";
  }
}

/** Where an input names something by its id: paths like `/id` and `/people/ids`. */
export function idsIn(schema: TSchema | Schema, path = ""): readonly string[] {
  const { properties = {}, items, anyOf = [] } = schema as Schema;
  const below = [...Object.entries(properties), ...(items ? [["", items] as const] : []), ...anyOf.map((one) => ["", one] as const)];
  const named = below.flatMap(([name, one]) => idsIn(one, name === "" ? path : `${path}/${name}`));
  return /(^|\/)(id|ids|[a-z]+Ids?)$/.test(path) ? [path] : named;
}
