import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";

// tests start some hundred stores' threads and servers, each of which strips types from the same files: what the first one made of them serves the others
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/yizhan-compiled");

/**
 * On processors with memory protection keys V8 sometimes loses count of code pages when many threads come and go in one process
 * (`Check failed: jit_page.has_value()`), as the stores' do here: each strips types with WebAssembly of its own. A server has one.
 */
const execArgv = ["--no-memory-protection-keys"];
const common = { testTimeout: 20_000, hookTimeout: 30_000, pool: "forks" as const, maxWorkers: 2, execArgv };

/** What sees the whole server from outside runs on each engine. */
const ON_EITHER = ["test/e2e/dialects/**/*.test.ts", "test/e2e/{path,rules,inbound}.test.ts"];
/** What looks at the pages in a real Chromium, which they are built for first. */
const IN_A_BROWSER = "test/browser/**/*.test.ts";

export default defineConfig({
  test: {
    globalSetup: "test/support/postgres-run.ts",
    ...common,
    projects: [
      {
        test: {
          name: "all",
          include: ["{src,test,tools,bench,ui}/**/*.test.ts"],
          exclude: [...configDefaults.exclude, IN_A_BROWSER],
          ...common,
        },
      },
      { test: { name: "on PostgreSQL", include: ON_EITHER, env: { YIZHAN_TEST_ENGINE: "postgres" }, ...common } },
      {
        test: {
          name: "browser",
          include: [IN_A_BROWSER],
          globalSetup: "test/browser/build-ui.ts",
          ...common,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
