import { checkedStep, shortWhy } from "../../shared/export-rows.ts";
import type { ExportStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { append, chunk, fail, get, list, order, remove, sweep, take } from "../ops/exports.ts";

export function exportPort(engine: Engine): ExportStore {
  return {
    order: (job, most) => engine.write((tx) => order(tx, job, most)),
    take: (token, now, until) => engine.write((tx) => take(tx, token, now, until)),
    append: async (id, token, step) => {
      const checked = checkedStep(step);
      return engine.write((tx) => append(tx, id, token, checked));
    },
    fail: (id, token, at, why) => engine.write((tx) => fail(tx, id, token, at, shortWhy(why))),
    list: (userId) => engine.read((tx) => list(tx, userId)),
    get: (id) => engine.read((tx) => get(tx, id)),
    chunk: (id, index) => engine.read((tx) => chunk(tx, id, index)),
    remove: (id, userId) => engine.write((tx) => remove(tx, id, userId)),
    sweep: (before) => engine.write((tx) => sweep(tx, before)),
  };
}
