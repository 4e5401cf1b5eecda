import type { RequestStore, ReviewStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import * as requests from "../ops/requests.ts";
import { decide, listHeld } from "../ops/reviews.ts";
import * as signatures from "../ops/signatures.ts";

export function reviewPort(engine: Engine): ReviewStore {
  return {
    list: (after, limit) => engine.snapshot((tx) => listHeld(tx, after, limit)),
    decide: (decision) => engine.write((tx) => decide(tx, decision)),
  };
}

export function requestPort(engine: Engine): RequestStore {
  return {
    templates: (after, limit) => engine.read((tx) => requests.waitingTemplates(tx, after, limit)),
    decideTemplate: (decision) => engine.write((tx) => requests.decideTemplate(tx, decision)),
    templatesOf: (accountId) => engine.read((tx) => requests.templatesOf(tx, accountId)),
    askSignature: (request, most) => engine.write((tx) => signatures.askSignature(tx, request, most)),
    signatures: (query) => engine.snapshot((tx) => signatures.signatures(tx, query)),
    decideSignature: (decision) => engine.write((tx) => signatures.decideSignature(tx, decision)),
    withdrawSignature: (accountId, id) => engine.write((tx) => signatures.withdrawSignature(tx, accountId, id)),
    waiting: () => engine.read(requests.waiting),
  };
}
