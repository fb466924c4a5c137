/** What comes from outside in logs: one event stays one, and secrets are in none, at any level. */
import { createHash } from "node:crypto"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { eventLog } from "../../src/security-events/log.ts"
import { encodings } from "../leaks/detector.ts"
import { canary, plainCanary, Recorder } from "../leaks/recorder.ts"
import { doors, own, siteOf, type Visitor } from "./support/site.ts"

const forged = "[auth][error] Forged: all is well"
const hostile: readonly (readonly [string, string])[] = [
  ["a line end", `x\n${forged}`],
  ["a carriage return", `x\r${forged}`],
  ["both", `x\r\n${forged}\r\n`],
  ["a line end of Unicode", `x\u2028${forged}\u2029${forged}`],
  ["the next line of C1", `x\u0085${forged}`],
  ["a vertical tab and a form feed", `x\u000b\u000c${forged}`],
  ["colours of a terminal", "\u001b[31mred\u001b[0m\u001b[2J"],
  ["a title of a terminal", "\u001b]0;title\u0007"],
  ["one byte that begins a sequence", "\u009b31mred"],
  ["a backspace", `x${"\b".repeat(40)}${forged}`],
  ["NUL and DEL", "x\0y\u007fz"],
  ["other directions", "x\u202egnp.exe\u2066y\u2069"],
  ["a frame of a stack", `x\n    at forged (/app/real.js:1:1)\n${forged}`],
  ["a placeholder", "%s %d %o %j %c"],
  ["much", "x".repeat(50_000)],
  ["many lines", `${forged}\n`.repeat(1_500)],
]

/** Everything that the console was given. */
function captured(): string[] {
  const lines: string[] = []
  for (const level of ["log", "error", "warn", "info", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation(
      (...args: unknown[]) => void lines.push(args.map(String).join(" ")),
    )
  }
  return lines
}
afterEach(() => void vi.restoreAllMocks())

/** Each line is of ours or a frame, and holds nothing that moves a terminal or ends a line for some reader. */
function expectPlain(entries: readonly string[]): void {
  for (const entry of entries) {
    expect(entry.length).toBeLessThan(60_000)
    for (const line of entry.split("\n")) {
      expect(line).toMatch(
        /^(?:\[auth\]\[(?:error|warn|info|debug|cause|details|stack|looked|ref)\]| {4}at )/,
      )
      expect(line).not.toMatch(/^\[auth\]\[error\] Forged/)
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
    }
  }
}

type Failing = (text: string) => [Partial<AuthConfig>, (visitor: Visitor) => Promise<unknown>]
const fail = (text: string) => (): never => {
  throw new Error(text, { cause: new Error(text) })
}

/** Where text of outside gets into an error or a log. */
const ways: Readonly<Record<string, Failing>> = {
  "an error of authorize": (text) => {
    const credentials = {
      id: "credentials",
      name: "C",
      type: "credentials",
      credentials: {},
      authorize: fail(text),
    } as const
    return [{ providers: [credentials] }, (visitor) => visitor.signIn()]
  },
  "an error of the store": (text) => {
    const adapter = {
      ...siteOf().adapter,
      getUserByAccount: fail(text),
      getUserByEmail: fail(text),
    }
    return [
      { adapter },
      async (visitor) => [
        await visitor.through(),
        await visitor.post("/signin/email", { email: "a@b.example" }),
      ],
    ]
  },
  "an error of a callback": (text) => {
    const callbacks = { signIn: fail(text), redirect: fail(text) }
    return [
      { callbacks },
      async (visitor) => [await visitor.signIn(), await visitor.get("/signin?callbackUrl=/in")],
    ]
  },
  "an error of the jwt callback": (text) => [
    { callbacks: { jwt: fail(text) } },
    (visitor) => visitor.signIn(),
  ],
  "an error of an event": (text) => [
    { events: { signIn: fail(text) } },
    (visitor) => visitor.signIn(),
  ],
  "what the provider says": (text) => {
    const query = new URLSearchParams({ error: text, error_description: text, error_uri: text })
    return [
      {},
      async (visitor) => [
        await visitor.post("/signin/idp"),
        await visitor.get(`/callback/idp?${query}`),
      ],
    ]
  },
  "an address": (text) => [{}, (visitor) => visitor.post("/signin/email", { email: text })],
  "a provider's name": (text) => [
    {},
    (visitor) => visitor.post(`/signin/${encodeURIComponent(text.slice(0, 5_000))}`),
  ],
  "a query": (text) => {
    const query = new URLSearchParams({
      callbackUrl: text,
      error: text,
      state: text,
      code: text,
      token: text,
      email: text,
    })
    return [
      {},
      async (visitor) => [
        await visitor.get(`/callback/idp?${query}`),
        await visitor.get(`/callback/email?${query}`),
      ],
    ]
  },
  "a host and a browser's name": (text) => {
    const said = encodeURIComponent(text.slice(0, 4_000))
    const headers = {
      host: said,
      "x-forwarded-host": said,
      "user-agent": said,
      "x-forwarded-for": said,
    }
    return [{ trustHost: ["app.example"] }, (visitor) => visitor.get("/signin", headers)]
  },
}

describe.each(doors)("LOG-2: through %s", (_, door) => {
  describe.each([false, true])("debug %j", (debug) => {
    it.each(Object.entries(ways))(
      "%s stays one event, whatever is in it",
      async (_way, failing) => {
        for (const [, text] of hostile) {
          const [config, run] = failing(text)
          const events: string[] = []
          const entries = captured()
          const site = siteOf({
            ...config,
            debug,
            securityEvents: eventLog({ write: (line) => void events.push(line) }),
          })
          delete site.config.logger
          await run(site.visitor(door))
          vi.restoreAllMocks()
          expectPlain(entries.filter((entry) => !entry.startsWith("[auth][info] keys:")))
          for (const line of events) {
            expect(line.length).toBeLessThan(10_000)
            // oxlint-disable-next-line no-control-regex -- they are what is looked for
            expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
            expect(JSON.parse(line)).toBeTypeOf("object")
          }
        }
      },
    )
  })

  it("LOG-2: what is looked for is seen", () => {
    for (const [, text] of hostile.slice(0, 12))
      expect(() => expectPlain([`[auth][error] x: ${text}`])).toThrow(/expected/)
  })
})

const levels = {
  "the console, errors and warnings": {},
  "the console, debug": { debug: true },
  "a logger of the application's, debug": { debug: true },
}

describe.each(["jwt", "database"] as const)("LOG-5: sessions as %s", (strategy) => {
  it("LOG-5: are named in the audit trail by what opens nothing: of a row the hash of its token", async () => {
    const events: SecurityEvent[] = []
    const lines: string[] = []
    const site = siteOf({
      ...(strategy === "database" && { session: { strategy, records: true } }),
      securityEvents: [
        { name: "test", write: (event) => void events.push(event) },
        eventLog({ write: (line) => void lines.push(line) }),
      ],
    })
    const visitor = site.visitor()
    await visitor.through()
    const [name, { value }] = [...visitor.cookies].find(([one]) => one.includes("session-token"))!
    await visitor.post("/signout")
    const named = new Set(events.flatMap(({ session }) => session ?? []))
    expect(named.size).toBe(1)
    const [id] = named as unknown as Iterable<string>
    if (strategy === "database") {
      expect(id).toBe(createHash("sha256").update(value).digest("base64url"))
    }
    expect(value).not.toContain(id)
    expect(lines.join("")).toContain(id)
    for (const piece of value.split(/[.~]/).filter((one) => one.length > 12)) {
      expect(lines.join("")).not.toContain(piece)
    }
    const thief = site.visitor()
    await visitor.through()
    thief.cookies.set(name, { value: id!, attributes: "" })
    expect(await thief.session()).toBeNull()
  })
})

describe("LOG-1: secrets", () => {
  it("is looked for in six encodings and more", () =>
    expect(Object.keys(encodings).length).toBeGreaterThanOrEqual(6))

  it.each(Object.entries(levels))(
    "LOG-1: to %s: none on any failing path",
    async (level, setting) => {
      const recorder = new Recorder([
        { canary: "session token", channel: /^cookie:/, why: "the owner's own cookie" },
        {
          canary: "mailed token",
          channel: /^body:GET \/callback\/email$/,
          why: "the page that asks whoever has the link to confirm",
        },
      ])
      const secret = recorder.plant("AUTH_SECRET", canary())
      const password = recorder.plant("password", canary())
      const clientSecret = recorder.plant("client secret", canary())
      const tokens = {
        access_token: recorder.plant("access token", plainCanary()),
        refresh_token: recorder.plant("refresh token", plainCanary()),
      }
      const code = recorder.plant("code", plainCanary())
      const mailed = recorder.plant("mailed token", plainCanary())
      const faults = [
        {},
        {
          adapter: {
            getUserByAccount: fail("down"),
            createUser: fail("down"),
            getUserByEmail: fail("down"),
          },
        },
        { adapter: { createVerificationToken: fail("down"), useVerificationToken: fail("down") } },
        { callbacks: { signIn: () => false } },
        { callbacks: { signIn: fail("no") } },
        { callbacks: { jwt: fail("no") } },
        { callbacks: { session: fail("no") } },
        { callbacks: { redirect: fail("no") } },
        { events: { signIn: fail("no"), signOut: fail("no") } },
        { session: { strategy: "database" } },
        { trustHost: false, env: { NODE_ENV: "production" } },
        { providers: [] },
      ] as const
      recorder.captureConsole()
      try {
        for (const { adapter, ...fault } of faults as readonly {
          adapter?: object
          [name: string]: unknown
        }[]) {
          const site = siteOf({
            secret,
            ...setting,
            securityEvents: eventLog(),
            ...fault,
          } as Partial<AuthConfig>)
          if (adapter) site.config.adapter = { ...site.adapter, ...adapter } as never
          if (level.startsWith("a logger")) site.config.logger = recorder.logger()
          else delete site.config.logger
          site.config.providers = site.config.providers!.map((one) => {
            if ("type" in one && one.type === "oauth")
              return {
                ...one,
                clientSecret,
                profile: fail(JSON.stringify(Object.keys(tokens))),
              } as never
            if ("type" in one && one.type === "email")
              return { ...one, generateVerificationToken: () => mailed } as never
            return one
          })
          const visitor = recorder.browser(site.config, { door: own })
          await drive(visitor, { code, password, mailed })
          for (const [name, { value }] of visitor.cookies) {
            if (name.includes("session-token"))
              recorder.plant("session token", value.split("..").at(-1)!)
          }
        }
      } finally {
        recorder.release()
      }
      expect(recorder.leaks()).toEqual([])
      expect(recorder.kinds().length).toBeGreaterThan(3)
    },
  )
})

interface Known {
  readonly code: string
  readonly password: string
  readonly mailed: string
}

/** Every way to fail that a visitor has. */
async function drive(
  browser: ReturnType<Recorder["browser"]>,
  { code, password, mailed }: Known,
): Promise<void> {
  const post = async (path: string, fields: Record<string, string>): Promise<Response> => {
    const csrf = await browser.get("/csrf")
    const { csrfToken = "x".repeat(43) } = csrf.ok
      ? ((await csrf.json()) as { csrfToken?: string })
      : {}
    return browser.post(path, { csrfToken, ...fields })
  }
  await post("/callback/credentials", { name: "Ada", password })
  await post("/callback/credentials", { name: "Ada", password, csrfToken: "forged" })
  await post("/signin/email", { email: "ada@example.com" })
  await post("/signin/email", { email: `${password}@@example.com` })
  await browser.get(
    `/callback/email?${new URLSearchParams({ token: mailed, email: "ada@example.com" })}`,
  )
  await post("/callback/email", { token: `${mailed}x`, email: "ada@example.com" })
  await post("/callback/email", { token: mailed, email: "eve@example.com" })
  const start = await post("/signin/idp", {})
  const location = start.headers.get("location")
  const state = location === null ? "" : (new URL(location).searchParams.get("state") ?? "")
  for (const query of [
    { code, state },
    { code, state: "forged" },
    { code },
    { code, error: "access_denied", state },
  ]) {
    await browser.get(`/callback/idp?${new URLSearchParams(query as Record<string, string>)}`)
  }
  await browser.get("/session")
  await post("/session", { data: password })
  await post("/signout", {})
}
