import type { ShareStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { hold } from "../ops/shares.ts";

export function sharePort(engine: Engine): ShareStore {
  return { hold: (round) => engine.write((tx) => hold(tx, round)) };
}
