/** An application with every way in, an attacker and a victim, each with a browser, a mailbox and a passkey. */
import { beforeAll } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import type { EmailConfig } from "../../src/contracts/provider.ts"
import type { RegistrationOptionsJSON } from "../../src/contracts/webauthn.ts"
import Credentials from "../../src/providers/credentials.ts"
import OIDC from "../../src/providers/oidc.ts"
import Passkey from "../../src/providers/passkey.ts"
import { SoftwareAuthenticator } from "./authenticator.ts"
import { Browser, own } from "./browser.ts"
import { type Issuer, startIssuer } from "./issuer.ts"
import { silent } from "./next-app.ts"

const ids = ["strict", "loose", "flagged", "flagged-loose"] as const
export type ProviderId = (typeof ids)[number]

let issuer: Issuer

/** One issuer behind all providers of a file of tests. */
export function provideIssuer(): void {
  beforeAll(async () => {
    const redirect_uris = ids.map((id) => `https://app.example/auth/callback/${id}`)
    const client = { client_id: "app", client_secret: "app-secret", redirect_uris }
    issuer = await startIssuer({ client })
    return () => issuer.close()
  })
}

/** The victim's address. */
export const ADA = "ada@example.com"

/** What a loose provider says of somebody: an address, or these claims. */
export type Said = string | Readonly<Record<string, unknown>>

/** By their id there. */
type Claims = Map<string, Said>

/** Providers over one issuer. A strict one vouches for addresses; a loose one repeats what people typed. */
function oidc(id: ProviderId, claims: Claims): ReturnType<typeof OIDC> {
  const request = ({ tokens }: { tokens: { id_token?: string } }): object => {
    const payload = Buffer.from(tokens.id_token!.split(".")[1]!, "base64url").toString()
    const { sub } = JSON.parse(payload) as { sub: string }
    const said = claims.get(sub) ?? `${sub}@example.com`
    return { sub, ...(typeof said === "string" ? { email: said, email_verified: false } : said) }
  }
  return OIDC({
    id,
    name: id,
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "app-secret",
    allowDangerousEmailAccountLinking: id.startsWith("flagged"),
    ...(id.endsWith("loose") && { idToken: false, userinfo: { request } }),
  } as never)
}

/** An application with every way in. */
export class Site {
  readonly adapter: FullAdapter
  readonly claims: Claims = new Map()
  readonly mails: { readonly url: string; readonly to: string }[] = []
  readonly config: Partial<AuthConfig>

  constructor(adapter: FullAdapter = MemoryAdapter(), more: Partial<AuthConfig> = {}) {
    this.adapter = adapter
    const email: EmailConfig = {
      id: "mail",
      name: "Mail",
      type: "email",
      sendVerificationRequest: ({ url, identifier }) =>
        void this.mails.push({ url, to: identifier }),
    }
    const password = Credentials({
      credentials: { name: {}, address: {} },
      authorize: ({ name, address }) => ({ id: `app-${String(name)}`, email: String(address) }),
    })
    this.config = {
      adapter: this.adapter,
      providers: [...ids.map((id) => oidc(id, this.claims)), email, password, Passkey({})],
      session: { strategy: "jwt" },
      experimental: { enableWebAuthn: true },
      logger: silent,
      // Limits have tests of their own.
      throttle: false,
      ...more,
    }
  }
}

/** Somebody with a browser, a passkey and a mailbox of their own. */
export class Person {
  readonly browser: Browser
  readonly device = new SoftwareAuthenticator()
  readonly name: string
  readonly site: Site

  constructor(site: Site, name: string, door: Door = own) {
    this.site = site
    this.name = name
    this.browser = new Browser(site.config, { door })
  }

  get mailbox(): string {
    return `${this.name}@example.com`
  }

  /** Who their session is, if they have one. */
  async user(): Promise<string | null> {
    const session = (await this.browser.session()) as { user?: { id?: string } } | null
    return session?.user?.id ?? null
  }

  /** Comes again without a session. */
  signOut(): void {
    this.browser.cookies.clear()
  }
}

/** Ways in: each is tried with the address that somebody says is theirs. */
export type Way = (person: Person, address: string) => Promise<unknown>

export function byProvider(id: ProviderId): (person: Person, said: Said) => Promise<Response> {
  return async ({ browser, name, site }, said) => {
    // Those that vouch know better.
    site.claims.set(name, said)
    const start = await browser.post(`/signin/${id}`, { callbackUrl: "/in" })
    const { params } = await issuer.walk(start.headers.get("location")!, name)
    return browser.get(`/callback/${id}?${params}`)
  }
}

export const ways: Readonly<Record<string, Way>> = {
  "a provider that vouches": byProvider("strict"),
  "a provider that checks nothing": byProvider("loose"),
  "a provider that may link": byProvider("flagged"),
  "a provider that may link, and checks nothing": byProvider("flagged-loose"),
  "a mailed link": async ({ browser, site, mailbox }, address) => {
    await browser.post("/signin/mail", { email: address })
    const mail = site.mails.at(-1)
    // It is in the mailbox of whoever has it.
    if (mail?.to === mailbox) await browser.get(mail.url)
  },
  "a password": ({ browser, name }, address) =>
    browser.post("/callback/credentials", { name, address }),
  "a passkey": async ({ browser, device }, address) => {
    if (device.held.length === 0) {
      const query = new URLSearchParams({ action: "register", email: address })
      const asked = await browser.get(`/webauthn-options/passkey?${query}`)
      const { options } = (await asked.json()) as { options: RegistrationOptionsJSON }
      const data = await device.create(options)
      return browser.post("/callback/passkey", { action: "register", data })
    }
    const asked = await browser.get("/webauthn-options/passkey?action=authenticate")
    const { options } = (await asked.json()) as { options: never }
    const data = await device.get(options)
    return browser.post("/callback/passkey", { action: "authenticate", data })
  },
}

/** Links an account of one's own at a provider to the user that one is signed in as. */
export async function linkBy(id: ProviderId, { browser, name }: Person): Promise<Response> {
  const start = await browser.post(`/signin/${id}`, { link: "true" })
  const { params } = await issuer.walk(start.headers.get("location")!, name)
  return browser.get(`/callback/${id}?${params}`)
}
