import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { chown } from "node:fs/promises"
import { connect, createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

export type DatabaseKind = "postgres" | "mysql" | "redis"

const isRoot = process.getuid?.() === 0
const run = promisify(execFile)

/** How a kind of server is made and run in a folder of its own. */
interface Recipe {
  /** The program, or undefined where it is not installed. */
  readonly program: () => string | undefined
  readonly prepare?: (folder: string, program: string) => Promise<void>
  readonly args: (folder: string, port: number) => readonly string[]
  /** Whether one that listens is done with starting; by default it is. */
  readonly isUp?: (port: number) => Promise<boolean>
  /** Ends it at once, without time to tidy up. */
  readonly kill: NodeJS.Signals
  readonly url: (port: number) => string
  /** PostgreSQL does not run as root. */
  readonly asUser?: string
}

const found = (...paths: (string | undefined)[]): string | undefined =>
  paths.find((path) => path !== undefined && existsSync(path))

function postgresBin(name: string): string | undefined {
  const versions = "/usr/lib/postgresql"
  const newest = existsSync(versions)
    ? readdirSync(versions)
        .toSorted((a, b) => Number(a) - Number(b))
        .at(-1)
    : undefined
  return newest === undefined ? undefined : found(join(versions, newest, "bin", name))
}

/** PostgreSQL's postmaster leaves children behind when it is killed; SIGQUIT ends all of them as at a crash. */
const postgres: Recipe = {
  program: () => postgresBin("postgres"),
  async prepare(folder) {
    const args = ["-D", folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
    await runAs("postgres", postgresBin("initdb")!, [...args, "--locale=C"])
  },
  args: (folder, port) =>
    `-D ${folder} -k ${folder} -p ${port} -h 127.0.0.1 -c fsync=off -c max_connections=60`.split(
      " ",
    ),
  isUp: async (port) => {
    const program = postgresBin("pg_isready")
    if (program === undefined) return true
    return run(program, ["-q", "-h", "127.0.0.1", "-p", String(port)]).then(
      () => true,
      () => false,
    )
  },
  kill: "SIGQUIT",
  url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
  asUser: "postgres",
}

const mysql: Recipe = {
  program: () => found("/usr/sbin/mariadbd", "/usr/bin/mariadbd"),
  async prepare(folder) {
    const args = ["--no-defaults", `--datadir=${folder}`, "--skip-test-db"]
    await run("mariadb-install-db", [...args, "--auth-root-authentication-method=normal"])
  },
  args: (folder, port) => [
    "--no-defaults",
    ...(isRoot ? ["--user=root"] : []),
    `--datadir=${folder}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--socket=${join(folder, "socket")}`,
    `--pid-file=${join(folder, "pid")}`,
    "--innodb-buffer-pool-size=16M",
  ],
  kill: "SIGKILL",
  url: (port) => `mysql://root@127.0.0.1:${port}/mysql`,
}

const redis: Recipe = {
  program: () => found("/usr/bin/redis-server", "/usr/local/bin/redis-server"),
  args: (folder, port) => [
    ...`--port ${port} --bind 127.0.0.1 --dir ${folder} --appendonly yes --appendfsync always`.split(
      " ",
    ),
    "--save",
    "",
  ],
  kill: "SIGKILL",
  url: (port) => `redis://127.0.0.1:${port}`,
}

const recipes: Readonly<Record<DatabaseKind, Recipe>> = { postgres, mysql, redis }

/** Whether a server of this kind can be started here. */
export function canStart(kind: DatabaseKind): boolean {
  return recipes[kind].program() !== undefined
}

/** A database server of a test's own, with its own data, which can be killed and comes back with them. */
export class PrivateServer {
  readonly #recipe: Recipe
  readonly #folder: string
  readonly #more: readonly string[]
  #child: ChildProcess | undefined
  port = 0

  /** `more` are arguments of the server. */
  constructor(kind: DatabaseKind, more: readonly string[] = []) {
    this.#recipe = recipes[kind]
    this.#more = more
    this.#folder = mkdtempSync(join(tmpdir(), `latchkey-${kind}-`))
  }

  get url(): string {
    return this.urlAt(this.port)
  }

  /** Its address behind a proxy. */
  urlAt(port: number): string {
    return this.#recipe.url(port)
  }

  async start(): Promise<this> {
    if (this.port === 0) {
      const { asUser, prepare } = this.#recipe
      if (asUser && isRoot) await chown(this.#folder, await idOf(asUser), -1)
      await prepare?.(this.#folder, this.#recipe.program()!)
      // At last, since others look for one as well.
      this.port = await freePort()
    }
    const { program, args, asUser, isUp } = this.#recipe
    const [file, all] = as(asUser, program()!, args(this.#folder, this.port))
    this.#child = spawn(file, [...all, ...this.#more], { stdio: "ignore" })
    await answers(this.port, this.#child, isUp)
    return this
  }

  /** Kills it in the middle of whatever it does. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill(this.#recipe.kill)
    await once(child, "exit")
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function as(user: string | undefined, file: string, args: readonly string[]): [string, string[]] {
  if (!user || !isRoot) return [file, [...args]]
  return ["setpriv", [`--reuid=${user}`, `--regid=${user}`, "--init-groups", file, ...args]]
}

async function runAs(user: string, file: string, args: readonly string[]): Promise<void> {
  const [program, all] = as(user, file, args)
  await run(program, all, { cwd: tmpdir() })
}

async function idOf(user: string): Promise<number> {
  return Number((await run("id", ["-u", user])).stdout)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

/** Waits until it takes connections. */
async function answers(
  port: number,
  child: ChildProcess,
  isUp: Recipe["isUp"] = async () => true,
): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    if ((await listens(port)) && (await isUp(port))) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error("The server does not listen.")
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.on("connect", () => end(true)).on("error", () => end(false))
  })
}
