import type { ReviewStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { decide, listHeld } from "../ops/reviews.ts";

export function reviewPort(engine: Engine): ReviewStore {
  return {
    list: (after, limit) => engine.snapshot((tx) => listHeld(tx, after, limit)),
    decide: (decision) => engine.write((tx) => decide(tx, decision)),
  };
}
