import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeXml } from "./xml.ts";
import { readXml, type XmlElement, xmlChild, xmlText } from "./xml-reader.ts";

const BOUNDS = { depth: 8, elements: 100 };

function read(text: string): XmlElement {
  const result = readXml(text, BOUNDS);
  if (!result.ok) throw new Error(result.fault);
  return result.root;
}

const fault = (text: string, bounds = BOUNDS) => {
  const result = readXml(text, bounds);
  return result.ok ? undefined : result.fault;
};

describe("a document", () => {
  it("gives its elements, their texts and their order", () => {
    const root = read('<?xml version="1.0" encoding="utf-8" ?><a>\r\n <b>1</b><c/><b >2</b ></a>');
    expect(root).toMatchObject({ name: "a", namespace: "", text: "\n " });
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ["b", "1"],
      ["c", ""],
      ["b", "2"],
    ]);
    expect([xmlText(root, "b"), xmlText(root, "x"), xmlText(undefined, "b")]).toEqual(["1", "", ""]);
    expect(xmlChild(root, "c")).toMatchObject({ name: "c", children: [] });
  });

  it.each([
    ["references", "<a>&lt;&amp;&gt;&quot;&apos;&#24744;&#x597D;&#X41;</a>".replace("&#X41;", "&#x41;"), "<&>\"'您好A"],
    ["a reference that makes another's text", "<a>&amp;lt;</a>", "&lt;"],
    ["a character beyond the first plane", "<a>&#x1F600;😀</a>", "😀😀"],
    ["CDATA", "<a>1<![CDATA[<b>&amp;]]]]><![CDATA[>]]>2</a>", "1<b>&amp;]]>2"],
    ["line breaks of every kind", "<a>1\r\n2\r3\n4&#13;</a>", "1\n2\n3\n4\r"],
    ["comments and instructions", "<!-- <b> --><?p x?><a>1<!-- & -->2<?p <c>?>3</a><!---->", "123"],
    ["attributes in either quotes", `<a b="1 > 2" c = '"' d='&lt;'>x</a>`, "x"],
    ["a byte order mark and blanks before it", '\ufeff\r\n <?xml version="1.0"?> <a>x</a>\n', "x"],
    ["no declaration", "<a>x</a>", "x"],
  ])("may have %s", (_, text, expected) => expect(read(text).text).toBe(expected));

  it("has the namespaces of its prefixes, and of none", () => {
    const root = read(
      `<s:e xmlns:s="urn:s" xmlns='urn:d'><s:b><c><d xmlns=""><e/></d><f xmlns:s="urn:other"><s:g/></f></c></s:b><h/></s:e>`,
    );
    const all = (element: XmlElement): string[] => [`${element.namespace} ${element.name}`, ...element.children.flatMap(all)];
    expect(all(root)).toEqual(["urn:s e", "urn:s b", "urn:d c", " d", " e", "urn:d f", "urn:other g", "urn:d h"]);
  });
});

describe("a hostile document", () => {
  it.each([
    ["nothing", ""],
    ["text only", "hello"],
    ["a DTD", "<!DOCTYPE a><a/>"],
    ["an external entity", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ["entities that grow", '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>'],
    ["a DTD inside", "<a><!DOCTYPE b></a>"],
    ["an unknown entity", "<a>&nbsp;</a>"],
    ["a bare ampersand", "<a>1 & 2</a>"],
    ["a reference without its end", "<a>&#65</a>"],
    ["a reference to no character", "<a>&#0;</a>"],
    ["a reference to a surrogate", "<a>&#xD83D;&#xDE00;</a>"],
    ["a reference beyond Unicode", "<a>&#x110000;</a>"],
    ["a reference without end", `<a>&#${"1".repeat(1000)};</a>`],
    ["a NUL", "<a>\0</a>"],
    ["half of a character", "<a>\ud83d</a>"],
    ["an element that is never closed", "<a><b></b>"],
    ["a tag that is never closed", "<a"],
    ["tags that cross", "<a><b></a></b>"],
    ["a tag that closes another prefix", '<s:a xmlns:s="u" xmlns:t="u"></t:a>'],
    ["two roots", "<a/><b/>"],
    ["text after the root", "<a/>x"],
    ["text before the root", "x<a/>"],
    ["a prefix that stands for nothing", "<s:a/>"],
    ["a prefix taken back", '<s:a xmlns:s="u"><s:b xmlns:s=""/></s:a>'],
    ["a prefix taken from a sibling", '<a><b xmlns:s="u"/><s:c/></a>'],
    ["]]> in text", "<a>]]></a>"],
    ["CDATA without end", "<a><![CDATA[x</a>"],
    ["CDATA outside", "<![CDATA[x]]><a/>"],
    ["a comment without end", "<a><!-- </a>"],
    ["a -- in a comment", "<a><!-- a -- b --></a>"],
    ["an instruction without end", "<a><?x </a>"],
    ["a declaration inside", '<a><?xml version="1.0"?></a>'],
    ["a broken declaration", "<?xml?><a/>"],
    ["an attribute without quotes", "<a b=1/>"],
    ["an attribute without a value", "<a b/>"],
    ["an attribute without its end", '<a b="1></a>'],
    ["an attribute twice", '<a b="1" b="2"/>'],
    ["attributes without a blank between", '<a b="1"c="2"/>'],
    ["a tag in an attribute", '<a b="<"/>'],
    ["a name that is none", "<1/>"],
    ["a name of two colons", "<a:b:c/>"],
    ["a name without end", `<${"a".repeat(129)}/>`],
    ["too many attributes", `<a ${Array.from({ length: 65 }, (_x, index) => `a${index}=""`).join(" ")}/>`],
  ])("with %s is refused", (_, text) => expect(fault(text)).toMatch(/\.$/));

  it("is refused one element deeper or wider than it may be", () => {
    const deep = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
    expect([fault(deep(8)), fault(deep(9))]).toEqual([undefined, "Elements lie more than 8 deep."]);
    const wide = (elements: number) => `<a>${"<b/>".repeat(elements - 1)}</a>`;
    expect([fault(wide(100)), fault(wide(101))]).toEqual([undefined, "There are more than 100 elements."]);
  });

  it("never makes it throw", () => {
    const pieces = [
      "<",
      ">",
      "/",
      "a",
      "<a>",
      "</a>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "&",
      "&lt;",
      "&#x",
      ";",
      '"',
      "'",
      "=",
      " ",
      "xmlns",
      ":",
      "<?",
      "?>",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 40 }),
        (parts) => {
          const result = readXml(parts.join(""), BOUNDS);
          if (!result.ok) expect(result.fault).toMatch(/\.$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

it("any text that was escaped is read back, but for what XML can't say", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const sayable = text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");
      expect(read(`<a>${escapeXml(text)}</a>`).text).toBe(sayable);
    }),
  );
});

describe("where ampersands may be raw", () => {
  // biome-ignore format: a table
  it.each([
    ["AT&T", "AT&T"],
    ["a & b", "a & b"],
    ["&", "&"],
    ["&&amp;&", "&&&"],
    ["a=1&b=2;c", "a=1&b=2;c"],
    ["&nbsp;&#0;&#x110000;", "&nbsp;&#0;&#x110000;"],
    ["&lt;&#20320;&#x597d;", "<你好"],
    ["&amplt;", "&amplt;"],
  ])("%s is %s", (written, meant) => {
    const result = readXml(`<a>${written}</a>`, { ...BOUNDS, rawAmpersands: true });
    expect(result).toMatchObject({ ok: true, root: { text: meant } });
  });

  it("they may in attributes, too", () => {
    expect(readXml('<a b="x&y"/>', { ...BOUNDS, rawAmpersands: true }).ok).toBe(true);
    expect(readXml('<a b="x&y"/>', BOUNDS).ok).toBe(false);
  });

  it("takes time in proportion to the text", () => {
    const before = performance.now();
    readXml(`<a>${"&".repeat(1e6)}</a>`, { ...BOUNDS, rawAmpersands: true });
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

it("takes time in proportion to the text", () => {
  for (const text of [
    `<a>${"&".repeat(1e6)}</a>`,
    `<a ${" ".repeat(1e6)}`,
    `<a>${"<!--".repeat(3e5)}`,
    `<${"a".repeat(1e6)}`,
    `<a>${"]]".repeat(5e5)}</a>`,
  ]) {
    const before = performance.now();
    readXml(text, BOUNDS);
    expect(performance.now() - before).toBeLessThan(1000);
  }
});
