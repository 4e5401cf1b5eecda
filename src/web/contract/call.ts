import { type Static, type TEnum, type TSchema, Type } from "typebox";
import type { Permission } from "../../domain/user.ts";

/**
 * One call of the console's or the portal's interface: `POST /console/api/AREA/NAME` (or `/portal/api/…`) with a JSON object, answered
 * with a JSON object. The schemas are the interface's documentation, check what comes in, and give server and browser their types.
 */
export interface CallSpec<I extends TSchema = TSchema, O extends TSchema = TSchema> {
  /** Who may call it: whoever has this permission, anybody who has signed in, or anybody at all. */
  readonly may: Permission | "signed-in" | "anybody";
  /** What it does, in a sentence. */
  readonly does: string;
  readonly input: I;
  readonly output: O;
  /** It changes something: it is in the audit log under its name. */
  readonly changes?: true;
  /** It is open to those who must first do these. */
  readonly early?: readonly Must[];
  /** Bytes of its input, where 64 KiB are too few. */
  readonly most?: number;
}

/** What may stand between a person who has signed in and everything else. */
export const MUSTS = ["second-factor", "choose-password"] as const;
export type Must = (typeof MUSTS)[number];

export type CallArea = Readonly<Record<string, CallSpec>>;
export type CallTable = Readonly<Record<string, CallArea>>;

export type Input<S extends CallSpec> = Static<S["input"]>;
export type Output<S extends CallSpec> = Static<S["output"]>;

/** Keeps the schemas' own types. */
export function call<I extends TSchema, O extends TSchema, const R extends Omit<CallSpec, "input" | "output">>(
  spec: R & { readonly input: I; readonly output: O },
): R & { readonly input: I; readonly output: O } {
  return spec;
}

/** Why a call was not answered; the browser's catalogues have a sentence for each. */
export const PROBLEMS = {
  "not-signed-in": 401,
  "wrong-password": 401,
  "wrong-code": 401,
  locked: 429,
  "too-often": 429,
  forbidden: 403,
  "must-change-password": 403,
  "second-factor-needed": 403,
  "stale-page": 403,
  "not-found": 404,
  taken: 409,
  conflict: 409,
  "wrong-input": 422,
  refused: 422,
  "too-large": 413,
  busy: 503,
  internal: 500,
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** What a call that was not answered is told. */
export interface ProblemBody {
  readonly problem: {
    readonly code: ProblemCode;
    /** In English, for logs and programs. */
    readonly message: string;
    /** Where in the input, and what is wrong there. */
    readonly places?: readonly {
      readonly path: string;
      readonly message: string;
      /** From 1; where what is wrong is a text that a person wrote. */
      readonly line?: number;
      readonly column?: number;
    }[];
    /** A word of a closed list that says more, e.g. a reason of `domain/reasons.ts`. */
    readonly reason?: string;
  };
}

/** Pieces that many calls are made of. */
export const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** UTC ms. */
export const Time = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });
export const Count = Type.Integer({ minimum: 0 });
export const Nothing = Type.Object({}, { additionalProperties: false });
export const Done = Type.Object({ ok: Type.Literal(true) });

export function Line(most: number, least = 0) {
  return Type.String({ minLength: least, maxLength: most });
}

export function OneOf<const W extends readonly string[]>(words: W): TEnum<[...W]> {
  return Type.Enum([...words]) as TEnum<string[]> as TEnum<[...W]>;
}

/** A page of a list whose next one begins at `more`. */
export function PageOf<R extends TSchema>(row: R) {
  return Type.Object({ rows: Type.Array(row), more: Type.Optional(Id) });
}

export const PageInput = { before: Type.Optional(Id), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) };

/** An input that says all it may hold, so that a misspelt name is told and not passed over. */
export function Fields<const P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}
