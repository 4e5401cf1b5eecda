import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { CHROMIUM } from "./chromium.ts";

const ROOT = join(import.meta.dirname, "../..");
const SITES = ["console", "portal"];
/** What pages are made of. */
const SOURCES = ["ui", "src/web/contract", "src/domain", "src/text"];
const LOCK = join(ROOT, "dist/ui.lock");
/** ms after which a build that holds the lock must have died. */
const LONGEST_BUILD = 180_000;

/** Before the browser's tests: builds the pages where they are older than what they are made of. */
export default async function setup(): Promise<void> {
  if (CHROMIUM === undefined) {
    process.stdout.write("no Chromium here (CHROMIUM may name one): the browser tests are skipped\n");
    return;
  }
  if (isFresh()) return;
  await locked(async () => {
    if (!isFresh()) await Promise.all(SITES.map(build));
  });
}

function isFresh(): boolean {
  const built = SITES.map((site) => join(ROOT, "dist/ui", site, "index.html"));
  if (!built.every((page) => existsSync(page))) return false;
  const oldest = Math.min(...built.map((page) => statSync(page).mtimeMs));
  return SOURCES.every((source) => newest(join(ROOT, source)) < oldest);
}

function newest(directory: string): number {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}

async function build(site: string): Promise<void> {
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(process.execPath, [vite, "build", "--config", "ui/vite.config.ts", "--mode", site, "--logLevel", "warn"], {
    cwd: ROOT,
    // the test runner's own would make it a build for developers
    env: { ...process.env, NODE_ENV: "production" },
  });
}

/** Two runs of the tests in one tree don't build at once. */
async function locked(work: () => Promise<void>): Promise<void> {
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  const deadline = Date.now() + LONGEST_BUILD;
  while (!taken()) {
    if (Date.now() > deadline) rmSync(LOCK, { recursive: true, force: true });
    await sleep(100);
  }
  try {
    await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function taken(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}
