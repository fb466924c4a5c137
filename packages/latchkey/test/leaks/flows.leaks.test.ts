import { createServer, type Server } from "node:net"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { DatabaseSync } from "node:sqlite"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { SecurityEventSink } from "../../src/contracts/security-events.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import OIDC from "../../src/providers/oidc.ts"
import { eventLog } from "../../src/security-events/log.ts"
import { eventTable } from "../../src/security-events/table.ts"
import { webhook } from "../../src/security-events/webhook.ts"
import { locationOf, own, v4, v5 } from "../support/browser.ts"
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts"
import type { Allowed } from "./detector.ts"
import { canary, plainCanary, type RecordedBrowser, Recorder } from "./recorder.ts"
import { RecordedTelemetry } from "./telemetry.ts"

/** What carries a value because that is what it is for. */
const allowed: readonly Allowed[] = [
  {
    canary: "session token",
    channel: /^cookie:(?:GET|POST) .*session-token/,
    why: "the owner's own cookie",
  },
  {
    canary: "magic-link token",
    channel: /^body:GET \/callback\/nodemailer$/,
    why: "the page that asks whoever has the link, in another browser, to confirm by POST",
  },
]

const doors = [
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const
const moods = ["production", "development"] as const
const loggers = ["console", "logger"] as const
const cases = doors.flatMap(([name, door]) =>
  moods.flatMap((mood) => loggers.map((logger) => ({ name, door, mood, logger }))),
)

let issuer: HostileIssuer
let mail: { server: Server; port: number; echoes: boolean; refuses: boolean }
beforeAll(async () => {
  issuer = await startHostileIssuer("app")
  mail = await startMailServer()
})
afterEach(() => issuer.reset())
afterAll(async () => {
  await issuer.close()
  mail.server.close()
})

describe.each(cases)("$name in $mood, to the $logger", ({ door, mood, logger }) => {
  const recorder = new Recorder(allowed)
  const secrets = {
    AUTH_SECRET: recorder.plant("AUTH_SECRET", canary()),
    AUTH_SECRET_NEXT: recorder.plant("AUTH_SECRET_NEXT", canary()),
    AUTH_LOCAL_SECRET: recorder.plant("AUTH_LOCAL_SECRET", canary()),
  }
  const password = recorder.plant("password of the person", canary())
  const mailPassword = recorder.plant("mail server password", plainCanary())
  const env: Record<string, string> = { NODE_ENV: mood, ...secrets }

  const credentials: CredentialsConfig = {
    id: "credentials",
    name: "Credentials",
    type: "credentials",
    credentials: { name: {}, password: {} },
    authorize: ({ password: given }) => (given === password ? { id: "7", name: "Ada" } : null),
  }
  const sinks = everySink(recorder)
  const telemetry = new RecordedTelemetry(recorder)
  const links: { url: string; token: string }[] = []
  const mailer = (more: object = {}): ReturnType<typeof Nodemailer> =>
    Nodemailer({
      server: { host: "127.0.0.1", port: mail.port, auth: { user: "us", pass: mailPassword } },
      from: "us@app.example",
      ...more,
    } as never)
  const caught = (): ReturnType<typeof Nodemailer> => ({
    ...mailer(),
    generateVerificationToken: () => recorder.plant("magic-link token", plainCanary()),
    sendVerificationRequest: (message) => void links.push(message),
  })
  const browserOf = (more: Partial<AuthConfig> = {}): RecordedBrowser => {
    const browser = recorder.browser(
      {
        providers: [
          OIDC({ id: "local", name: "Local", issuer: issuer.url, clientId: "app" } as never),
          credentials,
          caught(),
        ],
        adapter: MemoryAdapter(),
        session: { strategy: "jwt" },
        debug: true,
        env,
        securityEvents: sinks.all,
        ...(logger === "logger" ? { logger: recorder.logger() } : {}),
        ...more,
      },
      { door },
    )
    if (!("secret" in more)) delete browser.config.secret
    return browser
  }
  /** Goes through the provider up to the answer, with a code that is a canary. */
  const throughProvider = async (
    browser: RecordedBrowser,
    more: Record<string, string> = {},
  ): Promise<Response> => {
    const start = await browser.post("/signin/local")
    const asked = locationOf(start).searchParams
    const code = recorder.plant("OAuth code", plainCanary())
    const nonce = asked.get("nonce")
    issuer.over.claims = { ...(nonce ? { nonce } : {}), ...issuer.over.claims }
    issuer.over.token = {
      access_token: recorder.plant("provider's access token", plainCanary()),
      refresh_token: recorder.plant("provider's refresh token", plainCanary()),
    }
    const query = new URLSearchParams({ code, iss: issuer.url, ...more })
    const state = asked.get("state")
    if (state && !more["state"]) query.set("state", state)
    const answer = await browser.get(`/callback/local?${query}`)
    const verifier = issuer.lastToken.body?.get("code_verifier")
    if (verifier) recorder.plant("PKCE verifier", verifier)
    if (answer.headers.get("location")?.includes("/error")) {
      await browser.get(answer.headers.get("location")!)
    }
    return answer
  }
  const ownCookies = (browser: RecordedBrowser): void => {
    for (const [name, { value }] of browser.cookies) {
      // The header of a sealed token is no secret, and that of other cookies is like it.
      const secret = value.split("..").at(-1)!
      if (name.includes("session-token")) recorder.plant("session token", secret)
    }
  }

  const told = new Set<string>()
  /** Runs with the console captured; whatever is found, and was not before, is the failure. */
  const shows = async (work: () => Promise<void>): Promise<void> => {
    recorder.captureConsole()
    telemetry.start()
    try {
      await work()
      await sinks.read()
    } finally {
      await telemetry.read()
      recorder.release()
    }
    const leaks = recorder.leaks().filter((leak) => !told.has(leak))
    for (const leak of leaks) told.add(leak)
    expect(leaks).toEqual([])
  }

  it("plain flows", () =>
    shows(async () => {
      const browser = browserOf()
      for (const path of ["/providers", "/csrf", "/session", "/signin", "/signout", "/error"]) {
        await browser.get(path)
      }
      await browser.post("/callback/credentials", { name: "Ada", password })
      ownCookies(browser)
      expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
      await browser.post("/signout")
      await throughProvider(browser)
      ownCookies(browser)
      expect(await browser.session()).toMatchObject({ user: {} })
      await browser.post("/session", {})
      const elsewhere = browserOf({ adapter: browser.config.adapter! })
      await browser.post("/signin/nodemailer", { email: "ada@example.com" })
      await elsewhere.get(links.at(-1)!.url)
      await browser.get(links.at(-1)!.url)
      await browser.get(links.at(-1)!.url)
      ownCookies(browser)
    }))

  it("sessions in a database", () =>
    shows(async () => {
      const browser = browserOf({
        session: {
          strategy: "database",
          generateSessionToken: () => recorder.plant("session token", plainCanary()),
        },
      })
      await throughProvider(browser)
      expect(await browser.session()).toMatchObject({ user: {} })
      await browser.post("/signout")
      await throughProvider(browser)
      const broken = { ...browser.config.adapter!, getSessionAndUser: failing("the database") }
      browser.config = { ...browser.config, adapter: broken }
      await browser.get("/session")
    }))

  it("wrong passwords, forged, foreign and broken cookies", () =>
    shows(async () => {
      const browser = browserOf()
      const wrong = recorder.plant("password of the person", canary())
      await browser.post("/callback/credentials", { name: "Ada", password: wrong })
      await browser.post("/callback/credentials", { csrfToken: "forged", password: wrong })
      await browser.post("/callback/credentials", { name: "Ada", password })
      ownCookies(browser)
      const [name, { value }] = [...browser.cookies].find(([one]) => one.includes("session-token"))!
      const parts = value.split(".")
      const flip = (text: string): string => (text.startsWith("A") ? "B" : "A") + text.slice(1)
      const foreign = browserOf({ env: { ...env, AUTH_SECRET: canary() } })
      await foreign.post("/callback/credentials", { name: "Ada", password })
      const kid = Buffer.from('{"alg":"dir","enc":"A256GCM","kid":"AAAAAAAA"}').toString(
        "base64url",
      )
      const bad = [
        ...parts.map((part, at) => parts.with(at, flip(part || "A")).join(".")),
        value.slice(0, -40),
        `${value}.${value}`,
        [kid, ...parts.slice(1)].join("."),
        recorder.plant("garbage in a cookie", plainCanary()),
        [...foreign.cookies].find(([one]) => one.includes("session-token"))![1].value,
      ]
      for (const one of bad) {
        browser.cookies.set(name, { value: one, attributes: "" })
        await browser.get("/session")
        await browser.post("/session", {})
      }
    }))

  it("a provider that lies, and says what it was told in its errors", () =>
    shows(async () => {
      const echo = (): string =>
        JSON.stringify({ error: "invalid_grant", error_description: told() })
      const told = (): string =>
        `${issuer.lastToken.authorization} ${issuer.lastToken.body} ${secrets.AUTH_LOCAL_SECRET}`
      const answers = [
        { status: 400, body: echo },
        {
          status: 400,
          body: (): string =>
            JSON.stringify({ error: told(), error_description: secrets.AUTH_LOCAL_SECRET }),
        },
        {
          status: 401,
          body: echo,
          headers: (): object => ({
            "www-authenticate": `Basic realm="${secrets.AUTH_LOCAL_SECRET}"`,
          }),
        },
        { status: 500, body: told },
        { status: 200, body: told },
        { status: 200, body: (): string => `{"access_token":"${told()}` },
        {
          status: 200,
          body: (): string => JSON.stringify({ access_token: told(), token_type: "odd" }),
        },
        {
          status: 200,
          body: (): string =>
            JSON.stringify({ id_token: told(), access_token: "a", token_type: "bearer" }),
        },
      ]
      for (const endpoint of ["token", "userinfo", "jwks"] as const) {
        for (const { status, body, headers } of answers) {
          issuer.answers[endpoint] = (response) =>
            response
              .writeHead(status, { "content-type": "application/json", ...headers?.() })
              .end(body())
          await throughProvider(browserOf())
          issuer.reset()
        }
      }
      issuer.over.claims = { iss: "https://evil.example", aud: secrets.AUTH_LOCAL_SECRET }
      await throughProvider(browserOf())
      issuer.reset()
      issuer.over.idToken = (jwt) => recorder.plant("ID token", `${jwt.slice(0, -8)}AAAAAAAA`)
      await throughProvider(browserOf())
      issuer.reset()
      const browser = browserOf()
      await throughProvider(browser, { state: plainCanary() })
      await throughProvider(browser, { iss: "https://evil.example" })
      await throughProvider(browser, { error: "server_error", error_description: "no" })
    }))

  it("a mail server that refuses, repeats what it was told, or is not there", () =>
    shows(async () => {
      for (const way of ["refuses", "echoes", "absent"] as const) {
        mail.refuses = way === "refuses"
        mail.echoes = way === "echoes"
        const server = `smtp://us:${mailPassword}@127.0.0.1:${way === "absent" ? 9 : mail.port}`
        const generateVerificationToken = (): string =>
          recorder.plant("magic-link token", plainCanary())
        const provider = { ...mailer({ server }), generateVerificationToken }
        const browser = browserOf({ providers: [provider] })
        const answer = await browser.post("/signin/nodemailer", { email: "ada@example.com" })
        expect(locationOf(answer).searchParams.get("error")).toBe("EmailSignin")
        await browser.get(locationOf(answer).href)
      }
    }))

  it("secrets that are weak, public, damaged, missing, or can't be had", () =>
    shows(async () => {
      const poor = {
        weak: recorder.plant("a weak secret", "tulips-and-roses-grow-here"),
        public: recorder.plant("a public secret", "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="),
        quoted: `"${recorder.plant("a damaged secret", canary())}"`,
        broken: `${recorder.plant("a damaged secret", canary())}\n`,
        placeholder: recorder.plant("a placeholder", "your-generated-secret-here"),
        curly: `“${recorder.plant("a damaged secret", canary())}”`,
      }
      for (const value of Object.values(poor)) {
        for (const name of ["AUTH_SECRET", "AUTH_SECRET_2", "NEXTAUTH_SECRET", "AUTH_SECRETS"]) {
          const browser = browserOf({ env: { NODE_ENV: mood, [name]: value } })
          for (const path of ["/session", "/signin", "/csrf", "/callback/local?code=x"]) {
            await browser.get(path)
          }
        }
      }
      const dates = { AUTH_SECRETS: `${secrets.AUTH_SECRET}@tomorrow,${secrets.AUTH_SECRET_NEXT}@` }
      await browserOf({ env: { NODE_ENV: mood, ...dates } }).get("/session")
      if (mood === "production") {
        await browserOf({ env: { NODE_ENV: mood } }).get("/signin")
        await browserOf({ env: { NODE_ENV: mood }, secret: "" }).get("/session")
      }
      await browserOf({ trustHost: false }).get("/signin")
    }))

  it("has searched each channel, and every allowance is needed", () => {
    expect(recorder.kinds()).toEqual(
      expect.arrayContaining([
        logger,
        "header",
        "cookie",
        "body",
        "span",
        "metric",
        ...sinks.channels,
      ]),
    )
    recorder.leaks()
    expect(allowed.filter((one) => !recorder.used.has(one))).toEqual([])
  })
})

/** Everywhere that security events can go, with a receiver that fails every other time. */
function everySink(recorder: Recorder): {
  all: SecurityEventSink[]
  channels: string[]
  read(): Promise<void>
} {
  const secret = `whsec_${recorder.plant("webhook secret", canary()).replaceAll(/[^A-Za-z0-9]/g, "A")}AAAA`
  recorder.plant("webhook secret", secret.slice(6))
  const path = recorder.plant("path of the webhook", plainCanary())
  const table = eventTable(new DatabaseSync(":memory:"))
  let n = 0
  const hook = webhook(`https://audit.example/${path}`, {
    secret: secret.slice(0, 6 + 4 * Math.floor((secret.length - 6) / 4)),
    firstRetry: 0.001,
    longestRetry: 0.002,
    fetch: async (_, init) => {
      recorder.note("webhook:message", [init?.headers, init?.body])
      if (++n % 2) return new Response(null, { status: n % 4 === 1 ? 500 : 422 })
      throw Object.assign(new TypeError("fetch failed"), {
        cause: new Error(`https://audit.example/${path}`),
      })
    },
    giveUpAfter: 0.01,
  })
  const own: SecurityEventSink = {
    name: "own",
    write: (event, tools) => recorder.note(`event:${event.type}`, [event, tools]),
  }
  const log = eventLog({ write: (line) => recorder.note("line:ecs", line) })
  return {
    all: [
      own,
      log,
      eventLog({ format: "json", write: (line) => recorder.note("line:json", line) }),
      table,
      hook,
    ],
    channels: ["event", "line", "webhook", "listed"],
    async read() {
      recorder.note("listed:events", JSON.stringify(await table.list({ limit: 500 })))
      recorder.note(
        "event:sinks",
        [own, log, table, hook].map(({ name }) => name),
      )
      await hook.flush(0.2)
    },
  }
}

function failing(who: string): () => never {
  return () => {
    throw new Error(`${who} is down`)
  }
}

/** A mail server that takes nothing. */
async function startMailServer(): Promise<typeof mail> {
  const state = { echoes: false, refuses: false }
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy())
    socket.write("220 mail.example\r\n")
    socket.on("data", (bytes) => {
      const said = String(bytes).trim()
      if (said.startsWith("EHLO"))
        return socket.write("250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n")
      if (said.startsWith("QUIT")) return socket.end("221 bye\r\n")
      if (said.startsWith("AUTH")) {
        const decoded = Buffer.from(said.split(" ").at(-1)!, "base64").toString().split("\0").at(-1)
        return socket.write(`535 no${state.echoes ? `: ${said} (${decoded})` : ""}\r\n`)
      }
      return socket.write("500 no\r\n")
    })
  })
  server.listen(0, "127.0.0.1")
  await new Promise((resolve) => server.once("listening", resolve))
  return Object.assign(state, { server, port: (server.address() as AddressInfo).port })
}
