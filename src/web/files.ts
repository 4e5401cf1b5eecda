import { hash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Bytes of all the files of one site. */
const MOST = 64 * 1024 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};
/** Made beside a file when it is built, the smaller first. */
const PACKED = [
  { coding: "br", extension: ".br" },
  { coding: "gzip", extension: ".gz" },
] as const;
/** Here the build puts a digest of what is in it into each file's name. */
const HASHED = /^\/assets\/.*-[\w-]{8,}\.[a-z0-9]+$/;
/** Where a page's styles and scripts say the nonce of their response. */
const NONCE = "__NONCE__";

interface KnownFile {
  readonly type: string;
  readonly body: Buffer;
  readonly packed: readonly { readonly coding: string; readonly body: Buffer }[];
  readonly cache: string;
  readonly etag: string;
}

/**
 * Serves what was built for one site: its files under their names, and its page for every other path below it that has no extension, as the
 * browser's code shows what belongs there. Files are read at the start; no request ever reaches the file system.
 *
 * @param base `/console`
 */
export function serveFiles(app: FastifyInstance, base: string, directory: string): void {
  const files = readSite(directory);
  const page = files.get("/index.html");
  files.delete("/index.html");
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = (request.raw.url ?? "").split("?", 1)[0]?.slice(base.length) ?? "";
    const file = files.get(path);
    secure(request, reply);
    if (file) return sendFile(file, request, reply);
    if (extname(path) !== "" && path !== "/index.html")
      return reply.code(404).type("text/plain; charset=utf-8").send("there is no such file\n");
    return page ? sendPage(page, request, reply) : sendUnbuilt(reply);
  };
  for (const url of [base, `${base}/*`]) app.route({ method: ["GET"], url, exposeHeadRoute: true, handler: serve });
}

/** Path below the site → file. Empty where nothing is built. */
function readSite(directory: string): Map<string, KnownFile> {
  const files = new Map<string, KnownFile>();
  if (!existsSync(directory)) return files;
  let left = MOST;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const packed = PACKED.flatMap(({ coding, extension }) =>
      existsSync(path + extension) ? [{ coding, body: readFileSync(path + extension) }] : [],
    );
    left -= body.length + packed.reduce((sum, { body: bytes }) => sum + bytes.length, 0);
    if (left < 0) throw new Error(`the files in ${directory} are more than ${MOST} bytes`);
    const name = path.slice(directory.length).replaceAll("\\", "/");
    const cache = HASHED.test(name) ? "public, max-age=31536000, immutable" : "no-cache";
    // a weak one: it is the same file however it is packed
    const etag = `W/"${hash("sha256", body, "hex").slice(0, 32)}"`;
    files.set(name, { type, body, packed, cache, etag });
  }
  return files;
}

function sendFile({ type, body, packed, cache, etag }: KnownFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({ "cache-control": cache, etag, vary: "accept-encoding" });
  if (request.headers["if-none-match"] === etag) return reply.code(304).send();
  const taken = codingsOf(request.headers["accept-encoding"]);
  const smaller = packed.find(({ coding }) => taken.has(coding));
  if (smaller) reply.header("content-encoding", smaller.coding);
  return reply.type(type).send(smaller?.body ?? body);
}

/** Those that a browser takes; one that it weighs at nothing it doesn't. */
function codingsOf(header: string | string[] | undefined): ReadonlySet<string> {
  const parts = String(header ?? "")
    .slice(0, 1_000)
    .split(",");
  return new Set(parts.filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part)).map((part) => part.split(";", 1)[0]?.trim().toLowerCase() ?? ""));
}

/** The page is asked for anew each time; where it is still the same, the browser keeps it with the nonce that it came with. */
function sendPage({ type, body, etag }: KnownFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({ "cache-control": "no-cache", etag });
  // the headers of a 304 replace those that were kept: without this the kept nonce would be refused
  if (request.headers["if-none-match"] === etag) return reply.removeHeader("content-security-policy").code(304).send();
  const nonce = randomBytes(16).toString("base64url");
  reply.header("content-security-policy", policy(`'nonce-${nonce}'`));
  return reply.type(type).send(body.toString("utf8").replaceAll(NONCE, nonce));
}

function sendUnbuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type(TYPES[".html"] ?? "")
    .send(
      '<!doctype html><html lang="en"><title>Yizhan</title><p>These pages have not been built. Run <code>npm run build</code> and start the server again.</p></html>\n',
    );
}

function secure(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    "content-security-policy": policy(""),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  });
  if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
}

function policy(style: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${style}`.trim(),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
