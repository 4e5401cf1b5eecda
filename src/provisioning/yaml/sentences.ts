import type { ErrorCode } from "yaml";

/**
 * What the YAML reader's errors are called here. Its own messages repeat parts of the text, and that may be a password.
 */
export const YAML_SENTENCES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "an alias (*name) can't have an anchor or a tag",
  BAD_ALIAS: "this anchor (&name) or alias (*name) has no usable name",
  BAD_COLLECTION_TYPE: "this tag doesn't fit its value",
  BAD_DIRECTIVE: "this % line is no YAML directive",
  BAD_DQ_ESCAPE: "this \\ sequence is none that YAML knows; write \\\\ for a backslash, or use 'single' instead of \"double\" quotes",
  BAD_INDENT:
    "this line isn't indented as its surroundings ask for; keys of one mapping, and entries of one list, start in the same column",
  BAD_PROP_ORDER: "an anchor stands after the - or : of its value, not before it",
  BAD_SCALAR_START: "a text can't begin with this character; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: "there are two keys in one line here; put each on a line of its own, or the text in quotes",
  BLOCK_IN_FLOW: "inside [ ] and { } a value can't be continued as an indented block",
  DUPLICATE_KEY: "this key appears twice in one mapping",
  IMPOSSIBLE: "this is no YAML",
  KEY_OVER_1024_CHARS: "this key is too long",
  MISSING_CHAR: "something is missing here: a closing quote or bracket, a comma, a colon, or a space after one",
  MULTILINE_IMPLICIT_KEY: "a key has to stand on one line, with its colon",
  MULTIPLE_ANCHORS: "a value can have one anchor only",
  MULTIPLE_DOCS: "there is more than one document (---) in the file; it may hold one",
  MULTIPLE_TAGS: "a value can have one tag only",
  NON_STRING_KEY: "a key must be a plain text",
  RESOURCE_EXHAUSTION: "this nests deeper than anything in this format",
  TAB_AS_INDENT: "a tab can't be used to indent; use spaces",
  TAG_RESOLVE_FAILED: "tags (!name) have no meaning in this format",
  UNEXPECTED_TOKEN: "this doesn't belong here: perhaps a bracket, a quote or a colon too many",
};
