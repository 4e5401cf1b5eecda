import { expect, it } from "vitest";
import { rawParameters } from "./raw-parameters.ts";

function read(query: string, body = "", contentType?: string): readonly string[] {
  return rawParameters(query, Buffer.from(body), contentType).map(({ name, value, from }) => `${from} ${name}=${value.toString("hex")}`);
}

it("shows parameters of query and body in their order, repeated ones again", () => {
  expect(read("a=1&b=%C4%E3&a=+", "c=2=3&d")).toEqual(["query a=31", "query b=c4e3", "query a=20", "body c=323d33", "body d="]);
});

it("leaves broken escapes as they are, and empty pairs out", () => {
  expect(read("&a=%zz%4&&")).toEqual(["query a=257a7a2534"]);
});

it("leaves bodies that are no form to their readers", () => {
  for (const type of ["multipart/form-data; boundary=x", "text/xml", "application/soap+xml", "application/json"])
    expect(read("", "a=1", type)).toEqual([]);
  expect(read("", " <a b='1'/>")).toEqual([]);
  expect(read("", "a=1", "text/plain")).toEqual(["body a=31"]);
});
