import { readFileSync } from "node:fs";
import { DIALECTS } from "../../dialects/registry.ts";
import { indexDirectory } from "../../directory/directory-index.ts";
import { buildRuleBook } from "../../directory/rule-book.ts";
import { examine } from "../../doctor/examine.ts";
import type { Finding } from "../../doctor/finding.ts";
import { parseRequest } from "../../doctor/raw-request.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type Command, text } from "../cli.ts";
import { STORE_HELP, STORE_OPTIONS, withStore } from "../open-store.ts";
import { Problem } from "../problem.ts";

const STANDARD_INPUT = 0;
const LONGEST = 32 * 2 ** 20;

export const doctor: Command = {
  name: "doctor",
  usage: "doctor DIALECT URL|FILE|-",
  summary: "Says what the server would see in a request, which check fails, and what to change.",
  help: { from: "address that the request comes from, to check the account's list as well", ...STORE_HELP },
  options: { from: { type: "string" }, ...STORE_OPTIONS },
  takes: 2,
  async run(values, [name, source], io) {
    const dialect = DIALECTS.find((candidate) => candidate.name === name);
    if (!dialect) throw new Problem(`say which interface: ${DIALECTS.map((candidate) => candidate.name).join(", ")}`);
    if (source === undefined) throw new Problem("say what to look at: a URL, a file with the raw request, or - for standard input");
    const input = read(source);
    if (input.length > LONGEST) throw new Problem("the request is longer than any server would read");
    const parsed = parseRequest(input, systemClock.now());
    if (!parsed.ok) throw new Problem(parsed.problem);
    await withStore(values, io.env, async (store) => {
      const directory = indexDirectory(await store.directory.load());
      const book = await buildRuleBook(await store.rules.load(), async () => undefined);
      const from = text(values, "from", "");
      const findings = examine(dialect, parsed.request, { directory, book, address: from === "" ? undefined : from });
      for (const finding of findings) for (const line of print(finding)) io.out(line);
      if (findings.at(-1)?.ok === false) throw new Problem("the request would be refused");
    });
  },
};

function read(source: string): Buffer {
  if (/^https?:\/\//i.test(source)) return Buffer.from(source);
  return readFileSync(source === "-" ? STANDARD_INPUT : source);
}

function print({ about, text: said, ok, fix }: Finding): readonly string[] {
  const mark = ok === undefined ? " " : ok ? "+" : "!";
  const line = `${mark} ${about.padEnd(10)} ${said}`;
  return fix === undefined ? [line] : [line, `  ${"".padEnd(10)} → ${fix}`];
}
