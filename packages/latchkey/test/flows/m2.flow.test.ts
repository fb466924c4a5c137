import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import NextAuth from "../../src/next/index.ts"
import OIDC from "../../src/providers/oidc.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"

const OLD = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const NEW = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const base = "https://app.example/api/auth"

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }

let issuer: Issuer
beforeAll(async () => {
  const redirect_uris = [`${base}/callback/local`]
  issuer = await startIssuer({ client: { client_id: "app", client_secret: "s", redirect_uris } })
})
afterAll(() => issuer.close())

describe("M2: NextAuth(options) called inside the handler, on each request", () => {
  const authOptions = {
    providers: [
      credentials,
      OIDC({ id: "local", name: "Local", issuer: "", clientId: "app", clientSecret: "s" }),
    ],
    trustHost: true,
    logger,
  }
  // The two lines of the article, typed.
  const GET = (...args: any[]): any => NextAuth(authOptions)(...(args as [Request, unknown]))
  const POST = (...args: any[]): any => NextAuth(authOptions)(...(args as [Request, unknown]))

  const context = (path: string): unknown => ({
    params: Promise.resolve({ nextauth: path.split("?")[0]!.split("/") }),
  })
  const get = (path: string, cookie = ""): Promise<Response> =>
    GET(new Request(`${base}/${path}`, { headers: { cookie } }), context(path))

  async function signIn(): Promise<string> {
    const csrf = await get("csrf")
    const { csrfToken } = (await csrf.json()) as { csrfToken: string }
    const cookie = csrf.headers.getSetCookie()[0]!.split(";")[0]!
    const answer: Response = await POST(
      new Request(`${base}/callback/credentials`, {
        method: "POST",
        headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ csrfToken }),
      }),
      context("callback/credentials"),
    )
    const line = answer.headers.getSetCookie().find((one) => one.includes("session-token"))
    return line!.split(";")[0]!
  }

  it("sees the environment as it is at that request: another key, and the new one seals", async () => {
    process.env["AUTH_SECRET"] = OLD
    const first = await signIn()
    expect(await (await get("session", first)).json()).toMatchObject({ user: { name: "Ada" } })
    process.env["AUTH_SECRET_1"] = NEW
    expect(await (await get("session", first)).json()).toMatchObject({ user: { name: "Ada" } })
    const second = await signIn()
    delete process.env["AUTH_SECRET_1"]
    expect(await (await get("session", second)).json()).toBeNull()
    process.env["AUTH_SECRET"] = NEW
    expect(await (await get("session", second)).json()).toMatchObject({ user: { name: "Ada" } })
    delete process.env["AUTH_SECRET"]
  })

  it("ten thousand calls leave the heap flat, ask the source once and discover once", async () => {
    let asked = 0
    const secret = async (): Promise<string> => {
      asked++
      return OLD
    }
    const local = OIDC({
      id: "local",
      name: "Local",
      issuer: issuer.url,
      clientId: "app",
      clientSecret: "s",
    })
    const options = { ...authOptions, providers: [credentials, local], secret }
    const call = (request: Request): Promise<Response> =>
      NextAuth(options)(
        request as never,
        context("session") as never,
      ) as unknown as Promise<Response>
    const csrf = await call(new Request(`${base}/csrf`))
    const { csrfToken } = (await csrf.json()) as { csrfToken: string }
    const cookie = csrf.headers.getSetCookie()[0]!.split(";")[0]!
    const once = async (at: number): Promise<void> => {
      const answer = await call(new Request(`${base}/session`, { headers: { cookie } }))
      expect(answer.status).toBe(200)
      if (at % 500 !== 0) return
      const start = await call(
        new Request(`${base}/signin/local`, {
          method: "POST",
          headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ csrfToken }),
        }),
      )
      expect(start.headers.get("location")).toContain(issuer.url)
    }
    const heap = (): number => {
      globalThis.gc?.()
      return process.memoryUsage().heapUsed
    }
    for (let i = 0; i < 2_000; i++) await once(i)
    const before = heap()
    for (let i = 0; i < 10_000; i++) await once(i)
    const grown = (heap() - before) / 1_048_576
    // Without a collector that can be asked, garbage of the last calls may still be there.
    expect(grown).toBeLessThan(globalThis.gc ? 4 : 40)
    expect(asked).toBe(1)
    expect(issuer.requests.get("/.well-known/openid-configuration")).toBe(1)
  }, 60_000)
})
