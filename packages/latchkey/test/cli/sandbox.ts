import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { build } from "esbuild"

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The CLI as it is installed, in a folder of its own. */
export interface Cli {
  /** Runs it in this folder, without a terminal and with nothing of this process's environment but the PATH. */
  run(folder: string, args: readonly string[], env?: Record<string, string>): CliResult
  /** The same, without waiting for its end. */
  start(folder: string, args: readonly string[], env?: Record<string, string>): ChildProcess
  /** A new project with these files. */
  project(files?: Record<string, string>): string
  /** A folder for the PATH whose programs write down how they were called. */
  standIns(programs: Record<string, StandIn>): StandIns
  remove(): void
}

export interface StandIn {
  /** What it prints when its arguments contain this word. */
  readonly prints?: Record<string, string>
  readonly exit?: number
}

export interface Call {
  readonly program: string
  readonly args: string[]
  readonly stdin: string
}

export interface StandIns {
  readonly path: string
  readonly calls: () => Call[]
}

const source = new URL("../../src/", import.meta.url).pathname

/** Builds the CLI once for a test file. */
export async function installCli(docs = "# Errors\n"): Promise<Cli> {
  const root = mkdtempSync(join(tmpdir(), "latchkey-cli-"))
  const installed = join(root, "package")
  await build({
    entryPoints: [join(source, "cli/index.ts")],
    outdir: join(installed, "dist/cli"),
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    alias: { "#crypto": join(source, "crypto/node.ts") },
    logLevel: "error",
  })
  mkdirSync(join(installed, "docs"))
  writeFileSync(join(installed, "docs/errors.md"), docs)
  writeFileSync(
    join(installed, "package.json"),
    '{"name":"latchkey","version":"9.9.9","type":"module"}',
  )
  const bin = join(installed, "dist/cli/index.js")
  let projects = 0
  return {
    run(folder, args, env = {}) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
        cwd: folder,
        env: { NODE_ENV: "test", PATH: process.env["PATH"] ?? "", HOME: root, ...env },
        encoding: "utf8",
        input: "",
      })
      return { code: status, stdout, stderr }
    },
    start(folder, args, env = {}) {
      return spawn(process.execPath, [bin, ...args], {
        cwd: folder,
        env: { NODE_ENV: "test", PATH: process.env["PATH"] ?? "", HOME: root, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      })
    },
    project(files = {}) {
      const folder = join(root, `project-${(projects += 1)}`)
      mkdirSync(folder)
      for (const [name, text] of Object.entries(files)) put(folder, name, text)
      return folder
    },
    standIns: (programs) => standIns(join(root, `bin-${(projects += 1)}`), programs),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Writes a file of a project. */
export function put(folder: string, name: string, text: string): void {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Runs git in a project. */
export function git(folder: string, ...args: string[]): string {
  const identity = [
    "-c",
    "user.name=T",
    "-c",
    "user.email=t@example.com",
    "-c",
    "commit.gpgsign=false",
  ]
  return execFileSync("git", [...identity, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  })
}

function standIns(folder: string, programs: Record<string, StandIn>): StandIns {
  mkdirSync(folder)
  const log = join(folder, "calls.jsonl")
  writeFileSync(log, "")
  for (const [program, { prints = {}, exit = 0 }] of Object.entries(programs)) {
    const script = `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs")
const args = process.argv.slice(2)
const stdin = readFileSync(0, "utf8")
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ program: ${JSON.stringify(program)}, args, stdin }) + "\\n")
const prints = ${JSON.stringify(prints)}
for (const word of Object.keys(prints)) if (args.includes(word)) console.log(prints[word])
process.exit(${exit})
`
    writeFileSync(join(folder, program), script)
    chmodSync(join(folder, program), 0o755)
  }
  return {
    path: folder,
    calls: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Call),
  }
}
