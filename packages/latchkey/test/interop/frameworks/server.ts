import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { pinnedNode } from "../../doors/tools.ts"
import { close, listen } from "../../support/issuer.ts"

const START_LIMIT = 30_000

export interface ServerOptions {
  readonly folder: string
  /** What Node gets, relative to the folder. */
  readonly args: readonly string[]
  readonly port: number
  readonly env: Record<string, string>
}

/** A process that serves one application. */
export class Server {
  readonly #child: ChildProcess
  /** What it wrote so far. */
  output = ""

  private constructor({ folder, args, port, env }: ServerOptions) {
    const { PATH = "" } = process.env
    this.#child = spawn(pinnedNode(), [...args], {
      cwd: folder,
      // Nothing of the environment that tests run in: what is not said here must not be needed.
      env: { PATH, NODE_ENV: "production", HOST: "127.0.0.1", PORT: String(port), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.output += text))
    }
  }

  /** @throws Error with what it wrote, if it does not answer in time. */
  static async start(options: ServerOptions): Promise<Server> {
    const server = new Server(options)
    const limit = Date.now() + START_LIMIT
    while (Date.now() < limit && server.#child.exitCode === null) {
      const answer = await fetch(`http://127.0.0.1:${options.port}/`).catch(() => undefined)
      if (answer) return server
      await sleep(50)
    }
    await server.stop()
    throw new Error(`The application does not answer:\n${server.output}`)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, "exit")
    this.#child.kill("SIGKILL")
    await gone
  }
}

/** One that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const url = await listen(probe)
  await close(probe)
  return Number(new URL(url).port)
}
