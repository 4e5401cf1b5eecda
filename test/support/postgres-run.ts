import { discardDeadRuns, discardRun, RUN_DIRECTORY, runDirectory } from "./postgres.ts";

/** Before and after a run of the tests: a place for the PostgreSQL server that some of them share, which the first of these starts. */
export default async function setup(): Promise<() => Promise<void>> {
  await discardDeadRuns();
  const directory = runDirectory();
  process.env[RUN_DIRECTORY] = directory;
  return () => discardRun(directory);
}
