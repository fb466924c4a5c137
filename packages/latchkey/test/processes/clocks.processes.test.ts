import { afterAll, describe, expect, it } from "vitest"
import { mysqlServer, postgresServer, redisServer } from "../stores/servers.ts"
import { placeIn } from "./databases.ts"
import { rounds, until } from "./endurance.ts"
import { Fleet, type Instance } from "./fleet.ts"
import type { Settings } from "./orders.ts"
import { Visitor } from "./visitor.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Nobody's clock is right but two, and the ring allows for 200 ms. */
const clocks = [0, 5 * MINUTE, -5 * MINUTE, HOUR, -HOUR, 0, HOUR, -5 * MINUTE]
const REFRESH = 500
const run = `${process.pid}_${Date.now().toString(36)}`

describe.each([
  ["postgres", postgresServer],
  ["mysql", mysqlServer],
  ["redis", redisServer],
] as const)("eight processes whose clocks are wrong, and a ring in %s", (kind, server) => {
  const name = `lk_clocks_${kind}_${run}`
  const settings: Settings = {
    kind,
    url: server.url,
    name,
    policy: {
      rotate: "1h",
      propagation: "10s",
      refresh: `${REFRESH}ms`,
      skew: "200ms",
      maxTokenAge: "30d",
      staleness: "1h",
    },
  }
  const place = server.reachable ? placeIn(kind, server.url, name) : undefined
  const tombstones = async (): Promise<string[]> => {
    const [row] = await place!.dump()
    const { tombstones: all } = JSON.parse(row!["doc"]!.split("\n")[0]!) as {
      tombstones: { id: string; status: string }[]
    }
    return all.filter(({ status }) => status === "revoked").map(({ id }) => id)
  }
  afterAll(async () => {
    await place?.remove()
    await place?.close()
  })

  it.skipIf(!server.reachable)(
    "a session stays through three rotations; a revoked key is refused by all in time, and no backup brings it back",
    { timeout: 240_000 * (1 + rounds) },
    async () => {
      const fleet = await new Fleet(settings, clocks).start()
      const visitor = new Visitor(fleet)
      await visitor.signIn()

      // Three rotations, asked for by an instance that is an hour ahead, one that is behind, and one that is right.
      await visitor.during(async () => {
        for (let n = 0; n < 3 * rounds; n++) {
          const by = fleet.instances[[3, 4, 0][n % 3]!]!
          const waiting = (await by.ask("rotate"))!.waiting![0]
          await until("the new key seals everywhere", async () => {
            const all = await fleet.ask("status")
            return all.every((one) => one!.kid === waiting)
          })
          await until("the session is sealed with it", () => visitor.kid === waiting)
        }
      })
      expect(visitor.mishaps).toEqual([])
      expect(visitor.keys.length).toBeGreaterThanOrEqual(4)

      // The thief has a copy of the cookie. The key that sealed it is revoked at an instance that is an hour ahead.
      const backup = await place!.dump()
      const thief = new Visitor(fleet)
      thief.cookies = visitor.cookies
      const stolen = visitor.kid!
      const shown = async (instance: Instance): Promise<string> => {
        const answer = await thief.ask(instance, "/session")
        return answer!.text()
      }
      expect(await shown(fleet.instances[1]!)).toContain("Ada")
      const revoked = await fleet.instances[3]!.ask("revoke", { kid: stolen })
      expect(revoked!.revoked).toEqual([stolen])
      const at = Date.now()
      expect(await shown(fleet.instances[3]!)).toBe("null")
      await until("the bound is over", () => Date.now() >= at + 2 * REFRESH)
      for (const instance of fleet.instances) expect(await shown(instance)).toBe("null")

      // A backup of before is put back, in whole and then in part: whoever lives puts it right.
      for (const rows of [backup, []]) {
        await place!.restore(rows)
        await until("the revocation is back in the store", async () => {
          for (const instance of fleet.instances) expect(await shown(instance)).toBe("null")
          const [row] = await place!.dump()
          return row !== undefined && (await tombstones()).includes(stolen)
        })
      }
      // Nor does anyone who starts now know better.
      await Promise.all(fleet.instances.map((one) => one.kill()))
      await fleet.start()
      for (const instance of fleet.instances) expect(await shown(instance)).toBe("null")

      // Whose session it was signs in again, and stays.
      const back = new Visitor(fleet)
      await back.signIn()
      for (let n = 0; n < 16; n++) await back.visit()
      expect(back.mishaps).toEqual([])
      await fleet.stop()
    },
  )
})
