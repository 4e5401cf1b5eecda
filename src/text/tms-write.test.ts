import { Buffer } from "node:buffer";
import { expect, it } from "vitest";
import { readTms } from "./tms.ts";
import { writeTms } from "./tms-write.ts";

it("writes names, sizes and bytes as they are laid out by hand", () => {
  const elements = [
    { name: "1.txt", bytes: Buffer.from("c4e3bac3", "hex") },
    { name: "图.gif", bytes: Buffer.from("GIF") },
    { name: "2.txt", bytes: Buffer.alloc(0) },
  ];
  const written = writeTms(elements);
  expect(written.toString("hex")).toBe(
    ["312e747874 00 04000000 c4e3bac3", "e59bbe2e676966 00 03000000 474946", "322e747874 00 00000000"].join("").replaceAll(" ", ""),
  );
  const read = readTms(written);
  expect(read.ok && read.elements.map(({ name, bytes }) => ({ name, bytes }))).toEqual(elements);
});
