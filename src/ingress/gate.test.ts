import fc from "fast-check";
import { expect, it } from "vitest";
import { Gate } from "./gate.ts";

it("lets requests in up to its bound, and again when one has left", () => {
  const gate = new Gate(2, 100);
  const first = gate.enter(0);
  expect(gate.enter(0)).toBeDefined();
  expect(gate.enter(0)).toBeUndefined();
  first?.leave();
  expect(gate.enter(0)).toBeDefined();
});

it("lets bytes in up to its bound, announced or not, and requests without any beside them", () => {
  const gate = new Gate(10, 100);
  const first = gate.enter(60);
  expect(gate.enter(41)).toBeUndefined();
  expect(first?.grow(41)).toBe(false);
  expect(first?.grow(40)).toBe(true);
  expect(gate.enter(0)).toBeDefined();
  first?.leave();
  expect(gate.underWay).toEqual({ requests: 1, bytes: 0 });
});

it("counts a leave once, and gives nothing to a ticket that has left", () => {
  const gate = new Gate(10, 100);
  const ticket = gate.enter(10);
  ticket?.leave();
  ticket?.leave();
  expect(ticket?.grow(1)).toBe(false);
  expect(gate.underWay).toEqual({ requests: 0, bytes: 0 });
});

it("never holds more than its bounds, and nothing when all have left", () => {
  const steps = fc.array(fc.record({ leave: fc.boolean(), bytes: fc.nat(60), grow: fc.nat(60) }), { maxLength: 50 });
  fc.assert(
    fc.property(steps, (list) => {
      const gate = new Gate(5, 100);
      const inside = [];
      for (const { leave, bytes, grow } of list) {
        if (leave) inside.shift()?.leave();
        const ticket = gate.enter(bytes);
        if (ticket) inside.push(ticket);
        inside[0]?.grow(grow);
        expect(gate.underWay.requests).toBeLessThanOrEqual(5);
        expect(gate.underWay.requests).toBe(inside.length);
        expect(gate.underWay.bytes).toBeLessThanOrEqual(100);
      }
      for (const ticket of inside) ticket.leave();
      expect(gate.underWay).toEqual({ requests: 0, bytes: 0 });
    }),
  );
});
