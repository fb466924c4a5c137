/** One jar of cookies, and each way that an application can ask whose it is: all say the same. */
import { beforeEach, describe, expect, it, vi } from "vitest"
import { handle } from "../../src/core/handle.ts"
import { getSession } from "../../src/index.ts"
import { readTokenOf } from "../../src/jwt/get-token.ts"
import { createGetServerSession } from "../../src/next/server-session.ts"
import type { NextAuthConfig } from "../../src/next/types.ts"
import {
  configure,
  credentials,
  doors,
  nextAuth,
  own,
  requestTo,
  SECRET,
  signedIn,
  v4,
  v5,
} from "../support/next-app.ts"

const scope = vi.hoisted(() => ({ headers: new Headers(), cookies: [] as object[] }))
vi.mock("next/headers.js", () => ({
  headers: async () => scope.headers,
  cookies: async () => ({ getAll: () => scope.cookies, set() {} }),
}))

const said = { host: "app.example", "x-forwarded-proto": "https" }
const config = configure()
const OTHER_SECRET = "Qm3hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUz"

interface Shown {
  readonly user?: { readonly name?: string | null } | undefined
}
const nameIn = (session: unknown): string => (session as Shown | null)?.user?.name ?? "nobody"

type Door = (typeof doors)[number][1]
type Reader = (cookie: string, door: Door, of: NextAuthConfig) => Promise<string>

const nodeRequest = (cookie: string): never =>
  ({ url: "/", method: "GET", headers: { ...said, cookie } }) as never
const nodeResponse = (): never =>
  ({ headersSent: false, setHeader() {}, getHeader: () => undefined }) as never

const readers: Readonly<Record<string, Reader>> = {
  async "GET /session"(cookie, door, of) {
    const { handlers } = nextAuth(of, door)
    const answer = await handlers.GET(requestTo("/api/auth/session", { cookie }))
    return nameIn(await answer.json())
  },
  async "Auth, as other frameworks call it"(cookie, door, of) {
    const request = new Request("https://app.example/api/auth/session", {
      headers: { ...said, cookie },
    })
    return nameIn(await (await handle(request, of as never, door)).json())
  },
  async "auth() of a server component"(_, door, of) {
    return nameIn(await nextAuth(of, door).auth())
  },
  async "auth() around a route"(cookie, door, of) {
    const route = nextAuth(of, door).auth((req) => Response.json(req.auth))
    const answer = await route(requestTo("/page", { cookie }), {} as never)
    return nameIn(await (answer as Response).json())
  },
  async "auth() of the pages router"(cookie, door, of) {
    return nameIn(await nextAuth(of, door).auth(nodeRequest(cookie), nodeResponse()))
  },
  async "getServerSession of a server component"(_, door, of) {
    return nameIn(await createGetServerSession(door)(of))
  },
  async "getServerSession of the pages router"(cookie, door, of) {
    const read = createGetServerSession(door)
    return nameIn(await read(nodeRequest(cookie), nodeResponse(), of))
  },
  async getToken(cookie, door) {
    const params = { req: requestTo("/page", { cookie }), secret: SECRET, secureCookie: true }
    const token = (await readTokenOf(params, door.compat)) as { name?: string } | null
    return token?.name ?? "nobody"
  },
}

/** What each way of asking says, where they differ; else the one answer. */
async function asked(cookie: string, door: Door, of = config): Promise<unknown> {
  scope.headers = new Headers({ ...said, ...(cookie && { cookie }) })
  // Next.js keeps the last of a name.
  const pairs = cookie
    .split("; ")
    .filter(Boolean)
    .map((one) => one.split(/=(.*)/s) as [string, string])
  scope.cookies = [...new Map(pairs)].map(([name, value]) => ({ name, value }))
  const all: Record<string, string> = {}
  for (const [name, read] of Object.entries(readers)) all[name] = await read(cookie, door, of)
  if (door === own) {
    const request = new Request("https://app.example/page", { headers: { ...said, cookie } })
    all["getSession"] = nameIn(await getSession(request, { basePath: "/api/auth", ...of } as never))
  }
  const answers = new Set(Object.values(all))
  return answers.size === 1 ? [...answers][0] : all
}

/** The `Cookie` header of somebody who signed in. */
async function jarOf(name: string, door: Door, of = config): Promise<string> {
  const provider = { ...credentials, authorize: () => ({ id: `id-${name.slice(0, 9)}`, name }) }
  const header = await signedIn(nextAuth({ ...of, providers: [provider] }, door).handlers)
  return header
    .split("; ")
    .filter((one) => one.includes("session-token"))
    .join("; ")
}

const LONG = "Ada".padEnd(6_000, "a")

describe.each(doors)("ADV-SD07 INV-11: each way of reading a session, through %s", (_, door) => {
  let [ada, grace, long] = ["", "", ""]
  let name = ""
  beforeEach(async () => {
    ada ||= await jarOf("Ada", door)
    grace ||= await jarOf("Grace", door)
    long ||= await jarOf(LONG, door)
    name = ada.split("=")[0]!
  })
  const value = (): string => ada.slice(name.length + 1)
  const pieces = (): string[] => long.split("; ")

  const jars: readonly (readonly [string, () => string, string])[] = [
    ["nothing", () => "", "nobody"],
    ["a session", () => ada, "Ada"],
    ["a session in pieces", () => long, LONG],
    ["pieces in another order", () => pieces().toReversed().join("; "), LONG],
    ["pieces without the first", () => pieces().slice(1).join("; "), "nobody"],
    ["pieces without the last", () => pieces().slice(0, -1).join("; "), "nobody"],
    ["other cookies beside it", () => `a=b; ${ada}; __Secure-z=%`, "Ada"],
    ["a name that begins so", () => `${name}-x=z; ${ada}`, "Ada"],
    ["a piece that is none", () => `${ada}; ${name}.9=z`, "Ada"],
    ["a planted value before it", () => `${name}=planted; ${ada}`, "Ada"],
    ["a planted value behind it", () => `${ada}; ${name}=planted`, "Ada"],
    ["two people", () => `${ada}; ${grace}`, "nobody"],
    ["two people, the other way about", () => `${grace}; ${ada}`, "nobody"],
    ["the same twice", () => `${ada}; ${ada}`, "Ada"],
    ["garbage", () => `${name}=${"x".repeat(200)}`, "nobody"],
    ["an empty value", () => `${name}=`, "nobody"],
    ["a value that is cut", () => `${name}=${value().slice(0, -3)}`, "nobody"],
    ["one more letter", () => `${name}=${value()}A`, "nobody"],
    [
      "a letter turned",
      () =>
        `${name}=${value().slice(0, -9)}${value().at(-9) === "A" ? "B" : "A"}${value().slice(-8)}`,
      "nobody",
    ],
    ["another name's value", () => `next-auth.csrf-token=${value()}`, "nobody"],
    ["the name in capitals", () => `${name.toUpperCase()}=${value()}`, "nobody"],
  ]

  it.each(jars)("of %s", async (_jar, jar, expected) => {
    expect(await asked(jar(), door)).toBe(expected)
  })

  it("of a session that is over, and of one under another secret", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    try {
      vi.setSystemTime(Date.now() + 31 * 86_400_000)
      expect(await asked(ada, door)).toBe("nobody")
    } finally {
      vi.useRealTimers()
    }
    const foreign = configure({ env: { NODE_ENV: "production", AUTH_SECRET: OTHER_SECRET } })
    expect(await asked(await jarOf("Mallory", door, foreign), door)).toBe("nobody")
  })

  it("of another generation's cookie", async () => {
    const others = [own, v5, v4].filter(({ compat }) => compat !== door.compat)
    for (const other of others) {
      const jar = await jarOf("Ada", other)
      const answer = await asked(jar, door)
      expect(["Ada", "nobody"]).toContain(
        typeof answer === "string" ? answer : JSON.stringify(answer),
      )
    }
  })
})
