import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "./frame-reader.ts";

const BOUNDS = { shortest: 12, longest: 64 };

function framed(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeUInt32BE(frame.length);
  frame.set(body, 4);
  return frame;
}

function read(chunks: readonly Buffer[], reader = new FrameReader(BOUNDS)) {
  const frames: string[] = [];
  let wrong: string | undefined;
  for (const chunk of chunks) {
    wrong ??= reader.feed(chunk, (frame) => {
      frames.push(frame.toString("hex"));
      return true;
    });
  }
  return { frames, wrong };
}

describe("a stream of frames", () => {
  it("comes out the same however it is cut", () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 8, maxLength: 60 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(40)), (given, cuts) => {
        const frames = given.map(framed);
        let rest = Buffer.concat(frames);
        const chunks: Buffer[] = [];
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        chunks.push(rest);
        expect(read(chunks)).toEqual({ frames: frames.map((frame) => frame.toString("hex")), wrong: undefined });
      }),
    );
  });

  it.each([0, 3, 11, 65, 0x4745_5420, 0xffff_ffff])("ends at a frame that says it has %i bytes", (length) => {
    const head = Buffer.alloc(80);
    head.writeUInt32BE(length);
    const good = framed(Buffer.alloc(8));
    expect(read([good, head])).toMatchObject({ frames: [good.toString("hex")], wrong: expect.stringContaining(String(length)) });
    expect(read([...head].map((byte) => Buffer.of(byte)))).toMatchObject({ frames: [], wrong: expect.stringContaining(String(length)) });
  });

  it("stops where its taker says so", () => {
    const frame = framed(Buffer.alloc(8));
    let taken = 0;
    new FrameReader(BOUNDS).feed(Buffer.concat([frame, frame, frame]), () => ++taken < 2);
    expect(taken).toBe(2);
  });
});
