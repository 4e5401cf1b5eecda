import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import { until } from "../../../test/house/until.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { type Dial, dial, dialWith, Link } from "./link.ts";
import { TOY_FRAMES, ToyPeer, toyFrame } from "./toy.testing.ts";

const directory = mkdtempSync(join(tmpdir(), "yizhan-link-"));
const files = { cert: join(directory, "a.crt"), key: join(directory, "a.key") };

beforeAll(() => {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", files.key, "-out", files.cert, "-days", "2", ...subject],
    {
      stdio: "ignore",
    },
  );
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function peerOf(tls?: ConstructorParameters<typeof ToyPeer>[0]) {
  const peer = new ToyPeer(tls);
  await peer.listen();
  return Object.assign(peer, { [Symbol.asyncDispose]: () => peer.close() });
}

const never = new AbortController().signal;

/** Says a login over a connection of this kind, and answers what came back. */
async function greet(how: Dial, host: string, port: number): Promise<string> {
  const socket = await how({ host, port, tls: true, timeout: 5_000 }, new ManualClock(), never);
  const link = new Link(socket, TOY_FRAMES);
  const answer = new Promise<string>((resolve) => {
    link.open({ frame: (frame) => resolve(frame.toString("hex")), closed: resolve });
  });
  link.write(toyFrame("L"));
  const heard = await answer;
  link.close("enough");
  return heard;
}

describe("a connection over TLS", () => {
  const tls = () => ({ cert: readFileSync(files.cert), key: readFileSync(files.key) });

  it("carries frames to a peer whose certificate is trusted and has its name", async () => {
    await using peer = await peerOf(tls());
    expect(await greet(dialWith({ ca: tls().cert }), "localhost", peer.port)).toBe(toyFrame("l").toString("hex"));
  });

  it("is not made to a peer whose certificate nobody vouches for, or which is another's", async () => {
    await using peer = await peerOf(tls());
    await expect(greet(dial, "localhost", peer.port)).rejects.toThrow(/self-signed/);
    await expect(greet(dialWith({ ca: tls().cert }), "127.0.0.1", peer.port)).rejects.toThrow(/IP|altnames/);
    expect(peer.heard).toEqual([]);
  });

  it("is given up when the peer doesn't take part in the handshake", async () => {
    await using peer = await peerOf();
    peer.answer = () => undefined;
    const clock = new ManualClock();
    const failed = dial({ host: "localhost", port: peer.port, tls: true, timeout: 5_000 }, clock, never).catch(
      (error: Error) => error.message,
    );
    await until("it is connected", () => peer.sockets.length > 0);
    await clock.advance(5_000);
    expect(await failed).toBe("no connection within 5000 ms");
  });
});

describe("a connection", () => {
  it("is not made any more when it has been called off", async () => {
    await using peer = await peerOf();
    const connect = { host: "127.0.0.1", port: peer.port, tls: false, timeout: 5_000 };
    const calling = new AbortController();
    const called = dial(connect, new ManualClock(), calling.signal);
    calling.abort();
    await expect(called).rejects.toThrow("the channel stops");
    await expect(dial(connect, new ManualClock(), calling.signal)).rejects.toThrow("the channel stops");
  });

  it("says once why it closed, and takes nothing afterwards", async () => {
    await using peer = await peerOf();
    const clock = new ManualClock();
    const link = new Link(await dial({ host: "127.0.0.1", port: peer.port, tls: false, timeout: 5_000 }, clock, never), TOY_FRAMES);
    const reasons: string[] = [];
    link.open({ frame: () => undefined, closed: (why) => reasons.push(why) });
    await passTime(clock, 0);
    link.close("enough");
    link.close("more than enough");
    await passTime(clock, 0);
    expect(reasons).toEqual(["enough"]);
    expect(link.write(toyFrame("L"))).toMatchObject({ left: false });
    expect(peer.heard).toEqual([]);
  });
});
