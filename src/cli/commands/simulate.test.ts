import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { until } from "../../../test/house/until.ts";
import { BIND_TRANSCEIVER, frame } from "../../channels/smpp/frames.testing.ts";
import { runCli } from "../cli.ts";
import { simulate } from "./simulate.ts";

const scratch = mkdtempSync(join(tmpdir(), "yizhan-simulate-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(scratch, name), text);
  return join(scratch, name);
}

describe("yizhan simulate", () => {
  it.each([
    [[], /^yizhan simulate: say which carrier: .*smpp/],
    [["smtp"], /^yizhan simulate: there is no carrier "smtp"; there are .*smpp/],
    [["smpp", "--port", "x"], /--port must be a number/],
    [["smpp", "--script", join(scratch, "nowhere")], /ENOENT/],
    [["smpp", "--script", file("wrong.yaml", "rules: [{ answer: maybe }]")], /wrong\.yaml: rules 1: answer must be one of accepted, /],
  ])("%j is refused", async (argv, message) => {
    const errors: string[] = [];
    const status = await runCli([simulate], ["simulate", ...argv], { env: {}, out: () => undefined, err: (line) => errors.push(line) });
    expect([status, errors]).toEqual([1, [expect.stringMatching(message)]]);
  });

  it("is a carrier until it is told to end", async () => {
    const portFile = join(scratch, "port");
    const script = file("script.yaml", "login: { user: yizhan, password: secret }");
    const bin = join(import.meta.dirname, "../../../bin/yizhan.ts");
    const lab = spawn(process.execPath, [bin, "simulate", "smpp", "--port", "0", "--script", script, "--port-file", portFile]);
    let printed = "";
    lab.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    await until("it listens", () => existsSync(portFile) && readFileSync(portFile, "utf8").endsWith("\n"));
    const [host = "", port] = readFileSync(portFile, "utf8").trim().split(":");
    const socket = connect({ host, port: Number(port) });
    socket.write(frame(BIND_TRANSCEIVER));
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString("hex", 4, 12)).toBe("8000000900000000");
    const ended = once(lab, "exit");
    lab.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(printed).toContain("a client logged in");
    expect(printed).toMatch(/0 submits, 0 accepted; .*0 connections\n$/);
    socket.destroy();
  });
});
