import { Buffer } from "node:buffer";
import { MAX_PARAMETERS } from "../../text/fields.ts";

const PERCENT = 0x25;
const PLUS = 0x2b;

/**
 * A POST body in which every value is percent-encoded. The document lets a POST carry its text as it is, so a value that
 * holds bytes above ASCII was not encoded, and a `%` or `+` in it stands for itself ("优惠50%", "买1+1"). Values of ASCII alone
 * can't be told apart and are left as they are: encoded ones.
 */
export function encodeRawValues(body: Buffer): Buffer {
  if (!body.includes(PERCENT) && !body.includes(PLUS)) return body;
  const text = body.toString("latin1");
  const highByte = /[\x80-\xff]/g;
  let encoded = "";
  let done = 0;
  // A body with more parameters than that is refused, whatever they hold.
  for (let count = 0; count < MAX_PARAMETERS; count++) {
    const high = highByte.exec(text)?.index;
    if (high === undefined) break;
    const start = text.lastIndexOf("&", high) + 1;
    const separator = text.indexOf("&", high);
    const end = separator === -1 ? text.length : separator;
    const parameter = text.slice(start, end);
    // A name is never raw: those that are asked for are ASCII.
    const value = parameter.indexOf("=") + 1;
    encoded += text.slice(done, start + value) + escaped(parameter.slice(value));
    done = end;
    highByte.lastIndex = end;
  }
  return done === 0 ? body : Buffer.from(encoded + text.slice(done), "latin1");
}

/** By hand: to replace millions of signs in a body of megabytes takes seconds. */
function escaped(value: string): string {
  const bytes = Buffer.allocUnsafe(3 * value.length);
  let length = 0;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    const isPercent = code === PERCENT;
    if (!isPercent && code !== PLUS) {
      bytes[length++] = code;
      continue;
    }
    // %25, %2B
    bytes[length++] = PERCENT;
    bytes[length++] = 0x32;
    bytes[length++] = isPercent ? 0x35 : 0x42;
  }
  return bytes.toString("latin1", 0, length);
}
