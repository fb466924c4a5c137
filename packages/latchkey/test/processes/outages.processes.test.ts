import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { FaultProxy, type NetworkFault } from "../support/fault-proxy.ts"
import { canStart, PrivateServer } from "../support/private-server.ts"
import { placeIn } from "./databases.ts"
import { randomOf, rounds, seed, until } from "./endurance.ts"
import { Fleet } from "./fleet.ts"
import type { Settings } from "./orders.ts"
import { Visitor } from "./visitor.ts"

/** Keys change when the test says so, and within a second or two. */
const policy: Settings["policy"] = {
  rotate: "1h",
  propagation: "10s",
  refresh: "200ms",
  skew: "200ms",
  maxTokenAge: "30d",
  staleness: "1h",
}
const faults: NetworkFault[] = [
  { kind: "cut" },
  { kind: "delay", ms: 120 },
  { kind: "half-open" },
  { kind: "truncated", bytes: 7 },
]

describe.each(["postgres", "mysql", "redis"] as const)("a server of %s that fails", (kind) => {
  const here = canStart(kind)
  let server: PrivateServer
  let proxy: FaultProxy

  beforeAll(async () => {
    if (!here) return
    server = await new PrivateServer(kind).start()
    proxy = await new FaultProxy({ host: "127.0.0.1", port: server.port }).start()
  }, 60_000)
  afterAll(async () => {
    await proxy?.stop()
    await server?.remove()
  }, 60_000)

  it.skipIf(!here)(
    "a session stays through rotations, network faults and the server's death, and nobody gets a 5xx",
    { timeout: 240_000 * (1 + rounds) },
    async () => {
      const random = randomOf(seed)
      const settings = { kind, url: server.urlAt(proxy.port), name: "lk_outages", policy }
      const fleet = await new Fleet(settings).start()
      const visitor = new Visitor(fleet)
      await visitor.signIn()

      /** A key more, which all instances seal with in the end. */
      const rotate = async (): Promise<void> => {
        const [first] = fleet.instances
        let waiting: string | undefined
        // A connection that a fault has broken may fail a person's first order; the next has another.
        await until("a key that waits", async () => {
          waiting = (await first!.ask("rotate"))?.waiting?.[0]
          return waiting !== undefined
        })
        await until("the new key seals everywhere", async () => {
          const all = await fleet.ask("status")
          return all.every((one) => one?.kid === waiting)
        })
      }
      /** Every instance answers the visitor twice more. */
      const goRound = (): Promise<void> => {
        const enough = visitor.visits + 16
        return until("the visitor goes round", () => visitor.visits >= enough)
      }
      const recovered = (): Promise<void> =>
        until("all reach the store again", async () => {
          const all = await fleet.ask("status")
          return all.every((one) => one?.rev !== undefined)
        })

      await visitor.during(async () => {
        for (let round = 0; round < rounds; round++) {
          for (const fault of faults.toSorted(() => random() - 0.5)) {
            await rotate()
            proxy.fault = fault
            await goRound()
            proxy.fault = { kind: "pass" }
            await recovered()
          }
          await server.kill()
          await goRound()
          // One that starts without the store knows no key: it says so, and takes no cookie away.
          const cold = fleet.instances[Math.floor(random() * 8)]!
          visitor.avoid = cold
          await cold.kill()
          await cold.start()
          const answer = (await visitor.ask(cold, "/session"))!
          expect([answer.status, answer.headers.has("retry-after")]).toEqual([503, true])
          expect(answer.headers.getSetCookie()).toEqual([])
          await server.start()
          await until("the cold one comes up", async () => {
            const again = await visitor.ask(cold, "/session")
            return again?.status === 200
          })
          visitor.avoid = undefined
          await recovered()
          await rotate()
          await goRound()
        }
      })
      await fleet.stop()
      expect(visitor.mishaps, `seed ${seed}`).toEqual([])
      expect(visitor.keys.length).toBeGreaterThanOrEqual(4)
      const place = placeIn(kind, server.url, "lk_outages")
      expect(await place.dump()).toHaveLength(1)
      await place.close()
    },
  )
})
