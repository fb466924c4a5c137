import { type ChildProcess, fork, spawnSync } from "node:child_process"
import { once } from "node:events"
import { availableParallelism } from "node:os"

/** The core that contenders run on, and the one for whoever sends requests to them. */
export const CORE = availableParallelism() - 1
export const OTHER_CORE = 0
export const ALL_CORES = `0-${CORE}`

export interface RunnerOptions {
  readonly core?: number | string
  /** Flags of Node. */
  readonly flags?: readonly string[]
}

const POSTGRES = "LATCHKEY_TEST_POSTGRES"
/** Nothing of the caller's environment, but where the server is. */
const env: Record<string, string> & { readonly NODE_ENV: "production" } = {
  PATH: process.env["PATH"] ?? "",
  NODE_ENV: "production",
  ...(process.env[POSTGRES] ? { [POSTGRES]: process.env[POSTGRES] } : {}),
}

/** One process that answers messages. All contenders are pinned to one core where the system can do that. */
export class Runner {
  readonly name: string
  readonly #child: ChildProcess

  constructor(name: string, script: string, args: readonly string[], options: RunnerOptions = {}) {
    const { core = CORE, flags = [] } = options
    this.name = name
    this.#child = fork(script, args, {
      env,
      execArgv: ["--expose-gc", "--no-warnings", ...flags],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    })
    pin(this.#child.pid!, core)
  }

  async ready<T>(): Promise<T> {
    return this.next<T>()
  }

  /** What it says by itself. */
  async next<T>(): Promise<T> {
    return (await this.#reply()) as T
  }

  async ask<T>(message: object): Promise<T> {
    this.#child.send(message)
    return (await this.#reply()) as T
  }

  stop(): void {
    this.#child.kill()
  }

  async #reply(): Promise<unknown> {
    const aborted = new AbortController()
    const { signal } = aborted
    const gone = once(this.#child, "exit", { signal }).then(([code]) => {
      throw new Error(`${this.name} ended with ${String(code)}`)
    })
    gone.catch(() => {})
    const [{ result, error }] = (await Promise.race([once(this.#child, "message"), gone])) as [
      { result?: unknown; error?: string },
    ]
    aborted.abort()
    if (error !== undefined) throw new Error(`${this.name}: ${error}`)
    return result
  }
}

/** Pins a process and its threads to a core, or to some. */
export function pin(pid: number, core: number | string): void {
  spawnSync("taskset", ["-acp", String(core), String(pid)], { stdio: "ignore" })
}
