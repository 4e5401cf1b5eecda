import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveFiles } from "./files.ts";

const PAGE = '<!doctype html><meta name="nonce" content="__NONCE__"><script type="module" src="/console/assets/main-Ab3dE6gH.js"></script>';
let directory: string;
let app: FastifyInstance;
let base: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "yizhan-ui-"));
  mkdirSync(join(directory, "console/assets"), { recursive: true });
  const write = (path: string, text: string): void => writeFileSync(join(directory, path), text);
  write("console/index.html", PAGE);
  write("console/assets/main-Ab3dE6gH.js", "plain");
  write("console/assets/main-Ab3dE6gH.js.br", "brotli");
  write("console/assets/main-Ab3dE6gH.js.gz", "gzip");
  write("console/favicon.svg", "<svg/>");
  write("console/apple-touch-icon.png", "icon");
  write("console/source.map", "{}");
  write("secret.txt", "outside");
  app = Fastify({ trustProxy: true, routerOptions: { caseSensitive: false, ignoreDuplicateSlashes: true, ignoreTrailingSlash: true } });
  serveFiles(app, "/console", join(directory, "console"));
  serveFiles(app, "/portal", join(directory, "portal"));
  base = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => app.inject({ url: path, headers });

it.each(["/console", "/console/", "/console/messages/12?tab=pushes", "/CONSOLE/x", "/console/index.html"])(
  "the page is served for every path that is no file: %s",
  async (path) => {
    const { statusCode, body, headers } = await get(path);
    const [, nonce = "?"] = /content="([\w-]{22})"/.exec(body) ?? [];
    expect([statusCode, headers["content-type"], headers["cache-control"]]).toEqual([200, "text/html; charset=utf-8", "no-cache"]);
    expect(body).toBe(PAGE.replace("__NONCE__", nonce));
    expect(headers["content-security-policy"]).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; ` +
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
    expect(headers["strict-transport-security"]).toBeUndefined();
  },
);

it("a page has a nonce of its own each time, and is kept where it hasn't changed", async () => {
  const [one, other] = [await get("/console"), await get("/console")];
  expect(one.body).not.toBe(other.body);
  const kept = await get("/console", { "if-none-match": String(one.headers.etag) });
  expect([kept.statusCode, kept.body, kept.headers["content-security-policy"]]).toEqual([304, "", undefined]);
});

it("by HTTPS a browser is told to stay with it", async () => {
  const { headers } = await get("/console", { "x-forwarded-proto": "https" });
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
});

it.each([
  ["gzip, deflate, br, zstd", "brotli", "br"],
  ["gzip", "gzip", "gzip"],
  ["br;q=0, gzip;q=0.5", "gzip", "gzip"],
  ["", "plain", undefined],
  ["identity", "plain", undefined],
])("a file goes out as it was packed, where the browser takes that: %s", async (accepted, body, coding) => {
  const response = await get("/console/assets/main-Ab3dE6gH.js", { "accept-encoding": accepted });
  expect([response.body, response.headers["content-encoding"]]).toEqual([body, coding]);
  expect(response.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  });
});

it("a file whose name has no digest is asked for anew, and HEAD is answered", async () => {
  const first = await get("/console/favicon.svg");
  expect([first.statusCode, first.headers["cache-control"]]).toEqual([200, "no-cache"]);
  expect((await get("/console/apple-touch-icon.png")).headers["cache-control"]).toBe("no-cache");
  expect((await get("/console/favicon.svg", { "if-none-match": String(first.headers.etag) })).statusCode).toBe(304);
  expect((await app.inject({ method: "HEAD", url: "/console/assets/main-Ab3dE6gH.js" })).statusCode).toBe(200);
});

/** As it is written, without a client's help. */
function raw(target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(base).port), "127.0.0.1", () =>
      socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", (bytes) => (answer += bytes));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

it.each([
  "/console/../secret.txt",
  "/console/%2e%2e/secret.txt",
  "/console/..%2fsecret.txt",
  "/console/assets/../../secret.txt",
  "/console/..\\secret.txt",
  "/console//secret.txt",
  "/console/%00secret.txt",
  "/console/assets/missing.js",
  "/console/source.map",
  "/console/assets/main-Ab3dE6gH.js.gz",
  "/console/constructor.js",
])("nothing else is a file: %s", async (target) => {
  const answer = await raw(target);
  expect(answer).not.toContain("outside");
  expect(answer).toMatch(/^HTTP\/1\.1 (404|400) /);
});

it("where nothing is built, it says what to do", async () => {
  const { statusCode, body } = await get("/portal");
  expect([statusCode, body]).toEqual([503, expect.stringContaining("npm run build")]);
});
