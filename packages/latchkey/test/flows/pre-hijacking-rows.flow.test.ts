/** What an attacker may have left behind in an account, and what a provider may say of an address: a row each. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { AuthConfig, SessionOptions } from "../../src/config/auth-config.ts"
import type { AdapterUser, FullAdapter } from "../../src/contracts/adapter.ts"
import Credentials from "../../src/providers/credentials.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { locationOf } from "../support/browser.ts"
import { silent } from "../support/next-app.ts"
import { ADA, byProvider, Person, provideIssuer, Site, ways } from "../support/rivals.ts"

provideIssuer()

const stores: readonly (readonly [string, () => Promise<FullAdapter>])[] = [
  ["memory", async () => MemoryAdapter()],
  ["SQLite", async () => SqlAdapter(await openSqlite(":memory:")) as FullAdapter],
]
const mail = ways["a mailed link"]!

/** Who made an account with a password of the application's own: a row like any other, and an address that is said. */
async function preparedSite(
  adapter: FullAdapter,
  more: Partial<AuthConfig>,
): Promise<{ site: Site; eve: Person; prepared: AdapterUser; ended: string[] }> {
  const said = { id: "made-by-eve", email: ADA, emailVerified: null }
  const prepared = await adapter.createUser(said)
  const ended: string[] = []
  const site = new Site(adapter, {
    securityEvents: [({ type, user }) => void (type === "session-ended" && ended.push(user!))],
    ...more,
  })
  const password = Credentials({ credentials: {}, authorize: () => prepared })
  const others = site.config.providers!.filter(
    (one) => typeof one === "function" || one.type !== "credentials",
  )
  Object.assign(site.config, { providers: [...others, password] })
  return { site, eve: new Person(site, "eve"), prepared, ended }
}

const kept = [
  [
    "cookies that can be revoked",
    (): SessionOptions => ({ strategy: "jwt", revocable: { store: memoryRevocations() } }),
  ],
  ["rows", (): SessionOptions => ({ strategy: "database" })],
] as const

describe.each(stores)("an account that was made with a password, in %s", (_, open) => {
  it("PH-1: is nobody's by a mailed link, where the application says that it has a password", async () => {
    const adapter = await open()
    const asked: string[] = []
    const hasOtherSignIn = ({ id }: AdapterUser): boolean => asked.push(id) > 0
    const { site, eve, prepared } = await preparedSite(adapter, { account: { hasOtherSignIn } })
    await ways["a password"]!(eve, ADA)
    expect(await eve.user()).toBe(prepared.id)
    const ada = new Person(site, "ada")
    await mail(ada, ADA)
    expect(await ada.user()).toBeNull()
    expect(asked).toEqual([prepared.id])
    expect((await adapter.getUser(prepared.id))!.emailVerified).toBeNull()
  })

  it.each(["a provider that vouches", "a provider that may link"])(
    "PH-1: is nobody's by %s, though its address is theirs",
    async (way) => {
      const { site, prepared } = await preparedSite(await open(), {})
      await site.adapter.updateUser({ id: prepared.id, email: "sam@example.com" })
      const sam = new Person(site, "sam")
      await ways[way]!(sam, "sam@example.com")
      expect(await sam.user()).toBeNull()
      expect(await site.adapter.listAccountsByUserId(prepared.id)).toEqual([])
    },
  )

  it.each(kept)(
    "PH-2: whoever proves the address ends what sessions it had, kept as %s",
    async (__, session) => {
      const { site, eve, prepared, ended } = await preparedSite(await open(), {
        session: session(),
      })
      // Two of them, by whatever way the application began them.
      const others = [eve, new Person(site, "eve")]
      for (const other of others) await enterAs(other, prepared)
      expect(await Promise.all(others.map((one) => one.user()))).toEqual([prepared.id, prepared.id])
      const ada = new Person(site, "ada")
      await mail(ada, ADA)
      expect(await ada.user()).toBe(prepared.id)
      expect(await Promise.all(others.map((one) => one.user()))).toEqual([null, null])
      expect(ended).toContain(prepared.id)
    },
  )

  it.each(kept)(
    "PH-2: who proved it before ends nothing by the next link, kept as %s",
    async (__, session) => {
      const site = new Site(await open(), { session: session() })
      const [here, there] = [new Person(site, "ada"), new Person(site, "ada")]
      await mail(here, ADA)
      await mail(there, ADA)
      expect(await there.user()).not.toBeNull()
      expect(await here.user()).toBe(await there.user())
    },
  )
})

/** Begins a session as that user, whichever way sessions are kept. */
async function enterAs(person: Person, user: AdapterUser): Promise<void> {
  const { site, browser } = person
  if (site.config.session?.strategy === "jwt") {
    await browser.post("/callback/credentials")
    return
  }
  const sessionToken = globalThis.crypto.randomUUID()
  const expires = new Date(Date.now() + 3_600_000)
  await site.adapter.createSession({ sessionToken, userId: user.id, expires })
  browser.cookies.set("__Host-latchkey.session-token", { value: sessionToken, attributes: "" })
}

describe.each(stores)("an address that changes, in %s", (_, open) => {
  it.each(["before", "after"])(
    "PH-4: a link that was asked for %s the change, for the address of before, lets nobody into that user",
    async (when) => {
      const site = new Site(await open())
      const eve = new Person(site, "eve")
      await mail(eve, "eve@example.com")
      const user = (await eve.user())!
      eve.signOut()
      const ask = (): Promise<Response> =>
        eve.browser.post("/signin/mail", { email: "eve@example.com" })
      if (when === "before") await ask()
      // Support gives the account back to whom it belongs.
      await site.adapter.updateUser({ id: user, email: ADA, emailVerified: new Date() })
      if (when === "after") await ask()
      const { url, to } = site.mails.at(-1)!
      expect(to).toBe("eve@example.com")
      await eve.browser.get(url)
      expect(await eve.user()).not.toBe(user)
      // Nor with the new address written over the old one.
      await ask()
      const forged = new URL(site.mails.at(-1)!.url)
      forged.searchParams.set("email", ADA)
      eve.signOut()
      await eve.browser.get(forged.href)
      expect(await eve.user()).toBeNull()
      const ada = new Person(site, "ada")
      await mail(ada, ADA)
      expect(await ada.user()).toBe(user)
    },
  )

  it("PH-8: a person whose address changes at the provider stays who they are, and nobody else's", async () => {
    const site = new Site(await open())
    const [ada, sam] = [new Person(site, "ada"), new Person(site, "sam")]
    await mail(ada, ADA)
    await byProvider("loose")(sam, "sam@example.com")
    const user = await sam.user()
    for (const said of [ADA, "new@example.com", "ADA@EXAMPLE.COM"]) {
      for (const email_verified of [true, false]) {
        sam.signOut()
        await byProvider("loose")(sam, { email: said, email_verified })
        expect(await sam.user()).toBe(user)
      }
    }
    expect((await site.adapter.getUser(user!))!.email).toBe("sam@example.com")
    expect((await site.adapter.getUserByEmail(ADA))!.id).toBe(await ada.user())
  })

  it("PH-8: an address that the provider gave to another person lets them into nothing of the first one's", async () => {
    const site = new Site(await open())
    const [ada, eve] = [new Person(site, "ada"), new Person(site, "eve")]
    const verified = { email: ADA, email_verified: true }
    await byProvider("loose")(ada, verified)
    const user = await ada.user()
    expect(user).not.toBeNull()
    await byProvider("loose")(eve, verified)
    expect(await eve.user()).toBeNull()
    expect(await site.adapter.listAccountsByUserId(user!)).toHaveLength(1)
  })
})

const notVerified = [false, "true", "false", "yes", "", 1, 0, null, [true], { verified: true }]
const words = notVerified.map((value) => [JSON.stringify(value), value] as const)

describe.each(["loose", "flagged-loose"] as const)(
  "what the provider %s says of an address",
  (id) => {
    it.each(words)("PH-5: email_verified %s links nothing", async (_, email_verified) => {
      const site = new Site()
      const [ada, eve] = [new Person(site, "ada"), new Person(site, "eve")]
      await mail(ada, ADA)
      const user = (await ada.user())!
      await byProvider(id)(eve, { email: ADA, email_verified })
      expect(await eve.user()).toBeNull()
      expect(await site.adapter.listAccountsByUserId(user)).toEqual([])
    })

    it.each(words)(
      "PH-5: email_verified %s makes nobody's address proved",
      async (_, email_verified) => {
        const site = new Site()
        await byProvider(id)(new Person(site, "eve"), { email: ADA, email_verified })
        expect((await site.adapter.getUserByEmail(ADA))!.emailVerified).toBeNull()
        // And what was not proved is nobody's to take over.
        const ada = new Person(site, "ada")
        await mail(ada, ADA)
        expect(await ada.user()).toBeNull()
      },
    )

    it("PH-5: where it says nothing, the application's own word counts: the flag", async () => {
      const site = new Site()
      const [ada, eve] = [new Person(site, "ada"), new Person(site, "eve")]
      await mail(ada, ADA)
      await byProvider(id)(eve, { email: ADA })
      expect(await eve.user()).toBe(id === "flagged-loose" ? await ada.user() : null)
    })
  },
)

const spellings = ["ADA@EXAMPLE.COM", "Ada@example.com", " ada@example.com ", "ada@Example.Com"]

it.each(spellings)(
  "PH-7: a link for %j is for the same person, and makes no twin",
  async (text) => {
    const site = new Site()
    const ada = new Person(site, "ada")
    await mail(ada, ADA)
    const user = await ada.user()
    ada.signOut()
    await mail(ada, text)
    expect(await ada.user()).toBe(user)
  },
)

it.each(spellings)(
  "PH-7: a passkey for %j is refused where the address is somebody's",
  async (text) => {
    const site = new Site()
    const [ada, eve] = [new Person(site, "ada"), new Person(site, "eve")]
    await mail(ada, ADA)
    await ways["a passkey"]!(eve, text)
    expect(await eve.user()).toBeNull()
  },
)

describe("ids of providers", () => {
  const twins = ["strict", "mail", "credentials", "passkey"]
  it.each(twins)("PH-10: two providers with the id %s: neither lets anybody in", async (id) => {
    const errors: string[] = []
    const site = new Site()
    const [known] = site.config.providers as { id: string }[]
    const twin = { ...known!, id, options: { ...(known as { options?: object }).options, id } }
    Object.assign(site.config, {
      providers: [...site.config.providers!, twin],
      logger: {
        ...silent,
        error: ({ message }: Error) => void errors.push(message.split(". Read")[0]!),
      },
    })
    const eve = new Person(site, "eve")
    const start = await eve.browser.post(`/signin/${id}`, { email: ADA, callbackUrl: "/in" })
    expect(locationOf(start).pathname).toBe("/auth/error")
    const posted = await eve.browser.post(`/callback/${id}`, { name: "eve", address: ADA })
    expect(locationOf(posted).pathname).toBe("/auth/error")
    expect(await eve.user()).toBeNull()
    expect(site.mails).toEqual([])
    expect(errors).toEqual(Array(2).fill(`Two providers have the id "${id}": give one another`))
  })

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "PH-10: %s names no provider",
    async (id) => {
      const eve = new Person(new Site(), "eve")
      const start = await eve.browser.post(`/signin/${id}`, { email: ADA })
      expect(locationOf(start).pathname).toBe("/auth/error")
    },
  )

  it("PH-10: under a new id a provider's people are new: nobody is let into who had that id elsewhere", async () => {
    const site = new Site()
    const [sam, eve] = [new Person(site, "sam"), new Person(site, "sam")]
    await byProvider("strict")(sam, "")
    await byProvider("loose")(eve, "other@example.com")
    expect(await eve.user()).not.toBeNull()
    expect(await eve.user()).not.toBe(await sam.user())
  })
})

describe("PH-12: whichever way somebody comes", () => {
  const making = Object.keys(ways).filter((name) => name !== "a password")

  it.each(making)("the application is asked first, and its no makes nobody: %s", async (way) => {
    const site = new Site(MemoryAdapter(), { callbacks: { signIn: () => false } })
    const ada = new Person(site, "ada")
    await ways[way]!(ada, ADA)
    expect(await ada.user()).toBeNull()
    expect(await site.adapter.getUserByEmail(ADA)).toBeNull()
  })

  it.each(making)("a new user is told of once, and not at the next visit: %s", async (way) => {
    const made: string[] = []
    const site = new Site(MemoryAdapter(), {
      events: { createUser: ({ user }) => void made.push(user.id!) },
    })
    const ada = new Person(site, "ada")
    for (let visit = 0; visit < 3; visit++) {
      ada.signOut()
      await ways[way]!(ada, ADA)
    }
    expect(made).toEqual([await ada.user()])
  })

  it.each(making)(
    "who is let in nowhere else is counted: new users have a limit: %s",
    async (way) => {
      const site = new Site(MemoryAdapter(), {
        throttle: { limits: { signUp: { everyone: { attempts: 1, seconds: 3600 } } } },
      })
      const [first, second] = [new Person(site, "ada"), new Person(site, "bob")]
      await ways[way]!(first, "ada@example.com")
      await ways[way]!(second, "bob@example.com")
      expect(await first.user()).not.toBeNull()
      expect(await second.user()).toBeNull()
    },
  )
})
