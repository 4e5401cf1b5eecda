import type { TallyStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { backlog, foldTallies, readLatencies, readTallies } from "../ops/tallies.ts";

export function tallyPort(engine: Engine): TallyStore {
  return {
    read: (query) => engine.read((tx) => readTallies(tx, query)),
    latencies: (query) => engine.read((tx) => readLatencies(tx, query)),
    fold: (now) => engine.write((tx) => foldTallies(tx, now)),
    backlog: (now) => engine.read((tx) => backlog(tx, now)),
  };
}
