import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const PROJECT = dirname(import.meta.dirname);
const FOLDERS = ["bin", "src", "test", "bench", "tools"];

/** What `depcruise` says of one offending import. */
interface Violation {
  readonly rule: string;
  readonly from: string;
}

describe("the import direction", () => {
  let house: string;

  beforeEach(async () => {
    house = await mkdtemp(join(tmpdir(), "yizhan-imports-"));
    await symlink(join(PROJECT, "node_modules"), join(house, "node_modules"));
    await symlink(join(PROJECT, "package.json"), join(house, "package.json"));
  });

  afterEach(() => rm(house, { recursive: true }));

  /** Builds a house of files that import each other (file → what it imports) and answers what the checked-in rules say of it. */
  async function cruise(imports: Readonly<Record<string, string>>): Promise<{ passed: boolean; found: Violation[] }> {
    for (const [file, target] of Object.entries(imports)) {
      await write(file, `import type { Thing } from "${target}";\nexport type Ours = Thing;\n`);
    }
    for (const folder of FOLDERS) await mkdir(join(house, folder), { recursive: true });
    const { status, output } = await depcruise();
    const found = [...output.matchAll(/^ *error ([^:]+): (\S+)(?: → (\S+))?/gm)];
    return { passed: status === 0, found: found.map(([, rule, from]) => ({ rule: rule ?? "", from: from ?? "" })) };
  }

  async function write(file: string, text = "export interface Thing {}\n"): Promise<void> {
    await mkdir(dirname(join(house, file)), { recursive: true });
    await writeFile(join(house, file), text);
  }

  /** The command of `npm run imports`, in the made-up house. */
  function depcruise(): Promise<{ status: number | null; output: string }> {
    const program = join(PROJECT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
    return new Promise((resolve) => {
      const args = [program, "--config", join(PROJECT, ".dependency-cruiser.cjs"), ...FOLDERS];
      const child = execFile(process.execPath, args, { cwd: house }, (_, output) => resolve({ status: child.exitCode, output }));
    });
  }

  it("refuses every arrow that points the wrong way, type-only ones included", async () => {
    await write("src/main.ts");
    for (const port of ["store/store", "channels/channel", "dialects/dialect"]) await write(`src/${port}.ts`);
    for (const leaf of ["domain/leaf", "text/leaf", "policy/leaf", "ingress/leaf", "dialects/aspx/leaf", "dialects/qxt/leaf"]) {
      await write(`src/${leaf}.ts`);
    }
    for (const leaf of ["store/sqlite/leaf", "channels/smpp/leaf", "channels/conformance"]) {
      await write(`src/${leaf}.ts`);
    }
    for (const leaf of ["test/support/leaf.ts", "src/domain/leaf.test.ts"]) await write(leaf);
    const wrong: Record<string, readonly [target: string, ...rules: string[]]> = {
      "src/domain/a.ts": ["../text/leaf.ts", "direction-domain"],
      "src/text/a.ts": ["../domain/leaf.ts", "direction-text"],
      "src/runtime/a.ts": ["../store/store.ts", "direction-runtime"],
      "src/config/a.ts": ["../policy/leaf.ts", "direction-config"],
      "src/store/a.ts": ["../channels/channel.ts", "direction-store"],
      "src/channels/a.ts": ["../dialects/dialect.ts", "direction-channels"],
      "src/dialects/a.ts": ["../policy/leaf.ts", "direction-dialects"],
      "src/policy/a.ts": ["../store/sqlite/leaf.ts", "direction-policy"],
      "src/submission/a.ts": ["../dialects/qxt/leaf.ts", "direction-submission"],
      "src/dispatch/a.ts": ["../channels/smpp/leaf.ts", "direction-dispatch"],
      "src/reports/a.ts": ["../ingress/leaf.ts", "direction-reports"],
      "src/ingress/a.ts": ["../main.ts", "direction-ingress"],
      "src/ops/a.ts": ["../ingress/leaf.ts", "direction-ops"],
      "src/dialects/huaxin/a.ts": ["../qxt/leaf.ts", "siblings-dialects"],
      "src/dialects/aspx/a.ts": ["../qxt/leaf.ts", "siblings-dialects"],
      "src/channels/simulator/a.ts": ["../smpp/leaf.ts", "siblings-channels"],
      "src/store/postgres/a.ts": ["../sqlite/leaf.ts", "siblings-store"],
      "src/dialects/xunchen/a.ts": ["../aspx/leaf.ts", "shared-dialects-aspx"],
      "src/cellar/a.ts": ["../domain/leaf.ts", "rooms-are-in-the-table"],
      "src/domain/b.ts": ["../cellar/a.ts", "direction-domain"],
      "src/stray.ts": ["./domain/leaf.ts", "rooms-are-in-the-table"],
      "bin/a.ts": ["../src/store/store.ts", "bin-imports-main"],
      "bench/a.ts": ["../src/domain/leaf.ts", "rigs-look-from-outside"],
      "test/crash/a.ts": ["../../src/domain/leaf.ts", "rigs-look-from-outside"],
      "src/domain/c.ts": ["./leaf.test.ts", "tests-stay-out"],
      "src/domain/d.ts": ["vitest", "development-only-packages", "tests-stay-out"],
      "src/domain/e.ts": ["../../test/support/leaf.ts", "direction-domain", "tests-stay-out"],
      "src/channels/b.ts": ["./conformance.ts", "tests-stay-out"],
      "src/domain/f.ts": ["typescript", "development-only-packages"],
    };
    const { passed, found } = await cruise(Object.fromEntries(Object.entries(wrong).map(([file, [target]]) => [file, target])));
    const byFile = Object.fromEntries(Object.keys(wrong).map((file) => [file, rulesOf(found, file)]));
    expect(byFile).toEqual(Object.fromEntries(Object.entries(wrong).map(([file, [, ...rules]]) => [file, rules])));
    expect(found.filter((violation) => !(violation.from in wrong))).toEqual([]);
    expect(passed).toBe(false);
  });

  it("refuses circles, also of types", async () => {
    const { passed, found } = await cruise({ "src/domain/a.ts": "./b.ts", "src/domain/b.ts": "./a.ts" });
    expect(new Set(found.map((violation) => violation.rule))).toEqual(new Set(["no-circles"]));
    expect(passed).toBe(false);
  });

  it("lets the right arrows pass", async () => {
    for (const leaf of ["src/domain/leaf", "src/text/leaf", "src/store/store", "src/dialects/aspx/leaf", "src/routing/leaf"]) {
      await write(`${leaf}.ts`);
    }
    for (const leaf of ["src/store/sqlite/leaf", "src/ingress/leaf", "test/support/leaf"]) {
      await write(`${leaf}.ts`);
    }
    const outcome = await cruise({
      "src/runtime/a.ts": "../domain/leaf.ts",
      "src/store/conformance.ts": "vitest",
      "src/store/sqlite/a.ts": "../store.ts",
      "src/store/sqlite/a.test.ts": "../conformance.ts",
      "src/domain/a.test.ts": "../../test/support/leaf.ts",
      "src/text/a.test.ts": "../ingress/leaf.ts",
      "src/dialects/huaxin/a.ts": "../aspx/leaf.ts",
      "src/dialects/inter28/a.ts": "../../text/leaf.ts",
      "src/submission/a.ts": "../store/store.ts",
      "src/dispatch/a.ts": "../routing/leaf.ts",
      "src/ingress/a.ts": "fastify",
      "src/main.ts": "./store/sqlite/leaf.ts",
      "bin/a.ts": "../src/main.ts",
      "bench/a.ts": "../test/support/leaf.ts",
      "test/e2e.ts": "../src/main.ts",
    });
    expect(outcome).toEqual({ passed: true, found: [] });
  });
});

function rulesOf(found: readonly Violation[], file: string): string[] {
  return found
    .filter((violation) => violation.from === file)
    .map((violation) => violation.rule)
    .sort();
}
