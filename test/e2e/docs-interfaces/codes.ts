import { type SampleRequest, wireRequest } from "../../../src/dialects/conformance.ts";
import type { Dialect, WireReply } from "../../../src/dialects/dialect.ts";
import { samples as huaxin } from "../../../src/dialects/huaxin/conformance.ts";
import { samples as hzdfit } from "../../../src/dialects/hzdfit/conformance.ts";
import { samples as inter28 } from "../../../src/dialects/inter28/conformance.ts";
import { opened } from "../../../src/dialects/opened.testing.ts";
import { samples as qxt } from "../../../src/dialects/qxt/conformance.ts";
import { DIALECTS } from "../../../src/dialects/registry.ts";
import { samples as xunchen } from "../../../src/dialects/xunchen/conformance.ts";
import type { Answer } from "../../../src/domain/call.ts";
import { ALL_REASONS, type Reason, type Refusal } from "../../../src/domain/reasons.ts";

/** A table of codes on a page: the first cells of a row are what replies say, the last one names the reasons. */
interface CodeTable {
  /** By name and path: each is refused for every reason, and its reply read. */
  readonly samples: readonly (readonly [name: string, route: string])[];
  readonly cells: (...bodies: readonly string[]) => readonly string[];
}

const json =
  (...keys: readonly string[]) =>
  (body = ""): readonly string[] =>
    keys.map((key) => String(JSON.parse(body)[key]));
const xml =
  (...names: readonly string[]) =>
  (body = ""): readonly string[] =>
    names.map((name) => new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(body)?.[1] ?? "");
const line = (body = ""): readonly string[] => [body.trimEnd()];

/** Of a refusal that another table of the page is about. */
const NOT_SHOWN: readonly string[] = [];

const HZDFIT = "/inter/sms_inter/SendMessage.aspx";
const XUNCHEN = "/service/httpService/httpInterface.do";

/** By dialect, in the order of the page. */
const TABLES: Readonly<Record<string, readonly CodeTable[]>> = {
  hzdfit: [
    { samples: [["MT", HZDFIT]], cells: json("Result", "MSG") },
    { samples: [["YE", HZDFIT]], cells: json("Result", "MSG") },
  ],
  qxt: [
    { samples: [["send by POST", "/qxt/smssenderv2"]], cells: line },
    {
      samples: [
        ["balance by POST", "/qxt/surplus"],
        ["send by POST", "/qxt/smssenderv2"],
      ],
      cells: (balance, send) => (balance === send ? NOT_SHOWN : line(balance)),
    },
  ],
  xunchen: [
    { samples: [["a send", XUNCHEN]], cells: xml("status") },
    { samples: [["reports", XUNCHEN]], cells: xml("status") },
  ],
  inter28: [
    { samples: [["send, JSON", "/sms.aspx"]], cells: json("Message") },
    { samples: [["reports, XML", "/statusApi.aspx"]], cells: xml("error", "remark") },
  ],
  huaxin: [
    {
      samples: [
        ["reports", "/statusJsonApi.aspx"],
        ["send by SOAP 1.1", "/WebService.asmx"],
        ["send", "/smsJson.aspx"],
      ],
      cells: (status, soap, send) => [...json("error")(status), ...xml("StatusCode")(soap), ...json("message")(send)],
    },
    { samples: [["reports", "/statusApi.aspx"]], cells: xml("error", "remark") },
  ],
};

const SAMPLES: Readonly<Record<string, readonly SampleRequest[]>> = { hzdfit, qxt, xunchen, inter28, huaxin };

/** What the code tables of a dialect's page must hold: one entry a table, each of `cell | cell <- reason`, as the dialect itself answers. */
export function answeredCodes({ name }: Dialect): readonly (readonly string[])[] {
  return (TABLES[name] ?? []).map(({ samples, cells }) => {
    const entries = REFUSALS.flatMap((refusal) => {
      const said = cells(...samples.map(([sample, route]) => answer(name, sample, route, refusal)));
      return said === NOT_SHOWN ? [] : [entry(said, refusal.reason)];
    });
    return [...new Set(entries)].sort();
  });
}

/** The same of a page's tables. Rows that name no reason are about something else. */
export function documentedCodes(tables: readonly (readonly (readonly string[])[])[]): readonly (readonly string[])[] {
  const ofReasons = tables.filter(([header]) => /^(reasons|原因)$/.test(header?.at(-1) ?? ""));
  return ofReasons.map(([, ...rows]) => {
    const named = new Set(rows.flatMap(reasonsIn));
    const entries = rows.flatMap((row) => {
      const said = row.slice(0, -1).map((cell) => cell.replace(/^`(.*)`$/, "$1"));
      const others = /every other reason|其余各项/.test(row.at(-1) ?? "") ? ALL_REASONS.filter((reason) => !named.has(reason)) : [];
      return [...reasonsIn(row), ...others].map((reason) => entry(said, reason));
    });
    return entries.sort();
  });
}

function reasonsIn(row: readonly string[]): readonly string[] {
  return [...(row.at(-1) ?? "").matchAll(/`([a-z-]+)`/g)].map(([, reason = ""]) => reason);
}

function entry(cells: readonly string[], reason: string): string {
  return `${cells.join(" | ")} <- ${reason}`;
}

/** Each reason by itself, and with what makes some dialect say something else. */
const REFUSALS: readonly Refusal[] = [
  ...ALL_REASONS.map((reason: Reason): Refusal => (reason === "content-keyword" ? { reason, words: ["博彩"] } : { reason })),
  { reason: "credentials-missing", missing: "secret" },
  { reason: "recipients-missing", bound: 10 },
  { reason: "internal", outcomeUnknown: true },
];

function answer(dialect: string, sample: string, route: string, refusal: Refusal): string {
  const found = SAMPLES[dialect]?.find((candidate) => candidate.name === sample && candidate.route === route);
  const path = DIALECTS.find(({ name }) => name === dialect)?.routes.find((candidate) => candidate.path === route);
  if (!found || !path) throw new Error(`${dialect} has no sample "${sample}" for ${route}`);
  const decoded = opened(path.decode(wireRequest(route, found.request)), found.password);
  if ("reply" in decoded) throw new Error(`the sample "${sample}" of ${dialect} is answered before anybody could refuse it`);
  const { body, contentType } = (decoded.encode as (answer: Answer, now: number) => WireReply)(
    { ok: false, refusal, account: undefined },
    0,
  );
  const charset = /gb/i.test(contentType) ? "gb18030" : "utf-8";
  return typeof body === "string" ? body : new TextDecoder(charset).decode(body);
}
