import { expect, it } from "vitest";
import { KEY_PLACE, ORDER_PLACE } from "./options.ts";
import { Orders } from "./orders.ts";

const SIGNING = { before: "benchMT", after: "Bench-md5-1" };
const REQUEST = `Orderid=${ORDER_PLACE}&Key=${KEY_PLACE}&Phone=1`;
// made with openssl md5
const FIRST = "Orderid=1790000000000000000000&Key=d29ffc22295bbbefafc8046e1bb29e03&Phone=1";
const SECOND = "Orderid=1790000000000000000001&Key=795e20eb8a6bebc0999c67f2be8d99e0&Phone=1";

it.each([0, 1, 2])("numbers requests and signs each number, with %d digests worked out before", (ready) => {
  const request = Buffer.from(REQUEST);
  const orders = new Orders(SIGNING, request, ready, 1_790_000_000_000);
  orders.stamp(request);
  expect(request.toString()).toBe(FIRST);
  orders.stamp(request);
  expect(request.toString()).toBe(SECOND);
});

it("refuses a request that has no place for them", () => {
  expect(() => new Orders(SIGNING, Buffer.from("Phone=1"), 0, 0)).toThrow("no place");
});
