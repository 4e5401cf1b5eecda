import type { ChannelKind } from "../channels/channel.ts";
import { parseProvisioning } from "./parse.ts";
import { printProblems } from "./print.ts";
import type { SchemaFacts } from "./schema/plan.ts";

/** A channel kind of the tests' own, with one setting, so that what a kind complains of can be told from the schema's words. */
const simulator: ChannelKind = {
  kind: "simulator",
  title: { zh: "玩具", en: "Toy" },
  parseOwn(own) {
    const { receiptDelay, ...rest } = own as Record<string, unknown>;
    const [stray] = Object.keys(rest);
    if (stray !== undefined) return { ok: false, problems: [{ path: [stray], message: `${stray} is no setting of the toy` }] };
    if (receiptDelay === "never") return { ok: false, problems: [{ path: ["receiptDelay"], message: "the toy can't wait for ever" }] };
    return { ok: true, own: { receiptDelay: receiptDelay ?? "1s" } };
  },
  create() {
    throw new Error("the toy carries nothing");
  },
};

export const FACTS: SchemaFacts = { dialects: ["hzdfit", "qxt", "xunchen", "inter28", "huaxin"], kinds: [simulator] };

/** What is wrong with a text, as `LINE:COLUMN: message`; empty when it is accepted. */
export function complaints(text: string, facts = FACTS): readonly string[] {
  const parsed = parseProvisioning(text, facts);
  return parsed.ok ? [] : printProblems("", parsed.problems, parsed.omitted).map((line) => line.replace(/^:/, ""));
}

/** A text with a `▸` before each place that is complained of, as the plain text and the places' `LINE:COLUMN`. */
export function marked(text: string): { readonly text: string; readonly places: readonly string[] } {
  const places = text.split("\n").flatMap((line, index) => {
    const pieces = line.split("▸");
    return pieces.slice(1).map((_, piece) => `${index + 1}:${pieces.slice(0, piece + 1).join("").length + 1}`);
  });
  return { text: text.replaceAll("▸", ""), places };
}
