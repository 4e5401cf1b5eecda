import { Composer, type Document, Lexer, Parser } from "yaml";
import type { Problems } from "../problems.ts";
import { YAML_SENTENCES } from "./sentences.ts";

/** UTF-16 code units of a file: 100,000 keywords and as many phones fit many times over. */
export const MAX_TEXT = 8 * 2 ** 20;
/** Words, blanks and signs of YAML; what bounds time and memory: this many take some 3 s on one core. */
const MAX_LEXEMES = 2_000_000;
/** Open brackets and indentations; the format itself needs 10. */
const MAX_DEPTH = 40;

type Token = ReturnType<Parser["next"]> extends Generator<infer T> ? T : never;

/** Reads the one YAML 1.2 document of a text, however hostile, or says what is wrong with it and where. */
export function composeYaml(text: string, problems: Problems): Document.Parsed | undefined {
  const unreadable = findUnreadable(text);
  if (unreadable !== undefined) {
    problems.add(unreadable.at, [], unreadable.message);
    return undefined;
  }
  const tokens = tokenize(text, problems);
  if (tokens === undefined) return undefined;

  const composer = new Composer({ version: "1.2", uniqueKeys: false, stringKeys: true, resolveKnownTags: false, logLevel: "silent" });
  const [document] = composer.compose(tokens, true, text.length);
  if (document === undefined) return undefined;
  for (const { pos, code } of [...document.errors, ...document.warnings]) problems.add(pos[0], [], YAML_SENTENCES[code]);
  if (document.directives.yaml.version !== "1.2") problems.add(0, [], "the file asks for another version of YAML than 1.2");
  return problems.none ? document : undefined;
}

function findUnreadable(text: string): { readonly at: number; readonly message: string } | undefined {
  if (text.length > MAX_TEXT) return { at: 0, message: `the file is too large: at most ${MAX_TEXT / 2 ** 20} MiB are read` };
  const decoding = text.search(/\uFFFD|\p{Cs}/u);
  if (decoding !== -1) return { at: decoding, message: "the file is not in UTF-8; save it in that encoding" };
  const control = text.search(/[^\P{Cc}\t\n\r]/u);
  if (control !== -1) return { at: control, message: "there is a control character in the file; it must be a plain text" };
  return undefined;
}

/**
 * The tokens of the text, read word by word so that the limits hold while it is being read: the reader keeps a stack of
 * its own at this stage, but recurses in the next one.
 */
function tokenize(text: string, problems: Problems): readonly Token[] | undefined {
  const parser = new Parser();
  const tokens: Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    lexemes += 1;
    const refusal =
      parser.stack.length > MAX_DEPTH
        ? YAML_SENTENCES.RESOURCE_EXHAUSTION
        : lexemes > MAX_LEXEMES
          ? "the file holds too many values"
          : undefined;
    if (refusal !== undefined) {
      problems.add(parser.offset, [], refusal);
      return undefined;
    }
  }
  tokens.push(...parser.end());
  const second = tokens.filter((token) => token.type === "document")[1];
  if (second === undefined) return tokens;
  problems.add(second.offset, [], YAML_SENTENCES.MULTIPLE_DOCS);
  return undefined;
}
