import net from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const ACKNOWLEDGED = Buffer.from("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n1");
const BOX = Buffer.from("<mobile>");
const DELIVERED = Buffer.from("<status>10</status>");
/** What a call of Kannel's tells: `?to=PHONE&type=1` is a message that was delivered, other types come before it. */
const CALL = /^GET [^ ]*[?&]to=(\d{11})&type=(\d+)/;
const KANNEL_DELIVERED = "1";
const PHONE = 11;

export interface SinkEvents {
  push(): void;
  report(phone: string, delivered: boolean): void;
}

/**
 * A customer's server that reports are pushed to: acknowledges each request at once and looks for phones in it, in the boxes of
 * huaxin's document or in the URL of Kannel's call. Over plain sockets, as it shares the machine with what is measured.
 */
export function listen(events: SinkEvents): Promise<number> {
  const server = net.createServer((socket) => {
    let pending: Buffer | undefined;
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      const all = pending ? Buffer.concat([pending, bytes]) : bytes;
      let at = 0;
      for (let end = requestEnd(all, at); end !== undefined; end = requestEnd(all, at)) {
        events.push();
        read(all.subarray(at, end), events);
        socket.write(ACKNOWLEDGED);
        at = end;
      }
      pending = at < all.length ? all.subarray(at) : undefined;
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", 1024, () => resolve((server.address() as net.AddressInfo).port));
  });
}

function requestEnd(bytes: Buffer, from: number): number | undefined {
  const headEnd = bytes.indexOf(HEAD_END, from);
  if (headEnd < 0) return undefined;
  const length = LENGTH.exec(bytes.toString("latin1", from, headEnd))?.[1];
  const end = headEnd + HEAD_END.length + Number(length ?? 0);
  return end <= bytes.length ? end : undefined;
}

function read(request: Buffer, events: SinkEvents): void {
  const call = CALL.exec(request.toString("latin1", 0, 300));
  if (call) {
    if (call[2] === KANNEL_DELIVERED) events.report(call[1] ?? "", true);
    return;
  }
  for (let at = request.indexOf(BOX); at >= 0; ) {
    const next = request.indexOf(BOX, at + 1);
    const box = request.subarray(at, next < 0 ? request.length : next);
    events.report(box.toString("latin1", BOX.length, BOX.length + PHONE), box.indexOf(DELIVERED) >= 0);
    at = next;
  }
}
