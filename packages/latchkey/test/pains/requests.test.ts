/** Pain 31: who asked, in callbacks and events. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { EventContext } from "../../src/contracts/events.ts"
import NextAuthV4, { getServerSession } from "../../src/doors/v4/index.ts"
import NextAuth from "../../src/doors/v5/index.ts"
import { testVisitor } from "../../src/testing/index.ts"
import { clientAddress } from "../../src/web/client-address.ts"
import { Browser, v4, v5 } from "../support/browser.ts"
import { credentials, SECRET, silent } from "../support/next-app.ts"

/** What each callback and event was told of the request. */
type Told = Record<string, (EventContext & { request?: Request }) | undefined>

function noting(told: Told): Pick<AuthConfig, "callbacks" | "events"> {
  const note = (name: string) => (_: unknown, context?: EventContext) => void (told[name] = context)
  return {
    callbacks: {
      signIn: (params) => ((told["callback signIn"] = params as EventContext), true),
      redirect: (params) => ((told["callback redirect"] = params as EventContext), params.url),
      jwt: (params) => ((told["callback jwt"] = params as EventContext), params.token),
      session: (params) => ((told["callback session"] = params as EventContext), params.session),
    },
    events: {
      signIn: note("signIn"),
      signOut: note("signOut"),
      createUser: note("createUser"),
      updateUser: note("updateUser"),
      session: note("session"),
    },
  }
}

const from = { "user-agent": "Ada's browser", "x-forwarded-for": "203.0.113.9, 198.51.100.7" }

class VisitingBrowser extends Browser {
  override send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(from)) headers.set(name, value)
    return super.send(path, { ...init, headers })
  }
}

describe.each([
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("through %s", (_, door) => {
  const all = ["signIn", "redirect", "jwt", "session"].map((name) => `callback ${name}`)
  const events = ["signIn", "signOut", "session"]

  it("pain 31: every callback and event of a sign-in gets the request, address and browser", async () => {
    const told: Told = {}
    const browser = new VisitingBrowser(
      { providers: [credentials], clientIp: { proxies: 1 }, logger: silent, ...noting(told) },
      { door },
    )
    await browser.post("/callback/credentials", { name: "Ada", password: "right" })
    await browser.session()
    await browser.post("/signout")
    for (const name of [...all, ...events]) {
      expect(told[name]?.request?.headers.get("user-agent"), name).toBe("Ada's browser")
    }
    for (const name of [...events, "callback signIn"]) {
      expect(told[name]?.ip, name).toBe("198.51.100.7")
    }
    for (const name of events) expect(told[name]?.userAgent, name).toBe("Ada's browser")
  })

  it("pain 31: so do those of a mailed link and of a database", async () => {
    const told: Told = {}
    const urls: string[] = []
    const email = {
      id: "email",
      name: "E-mail",
      type: "email" as const,
      sendVerificationRequest: ({ url }: { url: string }) => void urls.push(url),
    }
    const config = { providers: [email], adapter: MemoryAdapter(), logger: silent, ...noting(told) }
    const browser = new VisitingBrowser(config, { door })
    for (let i = 0; i < 2; i++) {
      await browser.post("/signin/email", { email: "ada@example.com" })
      await browser.get(urls.at(-1)!)
      await browser.session()
      await browser.post("/signout")
    }
    const names = ["signIn", "signOut", "createUser", "updateUser", "session"]
    for (const name of [...names, "callback session"]) {
      expect(told[name]?.request?.headers.get("user-agent"), name).toBe("Ada's browser")
    }
    // Nobody said which header to believe.
    for (const name of names) expect(told[name]).not.toHaveProperty("ip")
  })
})

it("pain 31: in a server component the callbacks have a request too, in both majors", async () => {
  const told: Told = {}
  const config = { providers: [credentials], secret: SECRET, logger: silent, ...noting(told) }
  const { auth } = NextAuth(config)
  const visitor = await testVisitor(auth, { user: { id: "1", name: "Ada" }, headers: from })
  await visitor.run(() => auth())
  for (const name of ["callback jwt", "callback session", "session"]) {
    expect(told[name]?.request?.headers.get("user-agent"), name).toBe("Ada's browser")
    expect(new URL(told[name]!.request!.url).pathname).toBe("/api/auth/session")
    delete told[name]
  }
  expect(typeof NextAuthV4(config as never)).toBe("function")
  const fourth = await testVisitor(config, { user: { id: "1" }, headers: from, compat: 4 })
  const session = await fourth.run(() => getServerSession(config as never))
  expect(session).toMatchObject({ user: { id: "1" } })
  expect(told["callback jwt"]?.request?.headers.get("user-agent")).toBe("Ada's browser")
})

describe("pain 31: the address", () => {
  const asked = (headers: Record<string, string>, rule: Parameters<typeof clientAddress>[1]) =>
    clientAddress(new Headers(headers), rule)

  it.each([
    ["203.0.113.9", 1, "203.0.113.9"],
    ["6.6.6.6, 203.0.113.9", 1, "203.0.113.9"],
    ["6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9"],
    ["203.0.113.9", 2, undefined],
    ["203.0.113.9:4711", 1, "203.0.113.9"],
    ["2001:DB8:0:0:0:0:0:1", 1, "2001:db8::1"],
    ["[2001:db8::1]:443", 1, "2001:db8::1"],
    ["::ffff:203.0.113.9", 1, "203.0.113.9"],
    ["6.6.6.6, unknown", 1, undefined],
    ["localhost", 1, undefined],
    ["0x7f.1", 1, undefined],
    ["", 1, undefined],
    ["203.0.113.9", 0, undefined],
    ["203.0.113.9", Number.NaN, undefined],
    [`${"1.1.1.1,".repeat(100)}203.0.113.9`, 1, "203.0.113.9"],
  ])("pain 31: of %j behind %d proxies is %s", (header, proxies, address) => {
    expect(asked({ "x-forwarded-for": header }, { proxies })).toBe(address)
  })

  it("pain 31: is of the header that the platform sets, whatever else was sent", () => {
    const headers = { "fly-client-ip": "203.0.113.9", "x-forwarded-for": "6.6.6.6" }
    expect(asked(headers, { header: "fly-client-ip" })).toBe("203.0.113.9")
    expect(asked(headers, { header: "cf-connecting-ip" })).toBeUndefined()
    expect(asked({ "fly-client-ip": "6.6.6.6, 203.0.113.9" }, { header: "fly-client-ip" })).toBe(
      undefined,
    )
    expect(asked(headers, undefined)).toBeUndefined()
  })

  it("pain 31: on a known platform its own header counts, unless that is turned off", async () => {
    const seen: (string | undefined)[] = []
    const go = async (more: Partial<AuthConfig>): Promise<void> => {
      const events = { signIn: (_: unknown, context?: EventContext) => void seen.push(context?.ip) }
      const browser = new VisitingBrowser(
        { providers: [credentials], events, logger: silent, ...more },
        { door: v5 },
      )
      const fields = { name: "Ada", password: "right" }
      const headers = { "x-real-ip": "203.0.113.9", "cf-connecting-ip": "203.0.113.8" }
      await browser.post("/callback/credentials", fields, headers)
    }
    await go({ env: { VERCEL: "1" } })
    await go({ env: { CF_PAGES: "1" } })
    await go({ env: { VERCEL: "1" }, clientIp: false })
    await go({ env: {} })
    expect(seen).toEqual(["203.0.113.9", "203.0.113.8", undefined, undefined])
  })
})
