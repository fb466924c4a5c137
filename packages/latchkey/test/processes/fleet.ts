import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Done, Settings, Task } from "./orders.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const preload = (path: string): string[] => ["--import", here(path)]

/** A process that can be killed and comes back. */
export class Instance {
  readonly #settings: Settings
  readonly #waiting = new Map<number, (done: Done | null) => void>()
  #child: ChildProcess | undefined
  #count = 0
  /** Milliseconds that its clock is off. */
  readonly clock: number
  port = 0

  constructor(settings: Settings, clock = 0) {
    this.#settings = settings
    this.clock = clock
  }

  get alive(): boolean {
    return this.#child !== undefined
  }

  async start(): Promise<void> {
    const child = fork(here("./application.ts"), [JSON.stringify(this.#settings)], {
      execArgv: [
        ...preload("../support/shifted-clock.mjs"),
        ...preload("../support/source-hooks.mjs"),
        "--no-warnings",
      ],
      env: {
        ...process.env,
        NODE_ENV: "production",
        AUTH_URL: "https://app.example",
        AUTH_SECRET: "the-root-of-eight-processes-0123456789",
        TEST_CLOCK_SHIFT: String(this.clock),
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    })
    child.on("message", (done: Done) => this.#answer(done.id, done))
    const ready = new Promise<Done | null>((resolve) => this.#waiting.set(0, resolve))
    child.on("exit", () => {
      this.#child = undefined
      for (const id of this.#waiting.keys()) this.#answer(id, null)
    })
    const done = await ready
    if (!done) throw new Error("The instance did not start.")
    this.port = done.port!
    this.#child = child
  }

  /** Null where it was killed meanwhile. */
  ask(order: Task["order"], given: Omit<Task, "id" | "order"> = {}): Promise<Done | null> {
    const id = ++this.#count
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      if (!this.#child?.connected) return this.#answer(id, null)
      this.#child.send({ id, order, ...given }, (error) => error && this.#answer(id, null))
    })
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child) return
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
  }

  #answer(id: number, done: Done | null): void {
    this.#waiting.get(id)?.(done)
    this.#waiting.delete(id)
  }
}

/** Eight instances of an application. */
export class Fleet {
  readonly instances: readonly Instance[]

  /** @param clocks - For each instance, the milliseconds that its clock is off. */
  constructor(settings: Settings, clocks: readonly number[] = Array.from({ length: 8 }, () => 0)) {
    this.instances = clocks.map((clock) => new Instance(settings, clock))
  }

  /** All come to an empty store at the same time. */
  async start(): Promise<this> {
    await Promise.all(this.instances.map((one) => one.start()))
    return this
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((one) => one.kill()))
  }

  /** Asks all of them. */
  ask(order: Task["order"], given: Omit<Task, "id" | "order"> = {}): Promise<(Done | null)[]> {
    return Promise.all(this.instances.map((one) => one.ask(order, given)))
  }
}
