/** Addresses that nobody thought of. `npm run attacks` tries 100,000 of them. */
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { callbackUrls } from "../data/callback-urls.ts"
import { faultOf, placesIn } from "./support/oracle.ts"
import { type Carrier, carriers, sendTo, wellFormed } from "./support/requests.ts"
import { routeRows } from "./support/routes-table.ts"
import { LONG, runs } from "./support/runs.ts"
import { BASE_PATH, doors, ORIGIN, siteOf, type Visitor } from "./support/site.ts"

const words =
  "/ // \\ @ : ? # % %2f %5c %09 %00 %0a %25 . .. ; & = app.example evil.com https: http: HTTPS:// javascript: data: xn-- " +
  "[::1] 127.1 0x7f.1 https://app.example https://evil.com user:pw@ /api/auth/signout"
const blanks = [
  "",
  " ",
  "\t",
  "\n",
  "\r",
  "\0",
  "\u3002",
  "\uff0f",
  "\u00ad",
  "\u2028",
  "\u560a",
  "\ud800",
  "\u212a",
]
const piece = fc.oneof(
  fc.constantFrom(...words.split(" "), ...blanks),
  fc.string({ unit: "binary", maxLength: 4 }),
)
const pieces = (before: string): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength: 8 }).map((all) => before + all.join(""))
/** One of the list with something put in anywhere. */
const mutant = fc
  .tuple(
    fc.constantFrom(...callbackUrls.map(([, input]) => input).filter(({ length }) => length < 200)),
    piece,
    fc.nat(),
  )
  .map(
    ([input, more, at]) =>
      input.slice(0, at % (input.length + 1)) + more + input.slice(at % (input.length + 1)),
  )
const address = fc.oneof(
  pieces(""),
  pieces("/"),
  pieces("//"),
  pieces(ORIGIN),
  mutant,
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
)

describe("addresses that were made up", () => {
  const signOut = routeRows.find(({ route }) => route === "POST signout")!
  const visitors: Visitor[] = []
  beforeAll(async () => {
    for (const [, door] of doors) {
      const visitor = siteOf().visitor(door)
      await visitor.csrfToken()
      visitors.push(visitor)
    }
  }, LONG)

  /** Where a browser ends that was sent there. */
  async function sentTo(visitor: Visitor, callbackUrl: string, carrier: Carrier): Promise<string> {
    const answer = await sendTo(visitor, signOut, { carrier, fields: { callbackUrl } })
    expect(answer.status).toBe(visitor.door.compat ? 302 : 303)
    const [first, ...others] = await placesIn(answer)
    // What is remembered is where one is sent.
    expect(others.every((place) => place === first)).toBe(true)
    return first!
  }

  it("lead to our origin, and the second time to the same place", { timeout: LONG }, async () => {
    let kept = 0
    const anywhere = fc.tuple(address, fc.constantFrom(...carriers), fc.nat(doors.length - 1))
    await fc.assert(
      fc.asyncProperty(anywhere, async ([input, carrier, at]) => {
        const visitor = visitors[at]!
        const place = await sentTo(visitor, input, carrier)
        expect(faultOf(place, `${ORIGIN}${BASE_PATH}/signout`)).toBeUndefined()
        expect(await sentTo(visitor, place, carrier)).toBe(place)
        if (place === ORIGIN) return
        kept++
        // Who keeps an address keeps the one that a browser reads.
        expect(new URL(wellFormed(input), `${ORIGIN}/`).href).toBe(new URL(place).href)
      }),
      runs(2_000, 100_000),
    )
    expect(kept).toBeGreaterThan(30)
  })
})
