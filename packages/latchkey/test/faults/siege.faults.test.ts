/**
 * Many connections, slow ones, large bodies and many sessions, against a real server whose heap is small: others are
 * served meanwhile, and nothing is left over. `npm run faults` has ten thousand connections.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Vitals } from "./siege-server.ts"

const SCALE = Number(process.env["FAULTS_SCALE"] ?? 1)
/** Of what takes its time. */
const ROUNDS = Math.min(SCALE, 3)
/** Connections that are slow. */
const SLOW = 100 * Math.min(SCALE, 10)
const MiB = 1_048_576
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** However it ends: a reset is an end, too. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once("close", () => resolve())
  })

describe("a server under siege", { timeout: 240_000 + 10_000 * SCALE }, () => {
  let child: ChildProcess
  let port = 0
  const sockets = new Set<Socket>()

  const vitals = async (): Promise<Vitals> => {
    child.send("how are you")
    const [said] = (await once(child, "message")) as [Vitals]
    return said
  }
  beforeAll(async () => {
    const hooks = ["--import", here("../support/source-hooks.mjs")]
    child = fork(here("./siege-server.ts"), [], {
      execArgv: [...hooks, "--max-old-space-size=64", "--expose-gc", "--no-warnings"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    })
    const [said] = (await once(child, "message")) as [Vitals]
    port = said.port
  }, 60_000)
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    child.kill("SIGKILL")
  })

  async function dial(bytes = ""): Promise<Socket> {
    const socket = connect(port, "127.0.0.1")
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => sockets.delete(socket))
    await once(socket, "connect")
    if (bytes) socket.write(bytes)
    return socket
  }
  const many = (count: number, bytes = ""): Promise<Socket[]> =>
    Promise.all(Array.from({ length: count }, () => dial(bytes)))

  const url = (path: string): string => `http://127.0.0.1:${port}/auth${path}`

  /** Someone signs in, looks, and signs out. */
  async function visit(): Promise<void> {
    const jar = new Map<string, string>()
    const send = async (path: string, fields?: Record<string, string>): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
      const answer = await fetch(url(path), {
        redirect: "manual",
        // One connection each: one that is kept may be closed as it is taken.
        headers: { connection: "close", cookie, origin: `http://127.0.0.1:${port}` },
        ...(fields && { method: "POST", body: new URLSearchParams(fields) }),
      })
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ""] = line.split(";")
        jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1))
      }
      return answer
    }
    const csrfToken = async (): Promise<string> =>
      ((await (await send("/csrf")).json()) as { csrfToken: string }).csrfToken
    await send("/callback/credentials", { csrfToken: await csrfToken() })
    expect(await (await send("/session")).json()).toMatchObject({ user: { name: "Ada" } })
    await send("/signout", { csrfToken: await csrfToken() })
    expect(await (await send("/session")).json()).toBeNull()
  }

  async function isQuiet(): Promise<void> {
    const open = async (): Promise<number> => (await vitals()).open
    await expect.poll(open, { timeout: 60_000, interval: 200 }).toBe(0)
  }

  it("FLT-150: connections that say nothing", async () => {
    const all: Socket[] = []
    // In waves: a listener has a queue.
    for (let n = 0; n < SCALE; n++) all.push(...(await many(300)))
    await visit()
    expect((await vitals()).connections).toBeGreaterThan(0)
    for (const socket of all) socket.destroy()
    await visit()
  })

  it("FLT-151: connections that send a header a byte at a time", async () => {
    const all = await many(SLOW, "GET /auth/session HTTP/1.1\r\nhost: x\r\nx-slow: ")
    const drip = setInterval(() => {
      for (const socket of all) if (!socket.destroyed) socket.write("a")
    }, 200)
    await visit()
    // The server's own limit ends them; ours has seen none.
    await Promise.all(all.map(closed))
    clearInterval(drip)
    await isQuiet()
  })

  it("FLT-152: connections that send a body a byte at a time", async () => {
    const head =
      "POST /auth/signin/credentials HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 4000\r\n\r\na="
    const all = await many(SLOW, head)
    const drip = setInterval(() => {
      for (const socket of all) if (!socket.destroyed) socket.write("a")
    }, 200)
    await expect.poll(async () => (await vitals()).open, { timeout: 60_000 }).toBeGreaterThan(0)
    await visit()
    await Promise.all(all.map(closed))
    clearInterval(drip)
    // What was waiting for the rest is not waiting any more.
    await isQuiet()
  })

  it("FLT-153: bodies of 8 MiB at once, with a heap of 64 MiB", async () => {
    const body = new Uint8Array(8 * MiB).fill(97)
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    const send = async (declared: boolean): Promise<number> => {
      const stream = new Blob([body]).stream()
      const answer = await fetch(url("/signin/credentials"), {
        method: "POST",
        headers,
        ...(declared ? { body } : { body: stream, duplex: "half" }),
      } as RequestInit).catch(() => undefined)
      return answer?.status ?? 413
    }
    for (let n = 0; n < ROUNDS; n++) {
      const all = await Promise.all(Array.from({ length: 30 }, (_, one) => send(one % 2 === 0)))
      expect(new Set(all)).toEqual(new Set([413]))
    }
    await visit()
    await isQuiet()
    expect((await vitals()).heap).toBeLessThan(48 * MiB)
  })

  it("FLT-154: many sessions begin and end, with a heap of 64 MiB", async () => {
    for (let n = 0; n < 20; n++) await visit()
    const { heap } = await vitals()
    for (let n = 0; n < 10 * ROUNDS; n++) await Promise.all(Array.from({ length: 10 }, visit))
    const after = await vitals()
    expect(after.heap - heap).toBeLessThan(4 * MiB)
  })

  it("FLT-155: people who go away before they are answered", async () => {
    for (let n = 0; n < ROUNDS; n++) {
      const all = await many(100, "GET /auth/signin HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
      for (const socket of all) socket.resetAndDestroy()
    }
    await isQuiet()
    await visit()
  })
})
