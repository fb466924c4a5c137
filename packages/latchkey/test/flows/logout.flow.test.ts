/** Signing out at a certified provider, and by it. */
import { decodeJwt } from "jose"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { OpVisitor } from "../support/op-visitor.ts"

const doors = [
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const

let issuer: Issuer
let mute: Issuer
beforeAll(async () => {
  const at = (path: string): string[] => [
    `https://app.example/auth${path}`,
    `https://app.example/api/auth${path}`,
  ]
  const client = {
    client_id: "app",
    client_secret: "app-secret",
    redirect_uris: at("/callback/local"),
    post_logout_redirect_uris: at("/signout/callback"),
  }
  issuer = await startIssuer({ client })
  const { post_logout_redirect_uris: _, ...other } = client
  mute = await startIssuer({ client: other, features: { rpInitiatedLogout: { enabled: false } } })
})
afterAll(async () => {
  await issuer.close()
  await mute.close()
})

/** Somebody with a browser: the part of it that we see, and the part that the provider sees. */
class Person {
  readonly browser: Browser
  readonly visitor: OpVisitor
  readonly errors: Error[] = []

  constructor(more: Partial<AuthConfig> = {}, provider: object = {}, door: Door = own) {
    const given = { issuer: issuer.url, clientId: "app", clientSecret: "app-secret", ...provider }
    const local = OIDC({ id: "local", name: "Local", ...given } as never)
    const logger = { error: (error: Error) => void this.errors.push(error), warn() {} }
    this.browser = new Browser({ providers: [local], secret: SECRET, logger, ...more }, { door })
    this.visitor = new OpVisitor(given.issuer)
  }

  async signIn(): Promise<this> {
    const start = await this.browser.post("/signin/local", { callbackUrl: "/in" })
    const back = await this.visitor.visit(locationOf(start).href)
    await this.browser.get(back.href)
    if (await this.isOut()) throw new Error("the sign-in failed")
    return this
  }

  signOut(fields: Record<string, string> = {}): Promise<Response> {
    return this.browser.post("/signout", { provider: "true", callbackUrl: "/bye", ...fields })
  }

  async isOut(): Promise<boolean> {
    const session = await this.browser.session()
    return session === null || Object.keys(session).length === 0
  }

  /** Whether the provider still knows this browser: if not, its cookie of the session is gone. */
  get isKnownAtProvider(): boolean {
    return this.visitor.cookies.has("_session")
  }
}

/** An adapter that lists accounts. */
function listing(): Adapter {
  const adapter = MemoryAdapter()
  const linked: Parameters<NonNullable<Adapter["linkAccount"]>>[0][] = []
  return {
    ...adapter,
    linkAccount: (account) => {
      linked.push(account)
      return adapter.linkAccount(account)
    },
    listAccountsByUserId: (userId) => linked.filter((account) => account.userId === userId),
  }
}

describe.each(doors)("signing out at the provider, through %s", (_, door) => {
  const cookieHint = { endSession: { idTokenHint: "cookie" } }

  it("ends our session first, then the provider's, and comes back to where it was wanted", async () => {
    const person = await new Person({}, cookieHint, door).signIn()
    expect(person.isKnownAtProvider).toBe(true)
    const answer = await person.signOut()
    const first = locationOf(answer)
    expect(first.href).toBe(person.browser.url("/signout/provider"))
    expect(await person.isOut()).toBe(true)
    expect(person.isKnownAtProvider).toBe(true)

    const there = locationOf(await person.browser.get(first.href))
    expect(there.origin + there.pathname).toBe(`${issuer.url}/session/end`)
    const { state, id_token_hint: hint, ...rest } = Object.fromEntries(there.searchParams)
    expect(rest).toEqual({
      client_id: "app",
      post_logout_redirect_uri: person.browser.url("/signout/callback"),
    })
    expect(state).toMatch(/^[\w-]{22}$/)
    expect(decodeJwt(hint!)).toMatchObject({ iss: issuer.url, aud: "app", sub: "ada" })

    const back = await person.visitor.visit(there.href)
    expect(person.visitor.questions).toHaveLength(1)
    expect(person.isKnownAtProvider).toBe(false)
    expect(back.href).toBe(`${person.browser.url("/signout/callback")}?state=${state}`)
    const end = await person.browser.get(back.href)
    expect(locationOf(end).href).toBe("https://app.example/bye")
    expect(person.browser.names().filter((name) => /logout/.test(name))).toEqual([])
    expect(person.errors).toEqual([])
  })

  it("without the field it signs out here only, as ever", async () => {
    const person = await new Person({}, {}, door).signIn()
    const names = person.browser.names()
    expect(names.some((name) => name.includes("logout"))).toBe(false)
    for (const provider of ["false", ""]) {
      const answer = await person.signOut({ provider })
      expect(locationOf(answer).href).toBe("https://app.example/bye")
    }
    expect(await person.isOut()).toBe(true)
    expect(person.isKnownAtProvider).toBe(true)
  })

  it("without a hint the client's id is enough, and the provider asks", async () => {
    const person = await new Person({}, {}, door).signIn()
    const first = locationOf(await person.signOut())
    const there = locationOf(await person.browser.get(first.href))
    expect([...there.searchParams.keys()].toSorted()).toEqual([
      "client_id",
      "post_logout_redirect_uri",
      "state",
    ])
    const back = await person.visitor.visit(there.href)
    expect(locationOf(await person.browser.get(back.href)).href).toBe("https://app.example/bye")
    expect(person.isKnownAtProvider).toBe(false)
  })

  it("says what becomes of it to a client that asks for JSON", async () => {
    const json = { "x-auth-return-redirect": "1" }
    const ask = async (person: Person, provider = "true"): Promise<unknown> => {
      const fields = { provider, callbackUrl: "/bye" }
      return (await person.browser.post("/signout", fields, json)).json()
    }
    const person = await new Person({}, {}, door).signIn()
    const pending = { url: person.browser.url("/signout/provider"), provider: "pending" }
    expect(await ask(person)).toEqual(pending)
    const none = { url: "https://app.example/bye", provider: "none" }
    expect(await ask(await new Person({}, {}, door).signIn(), "nobody")).toEqual(none)
    const silent = await new Person({}, { issuer: mute.url }, door).signIn()
    expect(await ask(silent)).toEqual(none)
    expect(await silent.isOut()).toBe(true)
    const down = await new Person({}, {}, door).signIn()
    down.browser.config = {
      ...down.browser.config,
      providers: [OIDC({ id: "local", issuer: "http://127.0.0.1:1", clientId: "app" } as never)],
    }
    expect(await ask(down)).toEqual({ url: "https://app.example/bye", provider: "failed" })
    expect(down.errors).toHaveLength(1)
    expect(await down.isOut()).toBe(true)
    const plain = await new Person({}, {}, door).signIn()
    expect(await ask(plain, "")).toEqual({ url: "https://app.example/bye" })
  })

  it("needs the form's token: a link or another site signs nobody out, here or there", async () => {
    const person = await new Person({}, cookieHint, door).signIn()
    await person.signOut({ csrfToken: "wrong" })
    expect(await person.isOut()).toBe(false)
    // Nothing is pending, so that this leads nowhere.
    const hop = await person.browser.get("/signout/provider")
    expect(locationOf(hop).origin).toBe("https://app.example")
    expect(locationOf(hop).pathname).toBe("/")
  })
})

describe("whoever comes back from the provider", () => {
  const pending = async (): Promise<{ person: Person; back: URL }> => {
    const person = await new Person().signIn()
    const first = locationOf(await person.signOut())
    const there = locationOf(await person.browser.get(first.href))
    return { person, back: await person.visitor.visit(there.href) }
  }

  it("goes home with another state, or with none; the right one still counts after that", async () => {
    const { person, back } = await pending()
    for (const query of ["?state=other", "", "?state=", `?state=${"x".repeat(22)}`]) {
      const answer = await person.browser.get(`/signout/callback${query}`)
      expect(locationOf(answer).pathname).toBe("/")
    }
    expect(locationOf(await person.browser.get(back.href)).pathname).toBe("/bye")
    expect(locationOf(await person.browser.get(back.href)).pathname).toBe("/")
  })

  it("goes home in another browser", async () => {
    const { back } = await pending()
    expect(locationOf(await new Person().browser.get(back.href)).pathname).toBe("/")
  })

  it("goes nowhere else, whatever the form said", async () => {
    for (const callbackUrl of ["https://evil.example/", "//evil.example", "javascript:alert(1)"]) {
      const person = await new Person().signIn()
      const first = locationOf(await person.signOut({ callbackUrl }))
      const there = locationOf(await person.browser.get(first.href))
      const back = await person.visitor.visit(there.href)
      const end = locationOf(await person.browser.get(back.href))
      expect(end.href).toBe("https://app.example/")
    }
  })

  it("comes back after a rotation of the keys", async () => {
    const { person, back } = await pending()
    person.browser.config = { ...person.browser.config, secret: [`new-${SECRET}`, SECRET] }
    expect(locationOf(await person.browser.get(back.href)).pathname).toBe("/bye")
  })

  it("is not fetched ahead by a router, which would follow in the person's place", async () => {
    const person = await new Person().signIn()
    const { href } = locationOf(await person.signOut())
    for (const headers of [
      { "sec-fetch-dest": "empty" },
      { "sec-fetch-dest": "iframe" },
      { "sec-purpose": "prefetch" },
    ]) {
      const answer = await person.browser.get(href, headers as Record<string, string>)
      expect([answer.status, answer.headers.get("location")]).toEqual([400, null])
    }
    const opened = await person.browser.get(href, { "sec-fetch-dest": "document" })
    expect(locationOf(opened).pathname).toBe("/session/end")
  })
})

describe("the hint", () => {
  const hop = async (person: Person, fields = {}): Promise<URLSearchParams> => {
    const { href } = locationOf(await person.signOut(fields))
    return locationOf(await person.browser.get(href)).searchParams
  }

  it("is the stored ID token of the account, opened where it is sealed", async () => {
    for (const strategy of ["database", "jwt"] as const) {
      const adapter = listing()
      const account = { sealTokens: true }
      const person = new Person({ adapter, account, session: { strategy } })
      await person.signIn()
      const [linked] = await adapter.listAccountsByUserId!(
        (await adapter.getUserByEmail!("ada@example.com"))!.id,
      )
      expect(linked!.id_token).not.toMatch(/^eyJ/)
      expect(decodeJwt((await hop(person)).get("id_token_hint")!)).toMatchObject({ sub: "ada" })
    }
  })

  it("is left out where the store is down, and people are signed out all the same", async () => {
    const person = new Person({ adapter: listing(), session: { strategy: "jwt" } })
    await person.signIn()
    const down = (): never => {
      throw new Error("connection refused")
    }
    person.browser.config = {
      ...person.browser.config,
      adapter: { ...person.browser.config.adapter, listAccountsByUserId: down },
    }
    expect((await hop(person)).has("id_token_hint")).toBe(false)
    expect(await person.isOut()).toBe(true)
    expect(person.errors.map(({ name }) => name)).toEqual(["SignOutError"])
  })

  it("in a cookie is sealed, goes to our sign-out only, and ends with the session", async () => {
    const person = await new Person({}, { endSession: { idTokenHint: "cookie" } }).signIn()
    const name = "__Secure-latchkey.logout-hint"
    const { value, attributes } = person.browser.cookies.get(name)!
    expect(attributes).toMatch(/Path=\/auth\/signout(;|$)/)
    expect(attributes).toMatch(/HttpOnly/)
    expect(attributes).toMatch(/Secure/)
    expect(value.split(".")).toHaveLength(5)
    expect(value).not.toContain("eyJ0eXAi")
    await person.signOut({ provider: "" })
    expect(person.browser.cookies.has(name)).toBe(false)
  })

  it("in a cookie is the newest sign-in's, and gone after one that has none", async () => {
    const credentials = {
      id: "credentials",
      name: "Credentials",
      type: "credentials" as const,
      credentials: {},
      authorize: () => ({ id: "7", name: "Grace" }),
    }
    const person = new Person({}, { endSession: { idTokenHint: "cookie" } })
    person.browser.config = {
      ...person.browser.config,
      providers: [...person.browser.config.providers, credentials],
    }
    await person.signIn()
    await person.browser.post("/callback/credentials")
    expect(person.browser.names().some((name) => name.includes("hint"))).toBe(false)
  })

  it("that is too large for a cookie is left out: nothing breaks", async () => {
    const person = new Person({}, { endSession: { idTokenHint: "cookie" } })
    person.browser.config = {
      ...person.browser.config,
      providers: person.browser.config.providers.map((provider) => ({
        ...provider,
        options: { ...(provider as { options: object }).options, account: () => ({}) },
      })) as never,
    }
    await person.signIn()
    const { rememberSignIn } = await import("../../src/actions/logout/cookies.ts")
    const { Context } = await import("../../src/config/context.ts")
    const context = new Context(person.browser.config, own, {
      headers: new Headers(),
      url: "https://app.example/auth/session",
    })
    const account = { provider: "local", providerAccountId: "ada", type: "oidc" as const }
    const large = { ...account, id_token: `${"x".repeat(6000)}` }
    const [cookie] = await rememberSignIn(context, large)
    expect(cookie!.value.length).toBeLessThan(600)
    const [fits] = await rememberSignIn(context, { ...account, id_token: "x".repeat(2400) })
    expect(fits!.value.length).toBeGreaterThan(3200)
    expect(fits!.value.length).toBeLessThanOrEqual(3800)
  })

  it("of another use does not pass for this one", async () => {
    const person = await new Person({}, { endSession: { idTokenHint: "cookie" } }).signIn()
    const { cookies } = person.browser
    cookies.set("__Secure-latchkey.logout", cookies.get("__Secure-latchkey.logout-hint")!)
    expect(locationOf(await person.browser.get("/signout/provider")).pathname).toBe("/")
  })
})

describe("a provider with a dialect", () => {
  it("is spoken to in it", async () => {
    const endSession = {
      url: `${issuer.url}/session/end`,
      params: { ui_locales: "fr" },
      state: false,
      prepare: ({ params }: { params: URLSearchParams }) => {
        params.set("logout_uri", params.get("post_logout_redirect_uri")!)
        params.delete("post_logout_redirect_uri")
      },
    }
    const person = await new Person({}, { endSession }).signIn()
    const { href } = locationOf(await person.signOut())
    const there = locationOf(await person.browser.get(href))
    expect(Object.fromEntries(there.searchParams)).toEqual({
      client_id: "app",
      logout_uri: "https://app.example/auth/signout/callback",
      ui_locales: "fr",
    })
    // It brings no state, so that the cookie alone says who comes back.
    const back = await person.browser.get("/signout/callback")
    expect(locationOf(back).pathname).toBe("/bye")
  })
})
