/** A sibling of our host can write every cookie without `__Host-`: what it puts there must not become a session of ours. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"

const inherited = ["__Secure-authjs.session-token", "__Secure-next-auth.session-token"]

const siteOf = (strategy: "jwt" | "database"): Partial<AuthConfig> => ({
  adapter: MemoryAdapter(),
  session: { strategy },
  providers: [
    {
      id: "password",
      name: "Password",
      type: "credentials",
      credentials: { name: {} },
      authorize: async ({ name }: { name?: unknown }) => ({
        id: String(name),
        name: String(name),
        email: null,
      }),
    },
  ] as never,
})

async function signIn(browser: Browser, name: string): Promise<string> {
  await browser.post("/callback/password", { name })
  const cookie = browser.names().find((one) => one.includes("session-token"))
  return browser.cookies.get(cookie!)!.value
}

const nameOf = async (browser: Browser): Promise<unknown> =>
  ((await browser.session()) as { user?: { name?: string } } | null)?.user?.name

describe("CT-1, CK-15: a session of ours", () => {
  it.each(inherited)("does not count under %s", async (name) => {
    const config = siteOf("jwt")
    const value = await signIn(new Browser(config), "mallory")
    const victim = new Browser(config)
    victim.cookies.set(name, { value, attributes: "" })
    expect(await nameOf(victim)).toBeUndefined()
    await signIn(victim, "ada")
    victim.cookies.set(name, { value, attributes: "" })
    expect(await nameOf(victim)).toBe("ada")
  })

  it.each([
    ["__Secure-authjs.session-token", v5],
    ["__Secure-next-auth.session-token", v4],
  ] as const)("counts under %s where the door that it stands for sealed it", async (name, door) => {
    const config = siteOf("jwt")
    const old = new Browser(config, { door })
    await signIn(old, "ada")
    expect(old.names()).toContain(name)
    const now = new Browser(config, { door: own })
    now.cookies = new Map(old.cookies)
    expect(await nameOf(now)).toBe("ada")
  })

  it.each([
    ["of ours", `${"a".repeat(43)}~${Math.floor(Date.now() / 1000).toString(36)}`, undefined],
    ["of a door's, or of Auth.js", crypto.randomUUID(), "mallory"],
  ])("in the database, with an id %s", async (_, sessionToken, who) => {
    const config = siteOf("database")
    const { createUser, createSession } = config.adapter!
    const user = await createUser!({
      id: "1",
      name: "mallory",
      email: "m@b.example",
      emailVerified: null,
    })
    const expires = new Date(Date.now() + 60_000)
    await createSession!({ sessionToken, userId: user.id, expires })
    for (const name of inherited) {
      const victim = new Browser(config)
      victim.cookies.set(name, { value: sessionToken, attributes: "" })
      expect(await nameOf(victim)).toBe(who)
    }
    const itself = new Browser(config)
    itself.cookies.set("__Host-latchkey.session-token", { value: sessionToken, attributes: "" })
    expect(await nameOf(itself)).toBe("mallory")
  })
})
