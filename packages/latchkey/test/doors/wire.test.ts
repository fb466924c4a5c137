/**
 * The wire between ours and the published packages, in both directions: nobody is signed out by going to ours, nor by
 * going back.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { Auth } from "../../src/doors/core/index.ts"
import NextAuth4, { getServerSession } from "../../src/doors/v4/index.ts"
import * as ourJwt4 from "../../src/doors/v4/jwt.ts"
import * as ourJwt5 from "../../src/doors/v5/jwt.ts"
import Credentials from "../../src/providers/credentials.ts"
import { type Answer, pagesAnswer, WireClient } from "./wire-client.ts"
import { installPublished } from "./tools.ts"

const published = await installPublished()
const NEW = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const OLD = "q9Lw2Zt7Vb4Xc6Nm8Pk1Hj3Gf5Ds0AaYyUuIiOoEeRr"
const COOKIE = "authjs.session-token"
const SECURE = `__Secure-${COOKIE}`

interface Jwt {
  encode(params: object): Promise<string>
  decode(params: object): Promise<Record<string, unknown> | null>
}

const their = await load()

async function load() {
  if (!published) return undefined
  const require4 = createRequire(join(published.v4, "package.json"))
  const core = join(published.v5, "node_modules/@auth/core")
  const open = (file: string) => import(pathToFileURL(join(core, file)).href)
  const { Auth: auth } = (await open("index.js")) as {
    Auth: (request: Request, config: object) => Promise<Response>
  }
  const { default: credentials5 } = (await open("providers/credentials.js")) as {
    default: (config: object) => object
  }
  return {
    Auth: auth,
    credentials5,
    jwt5: (await open("jwt.js")) as Jwt,
    jwt4: require4("next-auth/jwt") as Jwt,
    NextAuth4: (require4("next-auth") as { default: (options: object) => (...args: any[]) => any })
      .default,
    getServerSession4: (require4("next-auth") as { getServerSession: typeof getServerSession })
      .getServerSession,
    credentials4: (
      require4("next-auth/providers/credentials") as { default: (config: object) => object }
    ).default,
  }
}

const login = {
  credentials: { name: {}, password: {} },
  authorize: ({ name, password }: Record<string, unknown>) =>
    password === "right" ? { id: "7", name: String(name), email: "ada@example.com" } : null,
}
/** More than one cookie can hold, where the name asks for it. */
const callbacks = {
  jwt: ({ token }: { token: Record<string, unknown> }) =>
    token["name"] === "Long" ? { ...token, filler: "x".repeat(9_000) } : token,
}

const config5 = (secret: string | string[]) => ({
  secret,
  trustHost: true,
  basePath: "/auth",
  callbacks,
})
const ours5 =
  (secret: string | string[]): Answer =>
  (request) =>
    Auth(request, { ...config5(secret), providers: [Credentials(login)] })
const theirs5 =
  (secret: string | string[]): Answer =>
  (request) =>
    their!.Auth(request, { ...config5(secret), providers: [their!.credentials5(login)] })
const ours4 = (secret: string): Answer =>
  pagesAnswer(NextAuth4({ secret, callbacks, providers: [Credentials(login)] }) as never)
const theirs4 = (secret: string): Answer =>
  pagesAnswer(their!.NextAuth4({ secret, callbacks, providers: [their!.credentials4(login)] }))

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", "https://app.example")
  vi.stubEnv("AUTH_SECRET", undefined)
  vi.stubEnv("NEXTAUTH_SECRET", undefined)
  return () => vi.unstubAllEnvs()
})

describe.skipIf(!their)("tokens", () => {
  const claims = { sub: "7", name: "Ada", role: "admin", list: [1, { deep: true }] }

  it.each([COOKIE, SECURE])("of @auth/core and ours, under %s", async (salt) => {
    const sealed = await their!.jwt5.encode({ token: claims, secret: NEW, salt })
    expect(await ourJwt5.decode({ token: sealed, secret: NEW, salt })).toMatchObject(claims)
    const own = await ourJwt5.encode({ token: claims, secret: NEW, salt })
    expect(await their!.jwt5.decode({ token: own, secret: NEW, salt })).toMatchObject(claims)
  })

  it("of @auth/core and ours, after a rotation", async () => {
    const salt = SECURE
    const sealed = await their!.jwt5.encode({ token: claims, secret: [OLD], salt })
    expect(await ourJwt5.decode({ token: sealed, secret: [NEW, OLD], salt })).toMatchObject(claims)
    const own = await ourJwt5.encode({ token: claims, secret: [OLD, NEW], salt })
    expect(await their!.jwt5.decode({ token: own, secret: [NEW, OLD], salt })).toMatchObject(claims)
    await expect(ourJwt5.decode({ token: sealed, secret: NEW, salt })).rejects.toThrow(
      "could not be opened",
    )
  })

  it("of next-auth 4 and ours, with and without a salt", async () => {
    for (const salt of ["", "other"]) {
      const sealed = await their!.jwt4.encode({ token: claims, secret: NEW, salt })
      expect(await ourJwt4.decode({ token: sealed, secret: NEW, salt })).toMatchObject(claims)
      const own = await ourJwt4.encode({ token: claims, secret: NEW, salt })
      expect(await their!.jwt4.decode({ token: own, secret: NEW, salt })).toMatchObject(claims)
    }
  })

  it("of next-auth 4 in a request, through getToken of either door", async () => {
    const token = await their!.jwt4.encode({ token: claims, secret: NEW })
    const cookie = `__Secure-next-auth.session-token.0=${token.slice(0, 90)}; __Secure-next-auth.session-token.1=${token.slice(90)}`
    const req = new Request("https://app.example/", { headers: { cookie } })
    vi.stubEnv("NEXTAUTH_SECRET", NEW)
    expect(await ourJwt4.getToken({ req })).toMatchObject(claims)
    expect(await ourJwt5.getToken({ req })).toMatchObject(claims)
    expect(await ourJwt4.getToken({ req, raw: true })).toBe(token)
  })
})

const pairs: [string, () => Answer, () => Answer, string][] = [
  ["from @auth/core to ours", () => theirs5(NEW), () => ours5(NEW), "/auth"],
  ["from ours to @auth/core", () => ours5(NEW), () => theirs5(NEW), "/auth"],
  ["from next-auth 4 to ours", () => theirs4(NEW), () => ours4(NEW), "/api/auth"],
  ["from ours to next-auth 4", () => ours4(NEW), () => theirs4(NEW), "/api/auth"],
]

describe.skipIf(!their).each(pairs)("an application that goes %s", (_, before, after, path) => {
  const base = `https://app.example${path}`

  it("keeps a session, in one cookie and in pieces, and can sign out of it", async () => {
    for (const [name, cookies] of [
      ["Ada", 1],
      ["Long", 4],
    ] as const) {
      const client = new WireClient(before(), base)
      expect((await client.signIn(name)).status).toBe(302)
      expect(client.sessionCookies()).toHaveLength(cookies)
      client.answer = after()
      expect(await client.session()).toMatchObject({ user: { name, email: "ada@example.com" } })
      expect(client.sessionCookies()).toHaveLength(cookies)
      // And back again, with whatever the other has written meanwhile.
      client.answer = before()
      expect(await client.session()).toMatchObject({ user: { name } })
      client.answer = after()
      const body = new URLSearchParams({ csrfToken: await client.csrfToken() })
      await client.send("/signout", { method: "POST", body })
      expect(client.sessionCookies()).toEqual([])
    }
  })

  it("keeps a form that lies open", async () => {
    const client = new WireClient(before(), base)
    const token = await client.csrfToken()
    client.answer = after()
    await client.signIn("Ada", token)
    expect(await client.session()).toMatchObject({ user: { name: "Ada" } })
  })
})

describe.skipIf(!their)("a list of secrets", () => {
  it.each([
    ["from @auth/core to ours", theirs5, ours5],
    ["from ours to @auth/core", ours5, theirs5],
  ] as const)("keeps a session of the old secret %s", async (_, before, after) => {
    const client = new WireClient(before(OLD), "https://app.example/auth")
    await client.signIn("Ada")
    client.answer = after([NEW, OLD])
    expect(await client.session()).toMatchObject({ user: { name: "Ada" } })
  })
})

describe.skipIf(!their)("getServerSession", () => {
  it.each([
    ["of ours reads next-auth 4's cookie", () => theirs4(NEW), () => getServerSession],
    ["of next-auth 4 reads our cookie", () => ours4(NEW), () => their!.getServerSession4],
  ] as const)("%s", async (_, before, reader) => {
    const client = new WireClient(before(), "https://app.example/api/auth")
    await client.signIn("Ada")
    let session: unknown
    client.answer = pagesAnswer(async (req, res) => {
      session = await reader()(req as never, res as never, { secret: NEW, providers: [] })
    })
    await client.send("/session")
    expect(session).toMatchObject({ user: { name: "Ada", email: "ada@example.com" } })
  })
})
