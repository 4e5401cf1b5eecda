import { once } from "node:events";
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Connection, get } from "./connection.ts";

/** What the crash rig concludes from a connection must be right: a torn answer is none, a slow one is one. */
describe("a connection", () => {
  let server: net.Server | undefined;

  afterEach(async () => {
    server?.close();
    if (server) await once(server, "close");
    server = undefined;
  });

  /** Connects to a server that answers each chunk it gets with the next script. */
  async function talkTo(...scripts: ((socket: net.Socket) => void)[]): Promise<Connection> {
    server = net.createServer((socket) => {
      socket.on("data", () => scripts.shift()?.(socket));
      socket.on("error", () => {});
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const connection = await Connection.open((server.address() as net.AddressInfo).port);
    if (!connection) throw new Error("no connection");
    return connection;
  }

  const OK = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

  it("takes an answer that comes byte by byte, and then the next one", async () => {
    const dribble = (socket: net.Socket): void => {
      for (const byte of OK) socket.write(byte);
    };
    const connection = await talkTo(dribble, (socket) => socket.write(OK.replace("200", "503")));
    expect(await connection.request(get("/"))).toEqual({ kind: "answered", status: 200, body: Buffer.from("hello") });
    expect(await connection.request(get("/"))).toMatchObject({ kind: "answered", status: 503 });
    await connection.close();
  });

  it("takes an empty answer", async () => {
    const connection = await talkTo((socket) => socket.write("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"));
    expect(await connection.request(get("/"))).toEqual({ kind: "answered", status: 204, body: Buffer.alloc(0) });
    await connection.close();
  });

  it.each([
    ["nothing of it", "", 0],
    ["half the head", OK.slice(0, 20), 20],
    ["all but the last byte", OK.slice(0, -1), OK.length - 1],
  ])("counts an answer as none when %s came before the end", async (_, part, received) => {
    const connection = await talkTo((socket) => socket.end(part));
    expect(await connection.request(get("/"))).toEqual({ kind: "unanswered", why: "closed", received });
    await connection.ended;
    expect(connection.usable).toBe(false);
  });

  it("counts an answer as none when the connection is reset", async () => {
    const connection = await talkTo((socket) => socket.resetAndDestroy());
    expect(await connection.request(get("/"))).toMatchObject({ kind: "unanswered", why: "closed" });
  });

  it("gives up on an answer that doesn't come", async () => {
    const connection = await talkTo((socket) => socket.write("HTTP/1.1 200"));
    expect(await connection.request(get("/"), 50)).toEqual({ kind: "unanswered", why: "timeout", received: 12 });
    await connection.ended;
  });

  it("asks nothing more of a server that said it would close", async () => {
    const connection = await talkTo((socket) => socket.write(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")));
    expect(await connection.request(get("/"))).toMatchObject({ kind: "answered", status: 200 });
    expect(connection.usable).toBe(false);
    expect(() => connection.request(get("/"))).toThrow("closed");
    await connection.close();
  });

  it("refuses an answer whose length it isn't told", async () => {
    const connection = await talkTo((socket) => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    await expect(connection.request(get("/"))).rejects.toThrow("Content-Length");
    await connection.ended;
  });

  it("is not there when nobody listens", async () => {
    const gone = net.createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = gone.address() as net.AddressInfo;
    gone.close();
    await once(gone, "close");
    expect(await Connection.open(port)).toBeUndefined();
  });
});
