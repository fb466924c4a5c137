import { afterAll, describe, expect, it } from "vitest"
import { mysqlServer, postgresServer, redisServer } from "../stores/servers.ts"
import { placeIn } from "./databases.ts"
import { randomOf, rounds, seed } from "./endurance.ts"
import { Fleet, type Instance } from "./fleet.ts"
import type { Settings, Task } from "./orders.ts"

const run = `${process.pid}_${Date.now().toString(36)}`
/** Seconds that a token lives, and milliseconds before its end from which on nobody is shown it any more. */
const LIFE = 5
const MARGIN = 500
type Moment = NonNullable<Task["dieAt"]>
/** Of a write to the store, at which a process dies. */
const MOMENTS: readonly Moment[] = ["before", "during", "after"]

describe.each([
  ["postgres", postgresServer],
  ["mysql", mysqlServer],
  ["redis", redisServer],
] as const)("eight processes and a ring in %s", (kind, server) => {
  const name = `lk_rotation_${kind}_${run}`
  const settings: Settings = {
    kind,
    url: server.url,
    name,
    policy: {
      rotate: "2s",
      propagation: "900ms",
      refresh: "200ms",
      skew: "150ms",
      maxTokenAge: `${LIFE}s`,
      staleness: "2s",
    },
  }
  const place = server.reachable ? placeIn(kind, server.url, name) : undefined
  afterAll(async () => {
    await place?.remove()
    await place?.close()
  })

  it.skipIf(!server.reachable)(
    "keys rotate while processes are killed in the middle of a write, and every token opens everywhere until it expires",
    { timeout: 240_000 * (1 + rounds) },
    async () => {
      const random = randomOf(seed)
      const fleet = await new Fleet(settings).start()
      const any = (): Instance => fleet.instances[Math.floor(random() * 8)]!
      // All find no ring at the same time; whichever makes it, all have the same. On a slow machine a first rotation
      // may come between the first and the last of them.
      const firsts = await fleet.ask("seal", { maxAge: LIFE })
      const [first] = await place!.dump()
      const made = JSON.parse(first!["doc"]!.split("\n")[0]!) as Record<string, { id: string }[]>
      const known = [...made["keys"]!, ...made["tombstones"]!].map(({ id }) => id)
      expect(known).toEqual(expect.arrayContaining(firsts.map((one) => one!.kid)))

      const end = Date.now() + 8_000 * rounds
      const tokens: { token: string; at: number }[] = []
      const kids = new Set<string>()
      const statuses = new Map<string, number>()
      const deaths = new Map<string, number>()

      const wanted = (): boolean => MOMENTS.some((one) => !deaths.has(one))
      /** Until someone has died at each moment of a write; a slow machine needs longer. */
      const running = (): boolean => Date.now() < (wanted() ? end + 25_000 : end)

      const use = async (): Promise<void> => {
        while (running()) {
          const at = Date.now()
          const made = await any().ask("seal", { maxAge: LIFE })
          if (made?.token) {
            tokens.push({ token: made.token, at })
            kids.add(made.kid!)
          }
          const alive = tokens.filter((one) => Date.now() < one.at + LIFE * 1000 - MARGIN)
          const old = alive[Math.floor(random() * Math.min(alive.length, 40))]
          const shown = old && (await any().ask("open", { token: old.token }))
          // A slow machine may have let it expire on the way.
          if (!shown || Date.now() > old.at + LIFE * 1000) continue
          statuses.set(shown.status!, (statuses.get(shown.status!) ?? 0) + 1)
        }
      }
      /** A rotation makes it write; while a key waits to seal there is nothing to write, so it is told again. */
      const killAt = async (victim: Instance, dieAt: Moment): Promise<void> => {
        const patience = Date.now() + 3_000
        while (victim.alive && Date.now() < patience) {
          await Promise.race([victim.ask("rotate", { dieAt }), pause(1_000)])
          await pause(50)
        }
      }
      const killer = async (): Promise<void> => {
        for (let n = 0; running(); n++) {
          const victim = any()
          const dieAt = MOMENTS.find((one) => !deaths.has(one)) ?? [...MOMENTS, undefined][n % 4]
          if (dieAt) await killAt(victim, dieAt)
          const how = victim.alive ? "between writes" : dieAt!
          deaths.set(how, (deaths.get(how) ?? 0) + 1)
          await victim.kill()
          await victim.start()
          await pause(100)
        }
      }
      await Promise.all([use(), use(), use(), killer()])
      await fleet.stop()

      expect(Object.fromEntries(statuses), `seed ${seed}`).toEqual({ ok: expect.any(Number) })
      expect(statuses.get("ok")).toBeGreaterThan(50)
      expect(kids.size).toBeGreaterThanOrEqual(3)
      expect([...deaths.keys()]).toEqual(expect.arrayContaining([...MOMENTS]))
      const rows = await place!.dump()
      expect(rows).toHaveLength(1)
      const { keys, tombstones } = JSON.parse(rows[0]!["doc"]!.split("\n")[0]!) as {
        keys: { epoch: number }[]
        tombstones: { epoch: number }[]
      }
      // Each process that lived for a moment has said what it opens with, and some what they opened and sealed.
      const said = await place!.store.instances!()
      expect(said.length).toBeGreaterThanOrEqual(8)
      for (const row of said) expect(row.keys!.length).toBeGreaterThan(0)
      const total = (of: "opened" | "sealed"): number =>
        said.flatMap((row) => Object.values(row[of]!)).reduce((a, b) => a + b, 0)
      expect(total("opened")).toBeGreaterThan(0)
      expect(total("sealed")).toBeGreaterThan(0)
      // One ring, and each epoch once: nobody raced to a second one.
      const epochs = [...keys, ...tombstones].map(({ epoch }) => epoch).filter((epoch) => epoch > 0)
      expect(new Set(epochs).size).toBe(epochs.length)
    },
  )
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
