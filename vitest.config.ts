import { defineConfig } from "vitest/config";

const common = { testTimeout: 20_000, hookTimeout: 30_000, pool: "forks", maxWorkers: 2 } as const;

/** What sees the whole server from outside runs on each engine. */
const ON_EITHER = ["test/e2e/dialects/**/*.test.ts", "test/e2e/{path,rules,inbound}.test.ts"];

export default defineConfig({
  test: {
    globalSetup: "test/support/postgres-run.ts",
    ...common,
    projects: [
      { test: { name: "all", include: ["{src,test,tools,bench}/**/*.test.ts"], ...common } },
      { test: { name: "on PostgreSQL", include: ON_EITHER, env: { YIZHAN_TEST_ENGINE: "postgres" }, ...common } },
    ],
  },
});
