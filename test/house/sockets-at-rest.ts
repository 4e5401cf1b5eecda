import diagnostics from "node:diagnostics_channel";
import type { Socket } from "node:net";
import type { ManualClock } from "../../src/runtime/manual-clock.ts";
import { turnOfLoop, until } from "./until.ts";

/** Sockets of this process, both ends of each connection, until they are closed. */
const sockets = new Set<Socket>();

for (const channel of ["net.client.socket", "net.server.socket"])
  diagnostics.subscribe(channel, (message) => {
    const { socket } = message as { readonly socket: Socket };
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

/** Turns of the event loop in which nothing may happen. */
const TURNS = 3;

/**
 * Resolves when whatever was written on a connection within this process has been read at its other end, and every end
 * of one has been noticed there. Import it before the first connection is made.
 */
export async function socketsAtRest(): Promise<void> {
  for (let calm = 0; calm < TURNS; calm++) {
    await turnOfLoop();
    if (atRest()) continue;
    calm = -1;
    await until("the connections come to rest", atRest);
  }
}

/** Moves the clock on in small steps, letting connections come to rest after each. @param step ms */
export async function passTime(clock: ManualClock, ms: number, step = 100): Promise<void> {
  await socketsAtRest();
  for (let left = ms; left > 0; left -= step) {
    await clock.advance(Math.min(step, left));
    await socketsAtRest();
  }
}

function atRest(): boolean {
  for (const socket of sockets) {
    if (socket.connecting) return false;
    const peer = peerOf(socket);
    // One that was destroyed a moment ago is gone from here when its close event comes
    if (!peer || socket.destroyed) return false;
    if (!peer.isPaused() && (socket.bytesWritten !== peer.bytesRead || (socket.writableFinished && !peer.readableEnded))) return false;
  }
  return true;
}

function peerOf(socket: Socket): Socket | undefined {
  for (const other of sockets) {
    if (other !== socket && other.localPort === socket.remotePort && other.remotePort === socket.localPort) return other;
  }
  return undefined;
}
