import { type ChildProcess, fork } from "node:child_process"
import { createServer, request as httpRequest, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import type { RingEvent } from "../../src/keys/managed/events.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

interface Message {
  readonly port?: number
  readonly event?: RingEvent
}

/** A real server, in a process of its own. */
export class Instance {
  readonly events: RingEvent[] = []
  readonly lines: string[] = []
  readonly #env: Record<string, string>
  readonly #folder: string | undefined
  #child: ChildProcess | undefined
  port = 0

  constructor(env: Record<string, string>, folder?: string) {
    this.#env = env
    this.#folder = folder
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(): Promise<this> {
    const inherited = Object.entries(process.env).filter(([name]) => !/AUTH|NODE_ENV/.test(name))
    const child = fork(here("./health-server.ts"), [], {
      execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
      env: {
        NODE_ENV: "production",
        ...Object.fromEntries(inherited),
        ...this.#env,
        PORT: String(this.port),
      },
      ...(this.#folder ? { cwd: this.#folder } : {}),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => this.lines.push(text))
    }
    this.#child = child
    this.port = await new Promise<number>((resolve, reject) => {
      child.on("message", ({ port, event }: Message) => {
        if (event) this.events.push(event)
        if (port) resolve(port)
      })
      child.on("exit", () => reject(new Error(this.lines.join(""))))
    })
    return this
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.on("exit", resolve))
    child.kill("SIGKILL")
    await gone
  }
}

/** In front of several, each in turn. */
export async function roundRobin(
  instances: readonly Instance[],
): Promise<{ url: string; server: Server }> {
  let next = 0
  const server = createServer((incoming, outgoing) => {
    const { port } = instances[next++ % instances.length]!
    const { method, headers, url: path } = incoming
    const passed = httpRequest({ port, host: "127.0.0.1", method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on("error", () => outgoing.writeHead(502).end())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
