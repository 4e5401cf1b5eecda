import type { Charset } from "./charset.ts";

/** Why a form can't be read; both are reasons of the platform's list. */
export type FormFault = "malformed" | "payload-undecodable";

/** Parameters that one request may carry, query and body together; more are `malformed`. */
export const MAX_PARAMETERS = 256;

/** The parameters that an endpoint reads, as its document spells them; see `fieldNames`. */
export interface FieldNames<N extends string> {
  readonly bySpelling: ReadonlyMap<string, N>;
  readonly empty: Fields<N>;
}

/** Every parameter asked for; the empty string where it is absent, bare or empty. */
export type Fields<N extends string> = Readonly<Record<N, string>>;

/** Prepares names for reading; built once per endpoint. Names that differ only in case are one parameter. */
export function fieldNames<const N extends string>(...names: readonly N[]): FieldNames<N> {
  return {
    bySpelling: new Map(names.flatMap((name) => [[name, name] as const, [name.toLowerCase(), name] as const])),
    empty: Object.fromEntries(names.map((name) => [name, ""])) as Fields<N>,
  };
}

/**
 * Collects the parameters of one request, wherever they stand. The first value that isn't empty wins; readers feed the
 * query before the body, so the query beats the body. Parameters that nobody asked for are counted and otherwise never
 * looked at: they may hold anything.
 */
export class FieldCollector<N extends string> {
  readonly charset: Charset;
  readonly values: Record<N, string>;
  readonly #names: ReadonlyMap<string, N>;
  #left = MAX_PARAMETERS;

  constructor(names: FieldNames<N>, charset: Charset) {
    this.charset = charset;
    this.values = { ...names.empty };
    this.#names = names.bySpelling;
  }

  /** Counts one parameter; false when there were too many. */
  count(): boolean {
    return this.#left-- > 0;
  }

  /** The parameter behind a name as it came (any case, blanks around it), if it is asked for and has no value yet. */
  wanted(spelling: string): N | undefined {
    const name = this.#names.get(spelling) ?? this.#names.get(spelling.trim().toLowerCase());
    return name !== undefined && this.values[name] === "" ? name : undefined;
  }
}
