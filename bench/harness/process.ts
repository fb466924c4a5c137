import { type ChildProcess, fork, spawnSync } from "node:child_process"
import { once } from "node:events"
import { availableParallelism } from "node:os"

/** The core that contenders run on, and the one for whoever sends requests to them. */
export const CORE = availableParallelism() - 1
export const OTHER_CORE = 0

export interface RunnerOptions {
  readonly core?: number
  /** Flags of Node. */
  readonly flags?: readonly string[]
}

/** One process that answers messages. All contenders are pinned to one core where the system can do that. */
export class Runner {
  readonly name: string
  readonly #child: ChildProcess

  constructor(name: string, script: string, args: readonly string[], options: RunnerOptions = {}) {
    const { core = CORE, flags = [] } = options
    this.name = name
    this.#child = fork(script, args, {
      env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" },
      execArgv: ["--expose-gc", "--no-warnings", ...flags],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    })
    pin(this.#child.pid!, core)
  }

  async ready<T>(): Promise<T> {
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

/** Pins a process and its threads to a core. */
export function pin(pid: number, core: number): void {
  spawnSync("taskset", ["-acp", String(core), String(pid)], { stdio: "ignore" })
}
