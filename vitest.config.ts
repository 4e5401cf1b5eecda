import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,test,tools,bench}/**/*.test.ts"],
    globalSetup: "test/support/postgres-run.ts",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
