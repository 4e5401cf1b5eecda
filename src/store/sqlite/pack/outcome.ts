import type { AcceptOutcome } from "../../store.ts";
import { CellReader, type Cells } from "./cells.ts";

const KINDS = [
  "accepted",
  "credits-short",
  "order-duplicate",
  "busy",
  "recipient-limited",
  "used-once",
  "daily-cap",
] as const satisfies readonly AcceptOutcome["kind"][];

export function packOutcome(outcome: AcceptOutcome): Cells {
  const kind = KINDS.indexOf(outcome.kind);
  switch (outcome.kind) {
    case "accepted":
      return [kind, outcome.balance, outcome.charged, ...outcome.limited];
    case "order-duplicate":
      return [kind, outcome.balance, outcome.submissionId];
    case "busy":
      return [kind];
    default:
      return [kind, outcome.balance];
  }
}

export function unpackOutcome(cells: Cells): AcceptOutcome {
  const from = new CellReader(cells);
  const kind = KINDS[from.number()];
  switch (kind) {
    case "accepted":
      return { kind, balance: from.number(), charged: from.number(), limited: cells.slice(3) as number[] };
    case "order-duplicate":
      return { kind, balance: from.number(), submissionId: from.number() };
    case "credits-short":
    case "recipient-limited":
    case "used-once":
    case "daily-cap":
      return { kind, balance: from.number() };
    default:
      return { kind: "busy" };
  }
}
