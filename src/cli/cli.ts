import { type ParseArgsConfig, parseArgs } from "node:util";
import { Problem } from "./problem.ts";

export type Options = NonNullable<ParseArgsConfig["options"]>;

/** One command of `yizhan`. */
export interface Command {
  readonly name: string;
  /** e.g. `apply FILE [--data DIR]` */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Option → what it does; a test checks that each option has its line. */
  readonly help: Readonly<Record<string, string>>;
  readonly options: Options;
  /** How many arguments it takes at most. */
  readonly takes: number;
  /** @param values options by name; @param args what is left */
  run(values: Readonly<Record<string, string | boolean | string[] | undefined>>, args: readonly string[], io: CommandIo): Promise<void>;
}

export interface CommandIo {
  readonly out: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs the command that `argv` names; resolves to the exit status. Errors become one plain line. */
export async function runCli(
  commands: readonly Command[],
  argv: readonly string[],
  io: CommandIo & { readonly err: (line: string) => void },
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    for (const line of overview(commands)) io.out(line);
    return name === undefined ? 1 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    io.err(`yizhan: there is no command "${name}"; yizhan --help lists them`);
    return 1;
  }
  try {
    const { values, positionals } = parseArgs({
      args: numbersLast(rest),
      options: { ...command.options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    const surplus = positionals[command.takes];
    if (values.help) for (const line of usage(command)) io.out(line);
    else if (surplus !== undefined) throw new Problem(`"${surplus}" is too much; usage: yizhan ${command.usage}`);
    else await command.run(values as Readonly<Record<string, string | boolean | undefined>>, positionals, io);
    return 0;
  } catch (error) {
    io.err(`yizhan ${name}: ${sentence(error)}`);
    return 1;
  }
}

/** `recharge LOGIN -5`: a negative number is an argument, not an option of that name. */
function numbersLast(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const negative = (arg: string): boolean => /^-\d+$/.test(arg);
  return [...own.filter((arg) => !negative(arg)), "--", ...own.filter(negative), ...(end < 0 ? [] : args.slice(end + 1))];
}

function overview(commands: readonly Command[]): readonly string[] {
  const width = Math.max(...commands.map((command) => command.usage.length));
  return [
    "Yizhan (驿站), an open SMS platform.",
    "",
    ...commands.map((command) => `  yizhan ${command.usage.padEnd(width)}  ${command.summary}`),
    "",
    "yizhan COMMAND --help says more.",
  ];
}

function usage(command: Command): readonly string[] {
  const lines = Object.entries(command.help).map(([option, text]) => `  --${option.padEnd(14)} ${text}`);
  return [`yizhan ${command.usage}`, "", command.summary, ...(lines.length > 0 ? ["", ...lines] : [])];
}

/** Bad arguments and problems speak for themselves; anything else is a bug, whose place we want to know. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  const expected = error instanceof Problem || error.name === "StoreError" || typeof code === "string";
  return expected ? error.message.split("\n").join(" ") : (error.stack ?? error.message);
}

/** An option's text value, or the fallback. */
export function text(values: Readonly<Record<string, unknown>>, name: string, fallback: string): string {
  const value = values[name];
  return typeof value === "string" ? value : fallback;
}
