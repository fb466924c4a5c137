/** The application of the guides: Drizzle, GitHub, a session callback, the catch-all route; and v4's with Prisma. */
import { mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { EmailConfig } from "../../../src/contracts/provider.ts"
import { Browser, locationOf, SECRET, v4 } from "../../support/browser.ts"
import { routedFetch } from "../../support/dialect.ts"
import { folder, isReachable, open, subjects } from "./subjects.ts"

type Handler = (request: Request, context?: object) => Promise<Response>

const door = { compat: 5, basePath: "/api/auth" } as const

describe("M19: the guide's application, unchanged, on the published adapter", () => {
  const own = mkdtempSync(join(tmpdir(), "latchkey-guide-"))
  const database = join(own, "guide.db")
  const before = { ...process.env }
  const { fetch } = globalThis
  let route: { GET: Handler; POST: Handler }
  const codes: string[] = []

  beforeAll(async () => {
    Object.assign(process.env, {
      AUTH_SECRET: SECRET,
      AUTH_GITHUB_ID: "app",
      AUTH_GITHUB_SECRET: "secret",
      AUTH_URL: "https://app.example",
      DATABASE_URL: `file:${database}`,
    })
    const { createClient } = createRequire(join(folder, "x.js"))("@libsql/client") as {
      createClient: (options: object) => {
        executeMultiple(sql: string): Promise<void>
        close(): void
      }
    }
    const drizzle = (await import(/* @vite-ignore */ join(folder, "subjects/drizzle.ts"))) as {
      sqliteTables: string
    }
    const client = createClient({ url: `file:${database}` })
    await client.executeMultiple(drizzle.sqliteTables)
    client.close()
    globalThis.fetch = gitHub(codes)
    const file = join(folder, "guide/app/api/auth/[...nextauth]/route.ts")
    route = (await import(/* @vite-ignore */ file)) as typeof route
  })
  afterAll(() => {
    globalThis.fetch = fetch
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
    rmSync(own, { recursive: true, force: true })
  })

  const browserOf = (): Browser =>
    new Browser({}, { door, serve: (request) => route[request.method as "GET" | "POST"](request) })

  async function signIn(browser: Browser): Promise<{ user: { id: string; email: string } }> {
    const start = await browser.post("/signin/github", { callbackUrl: "/in" })
    const asked = locationOf(start)
    expect(asked.href).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?/)
    expect(asked.searchParams.get("client_id")).toBe("app")
    const state = asked.searchParams.get("state")
    const query = new URLSearchParams({ code: crypto.randomUUID(), ...(state ? { state } : {}) })
    const back = await browser.get(`/callback/github?${query}`)
    expect(locationOf(back).href).toBe("https://app.example/in")
    return (await browser.session()) as never
  }

  it("signs in, has the id in the session, signs in as the same user again, and out", async () => {
    const browser = browserOf()
    const first = await signIn(browser)
    expect(first).toMatchObject({ user: { name: "Mona", email: "mona@example.com" } })
    expect(first.user.id).toMatch(/^[0-9a-f-]{36}$/)
    expect((await signIn(browserOf())).user.id).toBe(first.user.id)
    expect(codes).toHaveLength(2)
    await browser.post("/signout", {})
    expect(await browser.session()).toBeNull()
  })
})

/** GitHub, as far as a sign-in asks it. */
function gitHub(codes: string[]): typeof globalThis.fetch {
  const routes = {
    "https://github.com/login/oauth/access_token": async (request: Request) => {
      codes.push(new URLSearchParams(await request.text()).get("code")!)
      return Response.json({ access_token: "gho_1", token_type: "bearer", scope: "read:user" })
    },
    "https://api.github.com/user": (request: Request) => {
      expect(request.headers.get("authorization")?.toLowerCase()).toBe("bearer gho_1")
      return Response.json({ id: 1, login: "mona", name: "Mona", email: "mona@example.com" })
    },
  }
  return routedFetch(routes).fetch
}

const prismaOf4 = subjects.find((subject) => subject.id === "next-auth-prisma")!

describe.skipIf(!isReachable(prismaOf4))("@next-auth/prisma-adapter through the door of 4", () => {
  const urls: string[] = []
  let opened: Awaited<ReturnType<typeof open>>
  let handler: Handler
  beforeAll(async () => {
    opened = await open(prismaOf4)
    const NextAuth = createRequire(join(folder, "x.js"))("next-auth") as (
      options: AuthConfig,
    ) => Handler
    const email: EmailConfig = {
      id: "email",
      name: "E-mail",
      type: "email",
      sendVerificationRequest: ({ url }) => void urls.push(url),
    }
    handler = NextAuth({ adapter: opened.adapter, providers: [email], secret: SECRET })
  })
  afterAll(() => opened?.close())

  it("a mailed link signs in, with a session in the database, and out", async () => {
    const serve = (request: Request): Promise<Response> => {
      const nextauth = new URL(request.url).pathname.split("/").slice(3)
      return handler(request, { params: Promise.resolve({ nextauth }) })
    }
    process.env["NEXTAUTH_URL"] = "https://app.example"
    try {
      const browser = new Browser({}, { door: v4, serve })
      await browser.post("/signin/email", { email: "eve@example.com", callbackUrl: "/in" })
      expect(locationOf(await browser.get(urls[0]!)).href).toBe("https://app.example/in")
      expect(await browser.session()).toMatchObject({ user: { email: "eve@example.com" } })
      const token = browser.cookies.get("__Secure-next-auth.session-token")!.value
      expect(await opened.adapter.getSessionAndUser!(token)).toMatchObject({
        user: { email: "eve@example.com" },
      })
      await browser.post("/signout", { callbackUrl: "/out" })
      expect(await browser.session()).toEqual({})
      expect(await opened.adapter.getSessionAndUser!(token)).toBeNull()
    } finally {
      delete process.env["NEXTAUTH_URL"]
    }
  })
})
