/**
 * What a form of NextAuth 4 gets that asks for JSON and is refused: the published package and ours answer with the same
 * status, since `ok` of the client's `signIn` comes from it.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { beforeEach, describe, expect, it, vi } from "vitest"
import NextAuth4 from "../../src/doors/v4/index.ts"
import Credentials from "../../src/doors/v4/credentials.ts"
import { installPublished } from "./tools.ts"
import { pagesAnswer, WireClient } from "./wire-client.ts"

type Handler = (req: object, res: object) => unknown
type Make = (options: object) => Handler

const published = await installPublished(["v4"])
const engines: [string, Make, (config: object) => object][] = [
  ["ours", NextAuth4 as never, Credentials as never],
]
if (published) {
  const require4 = createRequire(join(published.v4, "package.json"))
  const { default: theirs } = require4("next-auth") as { default: Make }
  const { default: provider } = require4("next-auth/providers/credentials") as {
    default: (config: object) => object
  }
  engines.push(["next-auth 4.24.15", theirs, provider])
}

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", "https://app.example")
  vi.stubEnv("NEXTAUTH_SECRET", "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk")
  return () => vi.unstubAllEnvs()
})

const silent = { error() {}, warn() {}, debug() {} }
const ada = { id: "7", name: "Ada" }

const told = "Wrong password: 2 tries left & <b>then</b> a pause"
function throwing(): boolean {
  throw new Error(told)
}

describe.each(engines)("credentials with json=true, by %s", (_, make, provider) => {
  const refused: [string, number, () => unknown, boolean][] = [
    ["authorize answers null", 401, () => null, true],
    ["authorize throws", 401, () => Promise.reject(new Error("No such user")), true],
    ["the signIn callback says no", 403, () => ada, false],
    ["nothing is wrong", 200, () => ada, true],
  ]

  it.each(refused)("%s: %d", async (_case, status, authorize, signIn) => {
    const login = provider({ credentials: { name: {} }, authorize })
    const options = { providers: [login], callbacks: { signIn: () => signIn }, logger: silent }
    const client = new WireClient(pagesAnswer(make(options)), "https://app.example/api/auth")
    const csrfToken = await client.csrfToken()
    const body = new URLSearchParams({ csrfToken, name: "Ada", json: "true" })
    const response = await client.send("/callback/credentials", { method: "POST", body })
    const { url } = (await response.json()) as { url: string }
    expect(response.status).toBe(status)
    expect(new URL(url).searchParams.has("error")).toBe(status !== 200)
    expect(client.sessionCookies()).toHaveLength(status === 200 ? 1 : 0)
  })

  const saying: [string, () => unknown, () => boolean][] = [
    ["authorize", throwing, () => true],
    ["the signIn callback", () => ada, throwing],
  ]
  it.each(saying)(
    "what %s says by new Error(text) reaches the page",
    async (_by, authorize, signIn) => {
      const login = provider({ credentials: { name: {} }, authorize })
      const options = { providers: [login], callbacks: { signIn }, logger: silent }
      const client = new WireClient(pagesAnswer(make(options)), "https://app.example/api/auth")
      const csrfToken = await client.csrfToken()
      const body = new URLSearchParams({ csrfToken, name: "Ada", json: "true" })
      const response = await client.send("/callback/credentials", { method: "POST", body })
      const url = new URL(((await response.json()) as { url: string }).url)
      expect(url.pathname).toBe("/api/auth/error")
      expect(url.searchParams.get("error")).toBe(told)
      const page = await client.send(`/error${url.search}`)
      expect(await page.text()).not.toContain("<b>then</b>")
    },
  )
})

describe("what nobody wrote for a person, through our door of next-auth 4", () => {
  class DatabaseError extends Error {}
  const errors: [string, unknown][] = [
    [
      "an error of a driver's class",
      new DatabaseError("password authentication failed for hunter2"),
    ],
    ["an error of the runtime", new TypeError("Cannot read properties of hunter2")],
    ["an error with a code", Object.assign(new Error("connect hunter2"), { code: "ECONNREFUSED" })],
    ["an error with a cause", new Error("query failed: hunter2", { cause: new Error("x") })],
    ["an error of another name", Object.assign(new Error("hunter2"), { name: "PrismaError" })],
    ["an essay", new Error(`hunter2 ${"x".repeat(300)}`)],
    ["lines", new Error("hunter2\r\nSet-Cookie: a=b")],
    ["an empty message", new Error("")],
    ["a text", "hunter2"],
  ]

  it.each(errors)("%s is not told", async (_, thrown) => {
    const login = Credentials({
      credentials: { name: {} },
      authorize: () => Promise.reject(thrown),
    })
    const options = { providers: [login], logger: silent }
    const handler = pagesAnswer((NextAuth4 as unknown as Make)(options))
    const client = new WireClient(handler, "https://app.example/api/auth")
    const body = new URLSearchParams({ csrfToken: await client.csrfToken(), json: "true" })
    const response = await client.send("/callback/credentials", { method: "POST", body })
    expect(response.status).toBe(401)
    const { url } = (await response.json()) as { url: string }
    expect(new URL(url).searchParams.get("error")).toBe("Configuration")
    expect(url).not.toContain("hunter2")
  })
})
