/** A server of `node:http` on one core, asked from the other: how much of it a check leaves. */
import { EMAIL } from "../harness/contender.ts"
import { type Measurement, median, type Pace } from "../harness/pace.ts"
import { type Listening, listening } from "../harness/server.ts"
import { servers as names } from "../list.ts"
import { type Load, load } from "../load/client.ts"
import type { Line } from "../report/section.ts"

/** Loads of each server, in turn. */
const ROUNDS = 7
const BARE = "bare"
/** A server has more to compile than a check alone: what it takes falls for two seconds. */
const WARM_UPS = 3

interface Server extends Listening {
  readonly name: string
  readonly rounds: (Load & { readonly cpu: number })[]
}

async function start(name: string): Promise<Server> {
  const { runner, port, cookie } = await listening(name)
  const headers = { cookie, "x-forwarded-proto": "https" }
  const answer = (await (await fetch(`http://127.0.0.1:${port}/page`, { headers })).json()) as {
    email: string
  }
  if (answer.email !== EMAIL) throw new Error(`server ${name} answers ${answer.email}`)
  return { name, runner, port, cookie, rounds: [] }
}

async function measure({ runner, port, cookie, rounds }: Server, pace: Pace): Promise<void> {
  await load(port, cookie, pace.load / 6)
  await runner.ask({})
  const loaded = await load(port, cookie, pace.load)
  rounds.push({ ...loaded, cpu: (await runner.ask<{ cpu: number }>({})).cpu })
}

const perSecond = ({ requests, seconds }: Load): number => requests / seconds

/** Microseconds of CPU: what the server takes, however fast it is asked. */
const perRequest = ({ cpu, requests }: Server["rounds"][number]): number => cpu / requests

function lineOf({ name, rounds }: Server, bare: Server): Line {
  const of = (value: (round: Server["rounds"][number], n: number) => number): number =>
    median(rounds.map(value))
  const values = {
    "requests/s": of(perSecond),
    share: of((round, n) => (100 * perSecond(round)) / perSecond(bare.rounds[n]!)),
    "share of CPU": of((round, n) => (100 * perRequest(bare.rounds[n]!)) / perRequest(round)),
    cpu: of(perRequest),
    busy: of(({ cpu, seconds }) => cpu / seconds / 10_000),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
  }
  return { contender: name, values }
}

const note =
  "By CPU: what a bare server takes for a request, over what this one takes; where the server is busy all the time it is the share of requests per second, and it stays that where whoever asks is slower than the server."

export const servers: Measurement = {
  id: "server",
  title: "A server of `node:http` under load from another process, with the documented check",
  seconds: (pace) =>
    names.length * (0.8 + (pace.warmUp * WARM_UPS + (ROUNDS * pace.load * 7) / 6) / 1000),
  async run(pace) {
    const all: Server[] = []
    try {
      for (const name of names) all.push(await start(name))
      for (const { port, cookie } of all) await load(port, cookie, pace.warmUp * WARM_UPS)
      for (let round = 0; round < ROUNDS; round++) {
        for (const server of all) await measure(server, pace)
      }
    } finally {
      for (const { runner } of all) runner.stop()
    }
    const bare = all.find(({ name }) => name === BARE)!
    const { id, title } = servers
    const columns = [
      { id: "requests/s", title: "requests/s" },
      { id: "share", title: "% kept" },
      { id: "share of CPU", title: "% kept, by CPU" },
      { id: "cpu", title: "µs of CPU" },
      { id: "busy", title: "% busy" },
      { id: "p50", title: "p50 ms" },
      { id: "p99", title: "p99 ms" },
    ]
    return { id, title, note, columns, lines: all.map((server) => lineOf(server, bare)) }
  },
}
