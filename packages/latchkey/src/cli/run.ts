import { resolve } from "node:path"
import process from "node:process"
import { parseArgs } from "node:util"
import {
  type Command,
  CommandError,
  type ExitCode,
  type Invocation,
  UsageError,
} from "./command.ts"
import type { Terminal } from "./terminal.ts"
import { VERSION } from "../web/version.ts"

/** Loaded when they are asked for: `--help` starts at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  secret: async () => (await import("./secret/command.ts")).secretCommand,
  keys: async () => (await import("./keys/command.ts")).keysCommand,
  doctor: async () => (await import("./doctor/command.ts")).doctorCommand,
  db: async () => (await import("./db/command.ts")).dbCommand,
  migrate: async () => (await import("./migrate/command.ts")).migrateCommand,
  explain: async () => (await import("./explain.ts")).explainCommand,
}

const HELP = `Usage: latchkey <command> [options]

  secret           make a secret and put it where it belongs
  keys             show the keys of this application; rotate, revoke, export them
  db               look at the tables of a database, make them, change them
  doctor           check the secrets of this project
  migrate          put Latchkey in the place of next-auth or @auth/core; undo it
  explain <code>   what an error code means and what to do

Options of every command:
  --dir <folder>   the project's folder (default: this one)
  --json           answer in JSON
  --help           options of a command
  --version

Exit codes: 0 well, 1 something is wrong, 2 wrong call, 3 done, but not everywhere yet.`

/** Runs one command. Never throws. */
export async function run(
  args: readonly string[],
  terminal: Terminal,
  env: Invocation["env"],
): Promise<ExitCode> {
  const [name, ...rest] = args
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    terminal.out(HELP)
    return name === undefined ? 2 : 0
  }
  if (name === "--version" || name === "-v") {
    terminal.out(VERSION)
    return 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    // What was typed isn't repeated: it may be a secret that slipped.
    terminal.note(`There is no such command.\n\n${HELP}`)
    return 2
  }
  return runOne(load, { called: name, args: rest, terminal, env })
}

interface Call {
  /** The words so far, e.g. `keys status`. */
  readonly called: string
  readonly args: readonly string[]
  readonly terminal: Terminal
  readonly env: Invocation["env"]
}

async function runOne(load: () => Promise<Command>, call: Call): Promise<ExitCode> {
  const { called, args, terminal, env } = call
  try {
    const command = await load()
    const [first = ""] = args
    const { subcommands = {} } = command
    if (Object.hasOwn(subcommands, first)) {
      return await runOne(subcommands[first]!, {
        ...call,
        called: `${called} ${first}`,
        args: args.slice(1),
      })
    }
    const end = args.indexOf("--")
    const options = end < 0 ? args : args.slice(0, end)
    if (options.includes("--help") || options.includes("-h")) {
      terminal.out(command.help)
      return 0
    }
    return await command.run(invocation(command, args, terminal, env))
  } catch (error) {
    return complain(error, called, args.includes("--json"), terminal)
  }
}

function invocation(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
  env: Invocation["env"],
): Invocation {
  const options = {
    ...command.options,
    dir: { type: "string" },
    json: { type: "boolean" },
  } as const
  const { values, positionals } = parseArgs({
    args: command.takesKeys ? keysLast(args, options) : [...args],
    options,
    allowPositionals: true,
    strict: true,
  })
  if (positionals.length > command.positionals) {
    throw new UsageError("There are more arguments than this command takes")
  }
  const flags = values as Invocation["flags"]
  const folder = resolve(process.cwd(), typeof flags["dir"] === "string" ? flags["dir"] : ".")
  const json = flags["json"] === true
  return { positionals, flags, folder, json, env, terminal: silent(json, terminal) }
}

/** An id that begins with a dash is no option: it is put where none can stand. */
function keysLast(args: readonly string[], options: Command["options"]): string[] {
  if (args.includes("--")) return [...args]
  const isKey = (word: string): boolean =>
    /^-[\w-]{7}$/.test(word) && !(word.startsWith("--") && Object.hasOwn(options, word.slice(2)))
  return [...args.filter((word) => !isKey(word)), "--", ...args.filter(isKey)]
}

/** Who wants JSON is a program: it isn't asked anything. */
function silent(json: boolean, terminal: Terminal): Terminal {
  return json ? { ...terminal, interactive: false, confirm: async () => false } : terminal
}

function complain(error: unknown, called: string, json: boolean, terminal: Terminal): ExitCode {
  const code = (error as { code?: unknown }).code
  const parsing = typeof code === "string" && code.startsWith("ERR_PARSE_ARGS")
  if (error instanceof UsageError || parsing) {
    terminal.note(`${(error as Error).message}.\nSee: latchkey ${called} --help`)
    return 2
  }
  const message = error instanceof Error ? error.message : "something unknown was thrown"
  if (json) terminal.out(JSON.stringify({ ok: false, error: message }))
  else terminal.note(`${terminal.paint.red("✗")} ${message}`)
  if (!(error instanceof CommandError) && error instanceof Error && !isSystem(error)) {
    terminal.note(error.stack?.split("\n").slice(1).join("\n") ?? "")
  }
  return 1
}

/** What the system refused, e.g. a read-only folder, needs no stack. */
function isSystem(error: Error): boolean {
  return "syscall" in error
}
