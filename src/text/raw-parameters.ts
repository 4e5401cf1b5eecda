/** A parameter as its bytes came, percent escapes undone. */
export interface RawParameter {
  readonly name: Buffer;
  readonly value: Buffer;
  readonly from: "query" | "body";
}

/**
 * The parameters of a request whatever they are worth, for people to look at: what can't be read stays as it is, repeated ones
 * stand there twice. Bodies that are no urlencoded form (multipart, XML, JSON) are left out.
 *
 * @param query one character a byte (latin1)
 */
export function rawParameters(query: string, body: Buffer, contentType: string | undefined): readonly RawParameter[] {
  return [...split(query, "query"), ...(isForm(body, contentType) ? split(body.toString("latin1"), "body") : [])];
}

function isForm(body: Buffer, contentType = ""): boolean {
  if (/^\s*(multipart|text\/xml|application\/(soap|json|xml))/i.test(contentType)) return false;
  return !body.toString("latin1", 0, 20).trimStart().startsWith("<");
}

function split(text: string, from: RawParameter["from"]): RawParameter[] {
  return text
    .split("&")
    .filter((pair) => pair.trim() !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const [name, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return { name: bytesOf(name), value: bytesOf(value), from };
    });
}

function bytesOf(text: string): Buffer {
  const plain = text
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}
