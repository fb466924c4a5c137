import { decodeJwt } from "jose"
import { expect } from "vitest"
import { findToken } from "../../src/actions/session/token.ts"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { Context, type Door } from "../../src/config/context.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { crypto } from "../../src/crypto/index.ts"
import OIDC from "../../src/providers/oidc.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { type AppServer, startApp } from "./app-server.ts"
import { Browser, locationOf, own, SECRET } from "./browser.ts"
import type { OpVisitor } from "./op-visitor.ts"
import { type ToldRecords, toldRecords } from "./told-records.ts"

export interface SiteOptions {
  /** The client id, and the provider's address; asked when it is needed. */
  readonly client: string
  readonly issuer: () => string
  readonly door?: Door
  /** What it has beside; told the list of sessions that the site writes. */
  readonly config?: (records: ToldRecords) => Partial<AuthConfig>
  readonly provider?: object
}

/** An application on a port of loopback that a provider can reach. */
export interface Site {
  readonly app: AppServer
  readonly records: ToldRecords
  readonly events: SecurityEvent[]
  readonly errors: Error[]
  readonly warnings: string[]
  config(): AuthConfig
  /** Signs in; answers that browser. */
  signIn(visitor: OpVisitor): Promise<Browser>
  /** Sends a logout token. */
  send(logoutToken: string, init?: RequestInit): Promise<Response>
}

/** An adapter with what the SQL one has: the sessions of a user can be ended. */
export function endingAdapter(): Adapter {
  const adapter = MemoryAdapter()
  const rows = new Map<string, { userId: string; token: string }>()
  return {
    ...adapter,
    createSession: async (session) => {
      const id = crypto.toBase64url(await crypto.sha256(session.sessionToken))
      rows.set(id, { userId: session.userId, token: session.sessionToken })
      return adapter.createSession(session)
    },
    deleteSessionsByUserId: async (userId, { only, except } = {}) => {
      const gone = [...rows].filter(
        ([id, row]) => row.userId === userId && (only ?? id) === id && id !== except,
      )
      for (const [id, { token }] of gone) {
        rows.delete(id)
        await adapter.deleteSession(token)
      }
      return gone.map(([id]) => id)
    },
  }
}

export async function startSite(options: SiteOptions): Promise<Site> {
  const { client, issuer, door = own, config: given, provider = {} } = options
  const records = toldRecords()
  const events: SecurityEvent[] = []
  const errors: Error[] = []
  const warnings: string[] = []
  const tokens: string[] = []
  const more = given?.(records) ?? {}
  const revocable = { store: memoryRevocations() }
  const config = (): AuthConfig => ({
    secret: SECRET,
    trustHost: true,
    session: { strategy: "jwt", revocable, records },
    securityEvents: { name: "test", write: (event) => void events.push(event) },
    logger: {
      error: (error) => void errors.push(error),
      warn: (code, detail) => void warnings.push(`${code} ${String(detail)}`),
    },
    events: { signIn: ({ account }) => void tokens.push(String(account?.id_token)) },
    ...more,
    providers: [
      OIDC({
        id: "local",
        name: "Local",
        issuer: issuer(),
        clientId: client,
        clientSecret: "app-secret",
        ...provider,
      } as never),
    ],
  })
  const app = await startApp(config, door)
  const at = (): URL => new URL(`${app.url}${door.basePath}/session`)

  async function note(browser: Browser): Promise<void> {
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    const context = new Context(config(), door, {
      headers: new Headers({ cookie, host: at().host }),
      url: at().href,
    })
    const claims = decodeJwt(tokens.at(-1)!)
    const { id, user } = await nameOf(context)
    const expires = Date.now() + 60_000
    const times = { created: Date.now(), seen: Date.now(), expires }
    const who = { provider: "local", providerAccountId: claims.sub!, amr: ["fed"] }
    const providerSession = claims["sid"] as string | undefined
    await records.add({
      id,
      user,
      ...times,
      ...who,
      ...(providerSession !== undefined && { providerSession }),
    })
  }

  return {
    app,
    records,
    events,
    errors,
    warnings,
    config,
    signIn: async (visitor) => {
      const serve = (request: Request): Promise<Response> => fetch(request, { redirect: "manual" })
      const browser = new Browser({}, { door, origin: app.url, serve })
      const start = await browser.post("/signin/local", { callbackUrl: "/in" })
      const back = await visitor.visit(locationOf(start).href)
      await browser.get(back.href)
      expect(await browser.session()).toMatchObject({
        user: { name: expect.stringMatching(/^Name of/) },
      })
      await note(browser)
      return browser
    },
    send: (logoutToken, init = {}) =>
      fetch(`${app.url}${door.basePath}/backchannel-logout/local`, {
        method: "POST",
        body: new URLSearchParams({ logout_token: logoutToken }),
        ...init,
      }),
  }
}

async function nameOf(context: Context): Promise<{ id: string; user: string }> {
  if (context.strategy === "database") {
    const token = context.jar.get(context.sessionCookies[0]!.cookie.name)!
    const row = await context.adapter!.getSessionAndUser!(token)
    return { id: crypto.toBase64url(await crypto.sha256(token)), user: row!.user.id }
  }
  const found = await findToken(context)
  if (found.status !== "ok") throw new Error("no session to note")
  return { id: found.live.facts.sid, user: found.live.token.sub! }
}
