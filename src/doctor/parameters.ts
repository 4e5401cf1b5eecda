import { isUtf8 } from "node:buffer";
import type { WireRequest } from "../dialects/dialect.ts";
import { type Charset, decodeBytes } from "../text/charset.ts";
import { type RawParameter, rawParameters } from "../text/raw-parameters.ts";
import { type Finding, masked } from "./finding.ts";

const MOST_SHOWN = 40;
const LONGEST_SHOWN = 200;
const SECRET_NAME = /^(password|pwd|newpwd|renewpwd|newpassword|secret|key|verycode|text64)$/i;
const PHONE_NAME = /^(mobile|tele|phone|msisdns?)$/i;

/** The parameters of a request, as they read in the charset of its path. Bodies that are no form are left to their readers. */
export function parameterFindings(request: WireRequest, charset: Charset): readonly Finding[] {
  const parameters = parametersOf(request);
  const shown = parameters.slice(0, MOST_SHOWN).map((parameter): Finding => {
    const name = decodeBytes(parameter.name, parameter.name.length, charset) ?? "(not readable)";
    return { about: "parameter", text: `${name} = ${show(name, parameter.value, charset)} (${parameter.from})` };
  });
  const rest = parameters.length - shown.length;
  return rest > 0 ? [...shown, { about: "parameter", text: `and ${rest} more` }] : shown;
}

/** Are the bytes of the charset that the path reads, or of the other one? */
export function charsetFinding(request: WireRequest, charset: Charset): Finding {
  const name = charset === "utf-8" ? "UTF-8" : "GBK (as GB18030)";
  const text = Buffer.concat(parametersOf(request).map((parameter) => parameter.value));
  const foreign = text.some((byte) => byte >= 0x80);
  if (!foreign) return { about: "charset", text: `this path reads ${name}; everything in the request is ASCII` };
  const utf8 = isUtf8(text);
  if (charset === "utf-8" && !utf8) {
    const gbk = decodeBytes(text, text.length, "gb18030") !== undefined;
    return {
      about: "charset",
      text: gbk ? "these bytes are GBK, this path reads UTF-8" : "these bytes are neither UTF-8 nor GBK",
      ok: false,
      fix: "percent-encode the text's UTF-8 bytes, or call the path for GBK where the interface has one",
    };
  }
  if (charset === "gb18030" && utf8) {
    return {
      about: "charset",
      text: "these bytes are UTF-8, this path reads GBK",
      ok: false,
      fix: "percent-encode the text's GBK bytes (not its UTF-8 bytes), or call the path for UTF-8 where the interface has one",
    };
  }
  return { about: "charset", text: `this path reads ${name}, and the bytes are that`, ok: true };
}

function show(name: string, value: Buffer, charset: Charset): string {
  const text = decodeBytes(value, value.length, charset);
  if (text === undefined) return `${value.length} bytes that are not of this charset`;
  if (SECRET_NAME.test(name.trim())) return masked(text);
  if (PHONE_NAME.test(name.trim())) return `${text.split(",").filter((piece) => piece.trim() !== "").length} number(s)`;
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}

function parametersOf({ query, body, headers }: WireRequest): readonly RawParameter[] {
  return rawParameters(query, body, headers["content-type"]);
}
