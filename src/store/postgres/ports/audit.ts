import type { AuditStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { begin, finish, list } from "../ops/audit.ts";

export function auditPort(engine: Engine): AuditStore {
  return {
    begin: (entry) => engine.write((tx) => begin(tx, entry)),
    finish: (id, end) => engine.write((tx) => finish(tx, id, end)),
    list: (query) => engine.read((tx) => list(tx, query)),
  };
}
