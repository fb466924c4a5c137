/** Jars that hold more than a valid session. `npm run attacks` tries 20,000 of them. */
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { headerOf, type Pair, sessionPairs, whoIs } from "./support/jar.ts"
import { LONG, runs } from "./support/runs.ts"
import { doors, siteOf, type Visitor } from "./support/site.ts"

/** A site with two people: the one whose jar it is, in one cookie or in pieces, and an attacker with an account. */
interface Place {
  readonly visitor: Visitor
  readonly ada: readonly Pair[]
  readonly eve: readonly Pair[]
}

async function places(): Promise<Place[]> {
  const kinds = (["jwt", "database"] as const).flatMap((strategy) =>
    [0, 7_000].map((size) => ({ strategy, size })),
  )
  const wanted = kinds.filter(({ strategy, size }) => strategy === "jwt" || size === 0)
  const made: Place[] = []
  for (const { strategy, size } of wanted) {
    for (const [, door] of doors) {
      const callbacks = {
        jwt: ({ token }: { token: object }) => ({ ...token, text: "x".repeat(size) }),
      }
      const site = siteOf({ session: { strategy }, callbacks: callbacks as never })
      const sessions: Pair[][] = []
      for (const name of ["Ada", "Eve"]) {
        const person = site.visitor(door)
        site.profile = { sub: name, name, email: `${name}@idp.example` }
        await person.through()
        sessions.push(sessionPairs(person))
      }
      const [ada, eve] = sessions as [Pair[], Pair[]]
      made.push({ visitor: site.visitor(door), ada, eve })
    }
  }
  return made
}

const families = ["latchkey", "authjs", "next-auth"].flatMap((family) =>
  ["", "__Secure-", "__Host-"].map((prefix) => `${prefix}${family}.session-token`),
)
const suffix = fc.constantFrom(
  "",
  ".0",
  ".1",
  ".2",
  ".3",
  ".4",
  ".7",
  ".8",
  ".00",
  ".-1",
  ".1e1",
  ".x",
)
const name = fc.oneof(
  fc.tuple(fc.constantFrom(...families), suffix).map((parts) => parts.join("")),
  fc.stringMatching(/^[!-:<>-~]{0,12}$/),
  fc.constantFrom("__proto__", "constructor", "$Version", "", '"', "a b"),
)
const text = fc.oneof(
  fc.stringMatching(/^[ -:<-~]{0,20}$/),
  fc.constantFrom("", "=", '"', "%", "a..b.c.d", "x".repeat(3_000)),
)
/** Something more in the jar: junk, or a piece of somebody's token under any name. */
const more = fc.tuple(
  name,
  fc.oneof({ weight: 2, arbitrary: text }, { weight: 3, arbitrary: fc.nat(9) }),
  fc.constantFrom("ada", "eve"),
)

describe("CH-6: whatever else is in a jar", () => {
  let all: Place[]
  beforeAll(async () => {
    all = await places()
  }, LONG)

  it(
    "a valid session is that session, or nobody's; never another's, and no error",
    { timeout: LONG },
    async () => {
      const seen = { Ada: 0, nobody: 0 }
      const jar = fc.tuple(
        fc.nat(8),
        fc.array(more, { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
      )
      await fc.assert(
        fc.asyncProperty(jar, async ([at, added, order, hasWhole]) => {
          const { visitor, ada, eve } = all[at]!
          const extra = added.map(([one, value, whose]): Pair => {
            const pieces = whose === "ada" ? ada : eve
            return [one, typeof value === "string" ? value : pieces[value % pieces.length]![1]]
          })
          const whole = hasWhole ? [...extra, ...eve] : extra
          const shuffled = [...ada, ...whole]
            .map((pair) => [order.next().value, pair] as const)
            .toSorted(([a], [b]) => a - b)
          const who = await whoIs(visitor, headerOf(shuffled.map(([, pair]) => pair)))
          expect(["Ada", null]).toContain(who)
          seen[who === null ? "nobody" : "Ada"]++
        }),
        runs(1_000, 20_000),
      )
      // Both happen, or nothing was tried.
      expect(Math.min(seen.Ada, seen.nobody)).toBeGreaterThan(50)
    },
  )
})
