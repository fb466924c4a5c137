import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
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
  /** Its program. */
  readonly bin: string
  /** Runs it in this folder, without a terminal and with nothing of this process's environment but the PATH. */
  run(folder: string, args: readonly string[], env?: Record<string, string>): CliResult
  /** The same, while this process goes on. */
  start(folder: string, args: readonly string[], env?: Record<string, string>): Promise<CliResult>
  /** The same in a terminal of so many columns; what it shows is all in `stdout`. */
  inTerminal(
    folder: string,
    args: readonly string[],
    options?: { columns?: number; types?: string; env?: Record<string, string> },
  ): CliResult
  /** Gives a project packages to import: ours, with these of this repository. */
  install(folder: string, packages?: readonly string[]): void
  /** The same, for whoever wants to stop it. */
  spawn(folder: string, args: readonly string[], env?: Record<string, string>): ChildProcess
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
const modules = new URL("../../../../node_modules/", import.meta.url).pathname
const STORES = ["mysql", "postgres", "redis", "sqlite"] as const
const EXPORTS = {
  "./project": "./dist/project/index.js",
  "./keyring": "./dist/keys/managed/index.js",
  "./keyring/*": "./dist/keys/stores/*.js",
}

/** Builds the CLI once for a test file. */
export async function installCli(docs = "# Errors\n"): Promise<Cli> {
  const root = mkdtempSync(join(tmpdir(), "latchkey-cli-"))
  const installed = join(root, "package")
  await build({
    entryPoints: [
      ...["cli", "project", "keys/managed"].map((room) => join(source, room, "index.ts")),
      ...STORES.map((name) => join(source, `keys/stores/${name}.ts`)),
    ],
    outbase: source,
    outdir: join(installed, "dist"),
    bundle: true,
    splitting: true,
    // As deep as they are without a bundler: the documentation is found from there.
    chunkNames: "cli/[name]-[hash]",
    platform: "node",
    format: "esm",
    target: "node20.19",
    alias: { "#crypto": join(source, "crypto/node.ts") },
    logLevel: "error",
  })
  mkdirSync(join(installed, "docs"))
  writeFileSync(join(installed, "docs/errors.md"), docs)
  writeFileSync(
    join(installed, "docs/doctor.md"),
    "# Findings\n\n## OpenFile\n\nOthers can read it.\n",
  )
  writeFileSync(
    join(installed, "package.json"),
    JSON.stringify({ name: "latchkey", version: "9.9.9", type: "module", exports: EXPORTS }),
  )
  const bin = join(installed, "dist/cli/index.js")
  let projects = 0
  const environment = (env: Record<string, string>): NodeJS.ProcessEnv => {
    return { NODE_ENV: "test", PATH: process.env["PATH"] ?? "", HOME: root, ...env }
  }
  return {
    bin,
    run(folder, args, env = {}) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
        cwd: folder,
        env: environment(env),
        encoding: "utf8",
        input: "",
        timeout: 60_000,
      })
      return { code: status, stdout, stderr }
    },
    async start(folder, args, env = {}) {
      const child = spawn(process.execPath, [bin, ...args], {
        cwd: folder,
        env: environment(env),
        stdio: ["ignore", "pipe", "pipe"],
      })
      const said = { stdout: "", stderr: "" }
      for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text))
      }
      const code = await new Promise<number | null>((resolve) => child.on("close", resolve))
      return { code, ...said }
    },
    inTerminal(folder, args, { columns = 100, types = "", env = {} } = {}) {
      const call = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(" ")
      const { status, stdout, stderr } = spawnSync(
        "script",
        ["-qec", `stty cols ${columns}; ${call}`, "/dev/null"],
        {
          cwd: folder,
          env: environment({ TERM: "xterm", LANG: "C.UTF-8", ...env }),
          encoding: "utf8",
          input: types,
        },
      )
      return { code: status, stdout: stdout.replaceAll("\r\n", "\n"), stderr }
    },
    install(folder, packages = []) {
      mkdirSync(join(folder, "node_modules"))
      symlinkSync(installed, join(folder, "node_modules/latchkey"))
      for (const name of packages) {
        symlinkSync(join(modules, name), join(folder, "node_modules", name))
      }
    },
    spawn(folder, args, env = {}) {
      return spawn(process.execPath, [bin, ...args], {
        cwd: folder,
        env: environment(env),
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
