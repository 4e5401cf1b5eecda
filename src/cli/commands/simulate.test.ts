import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { until } from "../../../test/house/until.ts";
import { BIND_TRANSCEIVER, frame, SUBMIT } from "../../channels/smpp/frames.testing.ts";
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
    [["smpp", "--record", join(scratch, "nowhere", "books")], /--record: ENOENT/],
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
    const record = join(scratch, "books");
    const own = ["--port-file", portFile, "--record", record];
    const lab = spawn(process.execPath, [bin, "simulate", "smpp", "--port", "0", "--script", script, ...own]);
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
    socket.write(frame(SUBMIT));
    await once(socket, "data");
    const ended = once(lab, "exit");
    lab.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(printed).toContain("a client logged in");
    expect(printed).toMatch(/1 submits, 1 accepted; .*0 connections\n$/);
    const lines = readFileSync(record, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: "accepted", phone: "13800138000", source: "1069000005", unfinished: false }),
    ]);
    socket.destroy();
  });
});
