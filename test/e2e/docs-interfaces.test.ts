import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIALECTS } from "../../src/dialects/registry.ts";
import { REASONS } from "../../src/domain/reasons.ts";
import { until } from "../house/until.ts";
import { answeredCodes, documentedCodes } from "./docs-interfaces/codes.ts";
import { examplesOf, Likeness, PAGES, type Page, pushesOf, readPage } from "./docs-interfaces/page.ts";
import { Stage } from "./docs-interfaces/stage.ts";

const CHINESE = ".zh-CN.md";
const NAMES = DIALECTS.map(({ name }) => name);
const ENGLISH_PAGES = ["README.md", ...NAMES.map((name) => `${name}.md`)];

/** What the pages' lines call. */
const TOOLS = ["curl", "md5sum", "openssl", "gzip", "base64", "iconv"];
const missing = TOOLS.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
/** A text that a phone sent comes a moment after the report of what it answers. */
const INBOUND = "收到";

describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `the lines of docs/interfaces are not run, as this system has no ${missing.join(", ")}` : "docs/interfaces",
  () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.open();
    });
    afterAll(async () => {
      await stage?.[Symbol.asyncDispose]();
    });

    describe.each(NAMES)("%s", (name) => {
      const page = readPage(`${name}.md`);

      const likeness = new Likeness();

      it.each(examplesOf(page))("has a line $line that answers what it shows", async (example) => {
        const shown = stage.here(example.reply);
        let answer = await stage.run(example);
        if (shown.includes(INBOUND)) {
          await until("the phone has answered", async () => {
            if (!answer.includes(INBOUND)) answer = await stage.run(example);
            return answer.includes(INBOUND);
          });
        }
        // where they differ, they are compared as they are, for the sake of the diff
        if (!likeness.has(shown, answer, true)) expect(answer).toBe(shown);
      });

      it.each(pushesOf(page))("shows in line $line what is pushed", async ({ text }) => {
        await until(`this is pushed: ${text}`, () => likeness.has(text, stage.pushed, false)).catch((error: unknown) => {
          throw new Error(`${error}\nbut there were:\n${stage.pushed}`);
        });
      });
    });
  },
);

describe("the pages of docs/interfaces", () => {
  const index = readPage("README.md");

  it("are one in English and one in Chinese for each interface, an index, and one that is made from the console's calls", () => {
    const pages = ENGLISH_PAGES.flatMap((page) => [page, page.replace(".md", CHINESE)]);
    expect(readdirSync(PAGES).sort()).toEqual([...pages, "accounts.yaml", "console.md"].sort());
  });

  it.each(DIALECTS)("have every path, and every code for every reason, of $name", (dialect) => {
    for (const page of bothOf(`${dialect.name}.md`)) {
      for (const { path } of dialect.routes) expect(page.text).toContain(path);
      expect(documentedCodes(page.tables)).toEqual(answeredCodes(dialect));
      for (const [language, there] of [`${dialect.name}.md`, `${dialect.name}${CHINESE}`].entries())
        expect(bothOf("README.md")[language]?.text).toContain(`](${there})`);
    }
  });

  it("tell of every reason what to do next", () => {
    const next = { fix: ["fix", "改请求"], account: ["account", "找运营方"], retry: ["again", "重试"] };
    for (const [language, page] of bothOf("README.md").entries()) {
      const rows = page.tables.find(([header]) => /^(reason|原因)$/.test(header?.[0] ?? ""))?.slice(1) ?? [];
      const told = rows.map(([reason = "", what]) => [reason.replaceAll("`", ""), what]);
      expect(told).toEqual(Object.entries(REASONS).map(([reason, what]) => [reason, next[what][language]]));
    }
  });

  it.each(ENGLISH_PAGES)("say the same in Chinese: %s", (name) => {
    const [english, chinese] = bothOf(name);
    expect(chinese.blocks.map(({ language, mark, text }) => ({ language, mark, text }))).toEqual(
      english.blocks.map(({ language, mark, text }) => ({ language, mark, text })),
    );
    expect(chinese.outline).toEqual(english.outline);
    expect(chinese.tables.map((rows) => rows.length)).toEqual(english.tables.map((rows) => rows.length));
  });

  it.each(ENGLISH_PAGES.flatMap((name) => [name, name.replace(".md", CHINESE)]))("link to what is there: %s", (name) => {
    for (const [, file = "", anchor] of readPage(name).text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = readFileSync(join(PAGES, file || name), "utf8");
      if (anchor !== undefined) expect(anchorsOf(target), `${name} → ${file}`).toContain(anchor);
    }
  });

  it("show the receiver on the port that the accounts push to", () => {
    expect(readFileSync(join(PAGES, "accounts.yaml"), "utf8")).toContain(":8099/");
    expect(index.text).toContain(".listen(8099)");
  });
});

function bothOf(name: string): readonly [english: Page, chinese: Page] {
  return [readPage(name), readPage(name.replace(".md", CHINESE))];
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
