import { type ChildProcess, fork, spawnSync } from "node:child_process"
import { once } from "node:events"

const worker = new URL("./worker.ts", import.meta.url).pathname

/** Each contender runs warm in a process of its own; all are pinned to one core where the system can do that. */
export class Runner {
  readonly name: string
  readonly #child: ChildProcess

  /** `heap`: with a young space so large that nothing is collected while allocations are counted. */
  constructor(
    name: string,
    file: string,
    { core, heap = false }: { core: number; heap?: boolean },
  ) {
    this.name = name
    this.#child = fork(worker, [file], {
      env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" },
      execArgv: [
        "--expose-gc",
        "--no-warnings",
        ...(heap ? ["--min-semi-space-size=512", "--max-semi-space-size=512"] : []),
      ],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    })
    spawnSync("taskset", ["-cp", String(core), String(this.#child.pid)], { stdio: "ignore" })
  }

  async ready(): Promise<void> {
    await this.#reply()
  }

  async ask<T>(message: object): Promise<T> {
    this.#child.send(message)
    return (await this.#reply()) as T
  }

  stop(): void {
    this.#child.kill()
  }

  async #reply(): Promise<unknown> {
    const gone = once(this.#child, "exit").then(([code]) => {
      throw new Error(`${this.name} ended with ${String(code)}`)
    })
    const [{ result, error }] = (await Promise.race([once(this.#child, "message"), gone])) as [
      { result?: unknown; error?: string },
    ]
    gone.catch(() => {})
    if (error !== undefined) throw new Error(`${this.name}: ${error}`)
    return result
  }
}
