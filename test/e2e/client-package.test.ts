import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DIALECTS } from "../../src/dialects/registry.ts";
import { CUSTOMER, House } from "../house/house.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const MANIFEST = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** An application's folder, with the package in its `node_modules` as npm puts it there: what `files` names, and what it depends on. */
let application: string;

beforeAll(async () => {
  application = mkdtempSync(join(tmpdir(), "yizhan-application-"));
  const built = join(application, "built");
  const installed = join(application, "node_modules", MANIFEST.name);
  await run(TSC, ["-p", join(ROOT, "tsconfig.client.json"), "--outDir", join(built, "dist/client")], ROOT);
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
  for (const entry of (MANIFEST.files as readonly string[]).filter((name) => name.startsWith("dist/")))
    cpSync(join(built, entry), join(installed, entry), { recursive: true });
  for (const name of [...Object.keys(MANIFEST.dependencies), "@types/node"]) {
    mkdirSync(dirname(join(application, "node_modules", name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(application, "node_modules", name), "dir");
  }
  writeFileSync(join(application, "package.json"), '{ "type": "module" }');
});

afterAll(() => rmSync(application, { recursive: true, force: true }));

/** Runs a script as plain Node does, which strips no types. */
async function run(script: string, args: readonly string[], cwd = application): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: "" };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["--no-experimental-strip-types", script, ...args], { cwd, env });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`);
  }
}

it("an application under plain Node sends by the package alone", async () => {
  await using house = await House.open();
  writeFileSync(
    join(application, "send.js"),
    `import { Client, connect, INTERFACES } from "yizhan/client";
     import { addTemplate, client as huaxin } from "yizhan/client/huaxin";
     const [base, login, password] = process.argv.slice(2);
     const client = connect("huaxin", { base, login, password, options: { format: "json" } });
     const sent = await client.send({ phones: ["13800138000"], text: "您好" });
     const balance = await new Client(huaxin, { base, login, password }).balance();
     const added = await client.call((settings) => addTemplate(settings, "@"));
     const own = await Promise.all(INTERFACES.map(async (name) => typeof (await import("yizhan/client/" + name)).client.send));
     console.log(JSON.stringify({ INTERFACES, sent, balance, added, own }));`,
  );
  const said = JSON.parse(await run("send.js", [house.running.address, CUSTOMER.login, CUSTOMER.password]));
  expect(said).toEqual({
    INTERFACES: DIALECTS.map(({ name }) => name),
    sent: { ok: true, submissionId: expect.stringMatching(/^\d+$/), balance: 9_999, accepted: 1 },
    balance: { ok: true, credits: 9_999 },
    added: { ok: false, code: "1119", reason: "interface-disabled", message: "未启用该功能" },
    own: DIALECTS.map(() => "function"),
  });
});

it("an application in TypeScript is told the types of what it gets", async () => {
  writeFileSync(
    join(application, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: { module: "nodenext", moduleResolution: "nodenext", types: ["node"], strict: true, noEmit: true },
      files: ["typed.ts"],
    }),
  );
  writeFileSync(
    join(application, "typed.ts"),
    `import { type ClientReport, connect } from "yizhan/client";
     import { sendVaried } from "yizhan/client/hzdfit";
     const client = connect("hzdfit", { base: "http://127.0.0.1", login: "a", md5Key: "b" });
     const sent = await client.send({ phones: ["13800138000"], text: "您好" });
     export const id: string = sent.ok ? sent.submissionId : sent.message;
     // @ts-expect-error: an id is a string, and not just anything
     export const wrong: number = sent.ok ? sent.submissionId : 0;
     const items = [{ phone: "1", values: ["x"] }];
     const varied = await client.call((settings, now) => sendVaried(settings, { text: "{$var1}", items }, now));
     export const left: number | undefined = varied.ok ? varied.balance : undefined;
     const reports = await client.reports();
     export const all: readonly ClientReport[] = reports.ok ? reports.reports : [];
     const pushed = client.parsePush({ method: "POST", path: "/", query: "", headers: {}, body: Buffer.from(""), origin: "", receivedAt: 0 });
     export const answer: string | Buffer | undefined = pushed?.received.body;`,
  );
  expect(await run(TSC, ["-p", "."])).toBe("");
});
