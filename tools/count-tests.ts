import { readFileSync } from "node:fs";

/**
 * Prints `N passed, N failed` from the file that vitest's JSON reporter wrote.
 *
 * Usage: node tools/count-tests.ts RESULTS EXIT_STATUS. What failed without being a test (a file that can't be loaded, an
 * error outside any test, a run that broke off before it wrote its results) counts as one failure, so that a run whose
 * exit status isn't 0 never reads as clean.
 */
interface Results {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const [path = "", exitStatus = "1"] = process.argv.slice(2);

let passed = 0;
let failed = 0;
for (const file of read(path).testResults) {
  const failures = file.assertionResults.filter((test) => test.status === "failed").length;
  passed += file.assertionResults.filter((test) => test.status === "passed").length;
  failed += failures === 0 && file.status === "failed" ? 1 : failures;
}
if (failed === 0 && exitStatus !== "0") failed = 1;
console.log(`${passed} passed, ${failed} failed`);

function read(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Results;
  } catch {
    return { testResults: [] };
  }
}
