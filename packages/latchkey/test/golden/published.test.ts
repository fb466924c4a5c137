/**
 * What the published packages have written, once: our readers open it forever. Made by `tools/make-golden.mjs`.
 */
import { readFileSync } from "node:fs"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { Auth } from "../../src/doors/core/index.ts"
import NextAuth4 from "../../src/doors/v4/index.ts"
import { decode as decode4, getToken as getToken4 } from "../../src/doors/v4/jwt.ts"
import { decode as decode5, getToken as getToken5 } from "../../src/doors/v5/jwt.ts"
import Credentials from "../../src/providers/credentials.ts"
import { type Answer, pagesAnswer, WireClient } from "../doors/wire-client.ts"

interface Golden {
  readonly secrets: [string, string]
  readonly tokens: {
    readonly salt: string
    readonly secret: string
    readonly claims: Record<string, unknown>
    readonly token: string
  }[]
  readonly csrf: { readonly csrfToken: string; readonly cookies: Record<string, string> }
  readonly session: Record<string, string>
}

function golden(name: string): Golden {
  return JSON.parse(readFileSync(new URL(`published/${name}.json`, import.meta.url), "utf8"))
}

const login = {
  credentials: { name: {}, password: {} },
  authorize: ({ name }: Record<string, unknown>) => ({ id: "7", name: String(name) }),
}
const providers = [Credentials(login)]
const ofCore = golden("auth-core-0.41.3")
const ofV4 = golden("next-auth-4.24.15")
const core: Answer = (request) =>
  Auth(request, { secret: ofCore.secrets[0], trustHost: true, basePath: "/auth", providers })
const v4: Answer = pagesAnswer(NextAuth4({ secret: ofV4.secrets[0], providers }) as never)

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", "https://app.example")
  return () => vi.unstubAllEnvs()
})

describe.each([
  ["@auth/core 0.41.3", ofCore, decode5],
  ["next-auth 4.24.15", ofV4, decode4],
] as const)("tokens of %s", (_, { tokens, secrets }, decode) => {
  it("open with their secret, and with a list that has it", async () => {
    expect(tokens.length).toBeGreaterThan(3)
    for (const { salt, secret, claims, token } of tokens) {
      expect(await decode({ token, secret, salt })).toMatchObject(claims)
      expect(await decode({ token, secret: [...secrets], salt })).toMatchObject(claims)
    }
  })

  it("open with no other secret or salt, and not when a bit is flipped", async () => {
    for (const { salt, secret, token } of tokens) {
      const other = secrets.find((each) => each !== secret)!
      await expect(decode({ token, secret: other, salt })).rejects.toThrow("could not be opened")
      await expect(decode({ token, secret, salt: "another" })).rejects.toThrow(
        "could not be opened",
      )
      const parts = token.split(".")
      const [first = ""] = parts[3]!
      parts[3] = (first === "A" ? "B" : "A") + parts[3]!.slice(1)
      await expect(decode({ token: parts.join("."), secret, salt })).rejects.toThrow(
        "could not be opened",
      )
    }
  })
})

describe.each([
  ["@auth/core 0.41.3", ofCore, core, "/auth", getToken5],
  ["next-auth 4.24.15", ofV4, v4, "/api/auth", getToken4],
] as const)("cookies of %s", (_, { csrf, session, secrets }, answer, path, getToken) => {
  const client = (cookies: Record<string, string>): WireClient => {
    const made = new WireClient(answer, `https://app.example${path}`)
    for (const [name, value] of Object.entries(cookies)) made.cookies.set(name, value)
    return made
  }

  it("a session in pieces is a session", async () => {
    expect(Object.keys(session).length).toBeGreaterThan(2)
    expect(await client(session).session()).toMatchObject({ user: { name: "Ada Lovelace" } })
    const cookie = Object.entries(session).map(([name, value]) => `${name}=${value}`)
    const req = new Request("https://app.example/", { headers: { cookie: cookie.join("; ") } })
    expect(await getToken({ req, secret: secrets[0] })).toMatchObject({ role: "admin" })
  })

  it("a form that was made by them is taken", async () => {
    const open = client(csrf.cookies)
    await open.signIn("Ada", csrf.csrfToken)
    expect(await open.session()).toMatchObject({ user: { name: "Ada" } })
    const forged = client(csrf.cookies)
    await forged.signIn(
      "Ada",
      csrf.csrfToken.replace(/^./, (one) => (one === "0" ? "1" : "0")),
    )
    expect(forged.sessionCookies()).toEqual([])
  })
})
