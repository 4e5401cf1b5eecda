import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isFinal, MESSAGE_STATES, mayMove, TRANSITIONS } from "./message.ts";

describe("the states of a message", () => {
  it("are drawn in ARCHITECTURE.md with the same moves", () => {
    const text = readFileSync(new URL("../../ARCHITECTURE.md", import.meta.url), "utf8");
    const drawing = /```mermaid\s*stateDiagram-v2([^`]*)```/.exec(text)?.[1] ?? "";
    const drawn = [...drawing.matchAll(/^\s*(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} → ${to}`);
    const moves = MESSAGE_STATES.flatMap((from) => TRANSITIONS[from].map((to) => `${from} → ${to}`));
    expect(drawn.sort()).toEqual(moves.sort());
  });

  it("end in four that nothing leaves", () => {
    expect(MESSAGE_STATES.filter(isFinal)).toEqual(["delivered", "failed", "unknown", "cancelled"]);
    for (const from of MESSAGE_STATES.filter(isFinal)) for (const to of MESSAGE_STATES) expect(mayMove(from, to)).toBe(false);
  });

  it("never allow a message that may have left to be cancelled, or one that was sent to be claimed without going back to its lane", () => {
    expect(mayMove("leased", "cancelled")).toBe(false);
    expect(mayMove("sent", "cancelled")).toBe(false);
    expect(mayMove("sent", "leased")).toBe(false);
  });
});
