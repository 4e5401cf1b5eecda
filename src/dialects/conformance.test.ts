import { describe, expect, it } from "vitest";
import { type SampleRequest, testDialect } from "./conformance.ts";
import { xmlFault } from "./conformance-xml.ts";
import { DIALECTS } from "./registry.ts";

for (const dialect of DIALECTS) {
  const { samples } = (await import(`./${dialect.name}/conformance.ts`)) as { samples: readonly SampleRequest[] };
  testDialect(dialect, samples);
}

describe("the registry", () => {
  it("knows every dialect by a name of its own", () => {
    expect(new Set(DIALECTS.map((dialect) => dialect.name)).size).toBe(DIALECTS.length);
  });
});

describe("the suite's look at XML", () => {
  const HEAD = '<?xml version="1.0" encoding="utf-8" ?>';

  it.each(["<a/>", "<a>\r\n <b>1</b><c></c></a>", '<a x="1">&amp;&#13;</a>'])("passes %s", (xml) =>
    expect(xmlFault(HEAD + xml)).toBeUndefined(),
  );

  it.each([
    "",
    "text",
    "<a>",
    "<a></b>",
    "</a>",
    "<a/><b/>",
    "<a>&</a>",
    "<a>&nbsp;</a>",
    "<a>\0</a>",
    "<a>\ud83d</a>",
    "<a><</a>",
    "<a>]]></a>",
    "<a",
  ])("fails %j", (xml) => expect(xmlFault(HEAD + xml)).toBeDefined());

  it("fails what has no declaration", () => expect(xmlFault("<a/>")).toBeDefined());
});
