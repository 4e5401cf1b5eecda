import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** Properties whose strings people read. */
const READ = new Set(
  "title label placeholder alt hint submit confirm text extra description okText cancelText message name unit what aria-label tooltip addonAfter addonBefore suffix prefix".split(
    " ",
  ),
);
/** Those of forms that carry names of fields, and may. */
const FIELDS = new Set(["name", "prefix"]);
const LETTERS = /\p{L}/u;
const HAN = /\p{Script=Han}/u;

function textsOf(source: string): readonly string[] {
  const file = ts.createSourceFile("page.tsx", source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const say = (node: ts.Node): void => {
    found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText().trim().slice(0, 60)}`);
  };
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTERS.test(node.text)) say(node);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (HAN.test(node.text) || (LETTERS.test(node.text) && isRead(node))) say(node);
    }
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

/** Stands where a reader will see it: between tags, or in a property that is shown. */
function isRead(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isJsxExpression(parent)) return ts.isJsxElement(parent.parent) || ts.isJsxFragment(parent.parent) || isRead(parent);
  if (!ts.isJsxAttribute(parent)) return false;
  const name = parent.name.getText();
  return READ.has(name) && !(FIELDS.has(name) && ts.isStringLiteral(node) && /^[a-zA-Z]+$/.test(node.text));
}

const SOURCES = ["console", "portal", "shared"].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name)),
);

describe("pages have no text of their own", () => {
  it("finds texts between tags, in properties that are shown, and Chinese anywhere", () => {
    const found = textsOf(`
      const a = <p>Hello</p>;
      const b = <Page title="Users" hint={\`of \${n} people\`}>{"more"}</Page>;
      const c = message.success("成功");
      const d = <Form.Item name="password" className="wide">· {t("common.save")}</Form.Item>;`);
    expect(found.map((line) => line.slice(3))).toEqual(["Hello", '"Users"', '"more"', '"成功"']);
  });

  it.each(SOURCES)("%s", (name) => {
    expect(textsOf(readFileSync(join(import.meta.dirname, name), "utf8"))).toEqual([]);
  });
});
