import { expect } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import OIDC from "../../src/providers/oidc.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { type AppServer, startApp } from "./app-server.ts"
import { Browser, locationOf, own, SECRET } from "./browser.ts"
import type { OpVisitor } from "./op-visitor.ts"
import { type FaultyRecords, faultyRecords } from "./faulty-records.ts"

export interface SiteOptions {
  /** The client id, and the provider's address; asked when it is needed. */
  readonly client: string
  readonly issuer: () => string
  readonly door?: Door
  /** What it has beside; given the list of sessions. */
  readonly config?: (records: FaultyRecords) => Partial<AuthConfig>
  readonly provider?: object
}

/** An application on a port of loopback that a provider can reach. */
export interface Site {
  readonly app: AppServer
  readonly records: FaultyRecords
  readonly events: SecurityEvent[]
  readonly errors: Error[]
  readonly warnings: string[]
  config(): AuthConfig
  /** Signs in; answers that browser. */
  signIn(visitor: OpVisitor): Promise<Browser>
  /** Sends a logout token. */
  send(logoutToken: string, init?: RequestInit): Promise<Response>
}

export async function startSite(options: SiteOptions): Promise<Site> {
  const { client, issuer, door = own, config: given, provider = {} } = options
  const records = faultyRecords()
  const events: SecurityEvent[] = []
  const errors: Error[] = []
  const warnings: string[] = []
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
