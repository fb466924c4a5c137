/** The 118 addresses of a hostile list on every parameter of every route, by every way they can come. */
import { beforeAll, describe, expect, it } from "vitest"
import type { Door } from "../../src/config/context.ts"
import { callbackUrls } from "../data/callback-urls.ts"
import { expectSafe, placesIn } from "./support/oracle.ts"
import { carriersOf, type Sent, sendTo, wellFormed } from "./support/requests.ts"
import { namesOfOthers, type RouteRow, routeRows } from "./support/routes-table.ts"
import { BASE_PATH, doors, ORIGIN, own, siteOf, type Visitor } from "./support/site.ts"

const known = [...new Set(routeRows.flatMap(({ names }) => names))]
const others = (row: RouteRow): string[] =>
  row.names.filter((name) => name !== "csrfToken" && name !== "callbackUrl")
const returning = routeRows.filter(({ names }) => names.includes("callbackUrl"))
/** What doors have of their own is what comes after; the way in is the same. */
const atDoors = returning.filter(({ path }) =>
  /^\/(?:signin|signout|callback\/(?:idp|credentials))$/.test(path),
)
const twice = (text: string): string => encodeURIComponent(encodeURIComponent(wellFormed(text)))

/** What is sent to a route with one address: alone by each carrier, under each other name, and under all names at once. */
function attemptsOn(row: RouteRow, input: string): Sent[] {
  const carrier = row.route.startsWith("POST") ? "form" : "query"
  const all = [...known.filter((name) => name !== "csrfToken"), ...namesOfOthers]
  const referer = /^[\x20-\x7e]*$/.test(input) ? { referer: input } : {}
  // What does not read the name gets it with all others.
  const asked = returning.includes(row) ? carriersOf(row) : []
  return [
    ...asked.map((by) => ({ carrier: by, fields: { callbackUrl: input } })),
    ...asked.slice(0, 1).map((by) => ({ carrier: by, fields: { callbackUrl: twice(input) } })),
    ...others(row).map((name) => ({ carrier, fields: { [name]: input } }) as const),
    { carrier, fields: Object.fromEntries(all.map((name) => [name, input])), headers: referer },
  ]
}

const urlOf = ({ path }: RouteRow): string => `${ORIGIN}${BASE_PATH}${path}`

async function visitorAt(door: Door): Promise<Visitor> {
  const visitor = siteOf().visitor(door)
  await visitor.signIn()
  await visitor.csrfToken()
  return visitor
}

describe("hostile addresses", () => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await visitorAt(own)
  })

  /** @see ADV-AJ02 ADV-AJ03 ADV-AJ04 ADV-BA02 ADV-SD02 */
  it.each(callbackUrls)("%s leads nowhere, by any route, name or carrier", async (_, input) => {
    for (const row of routeRows) {
      for (const sent of attemptsOn(row, input)) {
        const what = `${row.route} ${row.path}, ${sent.carrier} ${Object.keys(sent.fields).join(" ")}`
        await expectSafe(await sendTo(visitor, row, sent), urlOf(row), what)
      }
    }
  })
})

describe.each(doors.slice(1))("hostile addresses through the %s", (_, door) => {
  let visitor: Visitor
  beforeAll(async () => {
    visitor = await visitorAt(door)
  })

  it.each(callbackUrls)("%s leads nowhere, by any route", async (__, input) => {
    for (const row of atDoors) {
      const carrier = row.route.startsWith("GET") ? "query" : "form"
      for (const by of [carrier, "cookie"] as const) {
        const answer = await sendTo(visitor, row, { carrier: by, fields: { callbackUrl: input } })
        await expectSafe(answer, urlOf(row), `${row.route} ${row.path}, ${by}`)
      }
    }
  })
})

describe("an address that is ours is kept, every other is home", () => {
  const site = siteOf()
  let visitor: Visitor
  beforeAll(async () => {
    visitor = site.visitor()
    await visitor.csrfToken()
  })

  it.each(callbackUrls)(
    "%s in the query, a form, JSON and a cookie, in the sign-in page and the answer",
    async (_, input, keep) => {
      const expected = ORIGIN + (keep ?? "/")
      const signOut = routeRows.find(({ route }) => route === "POST signout")!
      for (const carrier of carriersOf(signOut)) {
        for (const headers of [{}, { "x-auth-return-redirect": "1" }]) {
          const answer = await sendTo(visitor, signOut, {
            carrier,
            fields: { callbackUrl: input },
            headers,
          })
          const [place] = await placesIn(answer)
          expect(new URL(place!).href, carrier).toBe(expected)
        }
      }
      const page = routeRows.find(({ route }) => route === "GET signin")!
      const shown = await placesIn(
        await sendTo(visitor, page, { carrier: "query", fields: { callbackUrl: input } }),
      )
      expect(
        shown.filter((place) => URL.canParse(place) && new URL(place).href === expected),
      ).not.toEqual([])
    },
  )

  it.each(callbackUrls)("%s through each way in, and home from there", async (_, input, keep) => {
    const expected = ORIGIN + (keep ?? "/")
    const text = wellFormed(input)
    const goes = (answer: Response): string => new URL(answer.headers.get("location")!).href
    const person = site.visitor()
    expect(goes(await person.signIn("Ada", { callbackUrl: text }))).toBe(expected)
    expect(goes(await person.post("/sessions", { which: "others", callbackUrl: text }))).toBe(
      expected,
    )
    await person.post("/signout", { callbackUrl: text, provider: "idp" })
    const state = await leave(person)
    expect(goes(await person.get(`/signout/callback?state=${state}`))).toBe(expected)
    expect(goes(await person.through({ callbackUrl: text }))).toBe(expected)
    await person.post("/signin/email", { email: "ada@example.com", callbackUrl: text })
    expect(goes(await person.open())).toBe(expected)
  })
})

/** To the provider's sign-out; answers the state that is to come back. */
async function leave(person: Visitor): Promise<string> {
  const answer = await person.get("/signout/provider")
  return new URL(answer.headers.get("location")!).searchParams.get("state")!
}
