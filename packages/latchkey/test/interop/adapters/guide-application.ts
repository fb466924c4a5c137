import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { Browser, locationOf, SECRET } from "../../support/browser.ts"
import { routedFetch } from "../../support/dialect.ts"

type Handler = (request: Request, context?: object) => Promise<Response>

const door = { compat: 5, basePath: "/api/auth" } as const

/**
 * The application of the guides, with an empty database of its own: somebody signs in by GitHub, comes back and leaves.
 *
 * @param load - Its route.
 * @param prepare - Makes the tables.
 */
export function guideApplication(
  load: () => Promise<{ GET: Handler; POST: Handler }>,
  prepare: (url: string) => Promise<void>,
): void {
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
    await prepare(`file:${database}`)
    globalThis.fetch = gitHub(codes)
    route = await load()
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
}

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
