import { MemoryAdapter } from "../../../src/adapters/memory.ts"
import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { Door } from "../../../src/config/context.ts"
import type { FullAdapter } from "../../../src/contracts/adapter.ts"
import type {
  CredentialsConfig,
  EmailConfig,
  OAuth2Config,
} from "../../../src/contracts/provider.ts"
import { customFetch } from "../../../src/contracts/symbols.ts"
import Passkey from "../../../src/providers/passkey.ts"
import { memoryRecords } from "../../../src/records/memory.ts"
import { memoryRevocations } from "../../../src/revocations/memory.ts"
import { Browser, locationOf } from "../../support/browser.ts"

export const ORIGIN = "https://app.example"
export const BASE_PATH = "/api/auth"
export const IDP = "https://idp.example"

/** All doors, under the path that Auth.js has by default: what is written of CB108 and CB109 is so because of it. */
export const doors: readonly (readonly [string, Door])[] = [
  ["latchkey", { compat: undefined, basePath: BASE_PATH }],
  ["v5 door", { compat: 5, basePath: BASE_PATH }],
  ["v4 door", { compat: 4, basePath: BASE_PATH }],
]
export const [[, own]] = doors as readonly [readonly [string, Door]]

/** An application with everything that our routes can do, and what can be seen of it from outside. */
export interface Site {
  readonly config: Partial<AuthConfig>
  readonly adapter: FullAdapter
  /** What was mailed, newest last. */
  readonly mails: { readonly url: string; readonly identifier: string; readonly token: string }[]
  /** What the provider says of whoever comes next. */
  profile: Record<string, unknown>
  /** What `authorize` was given, newest last. */
  readonly typed: Record<string, unknown>[]
  readonly errors: Error[]
  visitor(door?: Door): Visitor
}

export function siteOf(more: Partial<AuthConfig> = {}): Site {
  const adapter = MemoryAdapter()
  const errors: Error[] = []
  const mails: Site["mails"] = []
  const typed: Site["typed"] = []
  const logger = {
    error: (error: Error) => void errors.push(error),
    warn() {},
    debug() {},
    info() {},
  }
  const site: Site = {
    adapter,
    mails,
    typed,
    errors,
    profile: { sub: "ada-there", email: "ada@idp.example", email_verified: true },
    config: {},
    visitor: (door = own) => new Visitor(site, door),
  }
  const credentials: CredentialsConfig = {
    id: "credentials",
    name: "Credentials",
    type: "credentials",
    credentials: { name: {}, password: {} },
    authorize(given) {
      typed.push(given)
      return given["password"] === "right"
        ? { id: `id-${String(given["name"])}`, name: String(given["name"]) }
        : null
    },
  }
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url, identifier, token }) =>
      void mails.push({ url, identifier, token }),
  }
  const providers = [credentials, email, providerOf(site), Passkey({})]
  const session = {
    strategy: "jwt",
    revocable: { store: memoryRevocations() },
    records: memoryRecords(),
  } as const
  // Limits have tests of their own, and an attack is tried more often than they allow.
  const config = { providers, adapter, session, logger, basePath: BASE_PATH, throttle: false }
  Object.assign(site.config, config, { experimental: { enableWebAuthn: true } }, more)
  return site
}

/** A provider of OAuth 2 that needs no network: whoever is sent there is let in as `site.profile` says. */
function providerOf(site: Site): OAuth2Config<Record<string, unknown>> {
  const answer: typeof fetch = async (input) => {
    const { pathname } = new URL(String(input instanceof Request ? input.url : input))
    if (pathname === "/userinfo") return Response.json(site.profile)
    return Response.json({ access_token: "at", token_type: "bearer", expires_in: 3600 })
  }
  return {
    id: "idp",
    name: "Provider",
    type: "oauth",
    clientId: "app",
    clientSecret: "app-secret",
    authorization: `${IDP}/authorize`,
    token: `${IDP}/token`,
    userinfo: `${IDP}/userinfo`,
    endSession: `${IDP}/logout`,
    checks: ["state", "pkce"],
    profile: ({ sub, name, email }) => ({ id: String(sub), name, email }) as never,
    [customFetch]: answer,
  } as OAuth2Config<Record<string, unknown>>
}

/** A browser at the site that knows the flows. */
export class Visitor extends Browser {
  readonly site: Site

  constructor(site: Site, door: Door) {
    super(site.config, { door, origin: ORIGIN })
    this.site = site
  }

  async signIn(name = "Ada", fields: Record<string, string> = {}): Promise<Response> {
    return this.post("/callback/credentials", { name, password: "right", ...fields })
  }

  /** To the provider and back, up to the answer. */
  async through(fields: Record<string, string> = {}): Promise<Response> {
    const start = locationOf(await this.post("/signin/idp", fields))
    const query = new URLSearchParams({
      code: "code",
      state: start.searchParams.get("state") ?? "",
    })
    return this.get(`/callback/idp?${query}`)
  }

  /** The newest mailed link opened here. */
  open(): Promise<Response> {
    return this.get(this.site.mails.at(-1)!.url)
  }
}
