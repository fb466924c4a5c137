/** A process from its start to its end, over one that does nothing: with a whole server, or with a check alone. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { type Measurement, median } from "../harness/pace.ts"
import { CORE } from "../harness/process.ts"
import { secretsOf } from "../harness/row.ts"
import { listening } from "../harness/server.ts"
import { starts as names } from "../list.ts"
import type { Line } from "../report/section.ts"

const here = (path: string): string => new URL(path, import.meta.url).pathname
const EMPTY = "empty"
/** As somebody would write it who needs no more: it loads what any check loads of Node. */
const FLOOR = "floor-wire"

interface Start {
  readonly wall: number
  readonly cpu: number
  readonly peak: number
}

/** A cookie of the library, made in another process. */
async function cookieOf(contender: string): Promise<string> {
  const server = contender === "better-auth" ? "better-auth-jwe" : contender
  const { runner, cookie } = await listening(server)
  runner.stop()
  return cookie
}

async function node(name: string, cookie: string, flags: readonly string[] = []) {
  const args = ["-c", String(CORE), process.execPath, "--no-warnings", ...flags]
  const env = {
    PATH: process.env["PATH"],
    NODE_ENV: "production" as const,
    BENCH_COOKIE: cookie,
    BENCH_SECRET: secretsOf(1)[0]!,
  }
  return promisify(execFile)("taskset", [...args, here(`../starts/${name}.mjs`)], { env })
}

async function start(name: string, cookie: string): Promise<Start> {
  const before = performance.now()
  const { stdout } = await node(name, cookie)
  const wall = performance.now() - before
  return { wall, ...(JSON.parse(stdout) as Omit<Start, "wall">) }
}

async function filesOf(name: string, cookie: string): Promise<number> {
  const { stderr } = await node(name, cookie, ["--import", here("../starts/count.mjs")])
  return Number(/files (\d+)/.exec(stderr)![1])
}

export const starts: Measurement = {
  id: "start",
  title: "A process that starts, reads one session and ends, over an empty one",
  seconds: (pace) => names.length * (0.8 + pace.starts * 0.2),
  async run(pace) {
    const cookies = new Map<string, string>([[EMPTY, ""]])
    const rounds = new Map<string, Start[]>([EMPTY, ...names].map((name) => [name, []]))
    for (const name of names) {
      const [contender] = name.split(".") as [string]
      if (!cookies.has(contender)) cookies.set(contender, await cookieOf(contender))
    }
    const cookie = (name: string): string => cookies.get(name.split(".")[0]!)!
    // The first of each reads its files from the disk.
    for (const name of rounds.keys()) await start(name, cookie(name))
    for (let round = 0; round < pace.starts; round++) {
      for (const [name, each] of rounds) each.push(await start(name, cookie(name)))
    }
    const empty = rounds.get(EMPTY)!
    const lines: Line[] = []
    const overEmpty = (name: string, value: (start: Start) => number): number =>
      median(rounds.get(name)!.map((one, n) => value(one) - value(empty[n]!)))
    for (const [name, each] of rounds) {
      const over = (value: (start: Start) => number): number => overEmpty(name, value)
      const floor = `${FLOOR}.${name.split(".")[1]}`
      const overFloor = (value: (start: Start) => number): number =>
        over(value) / overEmpty(floor, value)
      const values = {
        wall: median(each.map(({ wall }) => wall)),
        cpu: median(each.map(({ cpu }) => cpu)),
        ...(name === EMPTY
          ? {}
          : {
              "wall over": over(({ wall }) => wall),
              "cpu over": over(({ cpu }) => cpu),
              "peak over": over(({ peak }) => peak),
              "x floor": overFloor(({ wall }) => wall),
              "cpu x floor": overFloor(({ cpu }) => cpu),
              files: await filesOf(name, cookie(name)),
            }),
      }
      lines.push({ contender: name, values })
    }
    const columns = [
      { id: "wall", title: "ms" },
      { id: "cpu", title: "ms of CPU" },
      { id: "wall over", title: "ms over empty" },
      { id: "cpu over", title: "ms of CPU over empty" },
      { id: "x floor", title: "× the floor's" },
      { id: "cpu x floor", title: "of CPU" },
      { id: "peak over", title: "MB over empty" },
      { id: "files", title: "files" },
    ]
    return { id: starts.id, title: starts.title, columns, lines }
  },
}
