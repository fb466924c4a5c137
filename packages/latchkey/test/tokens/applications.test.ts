/** Two applications of one operator: what one seals is for the other what a stranger's is (JX-13, CK-15). */
import { describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import { readTokenOf } from "../../src/jwt/get-token.ts"
import { doors, siteOf, type Visitor } from "../attacks/support/site.ts"
import { SECRET } from "../support/browser.ts"

const OTHER = "Zp4xN7vB2mQ9sK1wE6tY3uR8iO5aL0dFgHjCkVbXnMz"

/** Names that two applications may give their sessions, over https or not, and for a domain. */
const namings = [
  ["shop-session", "desk-session"],
  ["__Host-shop", "__Host-desk"],
  ["__Secure-shop.session-token", "__Secure-desk.session-token"],
  ["session", "session2"],
] as const

interface App {
  readonly visitor: Visitor
  readonly name: string
  readonly secret: string
}

async function app(door: Door, name: string, secret: string): Promise<App> {
  const sessionToken = { name }
  const config: Partial<AuthConfig> = {
    cookies: { sessionToken } as never,
    session: { strategy: "jwt" },
    secret,
  }
  const visitor = siteOf(config).visitor(door)
  await visitor.signIn()
  return { visitor, name, secret }
}

/** Who the one application takes the bearer of the other's session for. */
async function takenBy(there: App, from: App, door: Door): Promise<(string | null)[]> {
  const { value } = from.visitor.cookies.get(from.name)!
  const cookie = `${there.name}=${value}`
  const kept = new Map(there.visitor.cookies)
  const answer = await there.visitor.send("/session", { headers: { cookie } })
  there.visitor.cookies = kept
  const session = (await answer.json()) as { user?: { name: string } } | null
  const req = new Request("https://app.example/", { headers: { cookie } })
  const token = await readTokenOf(
    { req, secret: there.secret, cookieName: there.name },
    door.compat,
  )
  return [session?.user?.name ?? null, (token as { name?: string } | null)?.name ?? null]
}

/** NextAuth 4's format has no place for a name: there the secret is what keeps two applications apart. */
const named = doors.filter(([, { compat }]) => compat !== 4)

describe.each(named)("JX-13: two applications with one secret, through %s", (_, door) => {
  it.each(namings)(
    "JX-13, CK-15: %s and %s: neither takes the other's session",
    async (one, two) => {
      const [shop, desk] = [await app(door, one, SECRET), await app(door, two, SECRET)]
      expect(await takenBy(shop, shop, door)).toEqual(["Ada", "Ada"])
      expect(await takenBy(desk, desk, door)).toEqual(["Ada", "Ada"])
      expect(await takenBy(shop, desk, door)).toEqual([null, null])
      expect(await takenBy(desk, shop, door)).toEqual([null, null])
    },
  )
})

describe.each(doors)("JX-13: two applications with a secret each, through %s", (_, door) => {
  it.each(namings)("JX-13: neither takes the other's session, under %s or %s", async (one, two) => {
    for (const name of [one, two]) {
      const [shop, desk] = [await app(door, one, SECRET), await app(door, name, OTHER)]
      expect(await takenBy(desk, desk, door)).toEqual(["Ada", "Ada"])
      expect(await takenBy(shop, desk, door)).toEqual([null, null])
      expect(await takenBy(desk, shop, door)).toEqual([null, null])
    }
  })
})
