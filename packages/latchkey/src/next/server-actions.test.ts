import { beforeEach, describe, expect, it, vi } from "vitest"
import {
  configure,
  doors,
  nextAuth,
  own,
  requestTo,
  SECRET,
  signedIn,
  v5,
} from "../../test/support/next-app.ts"
import { MemoryAdapter } from "../adapters/memory.ts"
import { CredentialsSignin } from "../errors.ts"
import { createGetServerSession } from "./server-session.ts"

/** What Next.js would know of the request: there is none outside of it. */
const scope = vi.hoisted(() => ({
  headers: new Headers(),
  cookies: new Map<string, string>(),
  attributes: new Map<string, Record<string, unknown>>(),
  readOnly: false,
  asked: [] as string[],
}))

vi.mock("next/headers.js", () => ({
  headers: async () => {
    scope.asked.push("headers")
    return scope.headers
  },
  cookies: async () => {
    scope.asked.push("cookies")
    return {
      getAll: () => [...scope.cookies].map(([name, value]) => ({ name, value })),
      set(name: string, value: string, options: Record<string, unknown>) {
        if (scope.readOnly) throw new Error("Cookies can only be modified in a Server Action")
        scope.cookies.set(name, value)
        scope.attributes.set(name, options)
      },
    }
  },
}))

function arrive(cookie = "", headers: Record<string, string> = {}): void {
  const base = { host: "app.example", "x-forwarded-proto": "https" }
  scope.headers = new Headers({ ...base, ...(cookie ? { cookie } : {}), ...headers })
  const pairs = cookie
    .split("; ")
    .filter(Boolean)
    .map((pair) => pair.split(/=(.*)/s))
  scope.cookies = new Map(pairs.map(([name, value]) => [name!, decodeURIComponent(value!)]))
  scope.attributes.clear()
  scope.readOnly = false
  scope.asked = []
}

beforeEach(() => arrive())

/** Where Next.js's own redirect leads, or what else was thrown. */
async function redirectOf(act: Promise<unknown>): Promise<string> {
  try {
    await act
  } catch (error) {
    const { digest } = error as { digest?: string }
    if (!digest?.startsWith("NEXT_REDIRECT")) throw error
    return digest.split(";").slice(2, -2).join(";")
  }
  throw new Error("no redirect")
}

const right = { name: "Ada", password: "right" }

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

describe.each(doors)("server actions through %s", (_, door) => {
  it("signIn with a form sets the cookie and redirects; auth() sees it in the same action", async () => {
    const { auth, signIn } = nextAuth(configure(), door)
    expect(await auth()).toBeNull()
    const data = form({ ...right, redirectTo: "/inside", $ACTION_ID_1: "x" })
    expect(await redirectOf(signIn("credentials", data))).toBe("https://app.example/inside")
    expect(await auth()).toMatchObject({ user: { name: "Ada" } })
    const attributes = [...scope.attributes.entries()].find(([name]) =>
      name.includes("session-token"),
    )![1]
    expect(attributes).toMatchObject({ httpOnly: true, secure: true, sameSite: "lax", path: "/" })
  })

  it("wrong credentials throw what the application can tell apart", async () => {
    const { signIn, auth } = nextAuth(configure(), door)
    const act = signIn("credentials", { name: "Ada", password: "wrong" })
    await expect(act).rejects.toBeInstanceOf(CredentialsSignin)
    arrive("", { "x-auth-return-redirect": "1" })
    await expect(signIn("credentials", form({}))).rejects.toBeInstanceOf(CredentialsSignin)
    expect(await auth()).toBeNull()
  })

  it("update changes the session, signOut ends it", async () => {
    const callbacks = {
      jwt: ({ token, trigger, session }: any) =>
        trigger === "update" ? { ...token, name: session.user.name } : token,
    }
    const { auth, handlers, update, signOut, unstable_update } = nextAuth(
      configure({ callbacks }),
      door,
    )
    expect(await update({ user: { name: "Nobody" } })).toBeNull()
    arrive(await signedIn(handlers))
    expect(await update({ user: { name: "Grace" } })).toMatchObject({ user: { name: "Grace" } })
    expect(await auth()).toMatchObject({ user: { name: "Grace" } })
    expect(unstable_update).toBe(update)
    expect(await redirectOf(signOut({ redirectTo: "/bye" }))).toBe("https://app.example/bye")
    expect(await auth()).toBeNull()
  })
})

describe("signIn", () => {
  it("with redirect: false answers the URL", async () => {
    const { signIn } = nextAuth()
    expect(await signIn("credentials", { ...right, redirect: false, redirectTo: "/x" })).toBe(
      "https://app.example/x",
    )
  })

  it("goes back to where it was called from, and nowhere else", async () => {
    arrive("", { referer: "https://app.example/from" })
    const { signIn } = nextAuth()
    expect(await redirectOf(signIn("credentials", right))).toBe("https://app.example/from")
    const away = signIn("credentials", form({ ...right, redirectTo: "https://evil.example/" }))
    expect(await redirectOf(away)).toBe("https://app.example")
  })

  it.each([undefined, "nobody", "../signout"])("%s: the sign-in page", async (provider) => {
    const { signIn } = nextAuth()
    const url = new URL(await redirectOf(signIn(provider, { redirectTo: "/x" })))
    expect([url.pathname, url.searchParams.get("callbackUrl")]).toEqual(["/api/auth/signin", "/x"])
  })

  it("sends authorization parameters to the provider", async () => {
    const provider = {
      id: "idp",
      name: "IdP",
      type: "oauth" as const,
      clientId: "me",
      clientSecret: "secret",
      authorization: "https://idp.example/authorize",
      token: "https://idp.example/token",
      userinfo: "https://idp.example/me",
    }
    const { signIn } = nextAuth(configure({ providers: [provider] }))
    const url = new URL(await redirectOf(signIn("idp", undefined, { login_hint: "ada" })))
    expect([url.origin, url.searchParams.get("login_hint")]).toEqual(["https://idp.example", "ada"])
    expect([...scope.cookies.keys()].some((name) => name.includes("pkce"))).toBe(true)
  })

  it("where cookies can't be set, Next.js's own error comes through", async () => {
    scope.readOnly = true
    const act = nextAuth().signIn("credentials", right)
    await expect(act).rejects.toThrow("Cookies can only be modified")
  })

  it("asks for the keys first", async () => {
    const { signIn } = nextAuth(configure({ env: { NODE_ENV: "production" }, trustHost: false }))
    await expect(signIn("credentials", right)).rejects.toMatchObject({ type: "MissingSecret" })
  })
})

describe("auth()", () => {
  it("asks Next.js before anything else, and lets its errors pass", async () => {
    const order: string[] = []
    const source = vi.fn(() => {
      order.push(...scope.asked, "config")
      return configure({ secret: () => (order.push("secret"), SECRET) })
    })
    await nextAuth(source).auth()
    expect(order.slice(0, 4)).toEqual(["headers", "cookies", "config", "secret"])
    expect(source).toHaveBeenCalledExactlyOnceWith(undefined)
  })

  it.each([
    ["MissingSecret", { env: { NODE_ENV: "production" } }],
    ["KeysUnavailable", { secret: () => Promise.reject(new Error("away")) }],
    ["UntrustedHost", { trustHost: false }],
  ])("throws %s, which is not the same as nobody", async (type, config) => {
    arrive("__Host-latchkey.session-token=x")
    await expect(nextAuth(configure(config)).auth()).rejects.toMatchObject({ type })
  })

  it("finds the real one of two cookies of a name, though Next.js knows only the planted one", async () => {
    const { auth, handlers } = nextAuth()
    const cookie = await signedIn(handlers)
    const name = "__Host-latchkey.session-token"
    const real = cookie.split("; ").find((pair) => pair.startsWith(name))!
    arrive(`${real}; ${name}=planted`)
    scope.cookies = new Map([[name, "planted"]])
    expect(await auth()).toMatchObject({ user: { id: "7" } })
    scope.cookies = new Map([[name, ""]])
    expect(await auth()).toBeNull()
  })

  it("sets nothing, and leaves a row alone that it can't renew with its cookie", async () => {
    scope.readOnly = true
    const adapter = MemoryAdapter()
    const updateSession = vi.spyOn(adapter, "updateSession")
    const user = await adapter.createUser({ id: "1", email: "a@example.com", emailVerified: null })
    const expires = new Date(Date.now() + 1000_000)
    await adapter.createSession({ sessionToken: "t".repeat(32), userId: user.id, expires })
    arrive(`__Host-latchkey.session-token=${"t".repeat(32)}`)
    scope.readOnly = true
    const { auth, handlers } = nextAuth(configure({ adapter }))
    expect(await auth()).toMatchObject({ user: { email: "a@example.com" } })
    expect(updateSession).not.toHaveBeenCalled()
    const cookie = scope.headers.get("cookie")!
    const renewed = await handlers.GET(requestTo("/api/auth/session", { cookie }))
    expect(updateSession).toHaveBeenCalledOnce()
    expect(renewed.headers.getSetCookie()).toHaveLength(1)
  })
})

describe("what a server sees of a session", () => {
  async function databaseSession(door: typeof own, config = {}): Promise<unknown> {
    const adapter = MemoryAdapter()
    const user = { id: "1", email: "a@example.com", emailVerified: null, role: "admin" }
    const { id } = await adapter.createUser(user)
    const expires = new Date(Date.now() + 1000_000)
    await adapter.createSession({ sessionToken: "s3cret".repeat(6), userId: id, expires })
    const name = door.compat === 5 ? "__Secure-authjs" : "__Host-latchkey"
    arrive(`${name}.session-token=${"s3cret".repeat(6)}`)
    return nextAuth(configure({ adapter, ...config }), door).auth()
  }

  it("through the v5 door: the whole user, as there, but never the session's token", async () => {
    const session = (await databaseSession(v5)) as Record<string, unknown>
    expect(Object.keys(session).toSorted()).toEqual(["expires", "user"])
    expect(session["user"]).toMatchObject({ role: "admin" })
    expect(JSON.stringify(session)).not.toContain("s3cret")
    expect(session["expires"]).toMatch(/^\d{4}-.*Z$/)
  })

  it("through the v5 door: what the callback answers, and the user where it left that out", async () => {
    const callbacks = { session: ({ session }: any) => ({ expires: session.expires, team: "x" }) }
    const session = await databaseSession(v5, { callbacks })
    expect(session).toMatchObject({ team: "x", user: { role: "admin" } })
  })

  it("else what the browser sees, and no more", async () => {
    const session = (await databaseSession(own)) as { user: object }
    expect(Object.keys(session.user).toSorted()).toEqual(["email", "id", "image", "name"])
  })
})

describe("getServerSession", () => {
  it.each(doors)(
    "reads the session in a server component and in an API route: %s",
    async (_, door) => {
      const config = configure()
      const cookie = await signedIn(nextAuth(config, door).handlers)
      const getServerSession = createGetServerSession(door)
      arrive(cookie)
      expect(await getServerSession(config)).toMatchObject({ user: { name: "Ada" } })
      const req = {
        url: "/",
        headers: { host: "app.example", "x-forwarded-proto": "https", cookie },
      }
      const res = { headersSent: false, setHeader: vi.fn(), getHeader: () => undefined }
      const session = await getServerSession(req as never, res as never, config)
      expect(session).toMatchObject({ user: { name: "Ada" } })
      arrive()
      expect(await getServerSession(config)).toBeNull()
    },
  )

  it("reads the environment without options", async () => {
    vi.stubEnv("AUTH_SECRET", SECRET)
    try {
      arrive(await signedIn(nextAuth().handlers))
      expect(await createGetServerSession(own)()).toMatchObject({ user: { name: "Ada" } })
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
