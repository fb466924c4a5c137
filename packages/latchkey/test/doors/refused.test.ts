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
})
