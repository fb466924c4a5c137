import { MemoryAdapter } from "../../../src/adapters/memory.ts"
import type { AuthConfig } from "../../../src/config/auth-config.ts"
import type { WebAuthnUserConfig } from "../../../src/contracts/webauthn.ts"
import Passkey from "../../../src/providers/passkey.ts"
import { Browser, locationOf } from "../browser.ts"
import { type Asked, create, get, type Mutation, type Passkey as Held } from "./ceremony.ts"

type Action = "register" | "authenticate"
const ORIGIN = "https://app.example"

/** A site with passkeys, one person, and a log of why it refused. */
export class PasskeySite {
  readonly email = "ada@example.com"
  readonly adapter = MemoryAdapter()
  /** What the log said, with what caused it. */
  readonly reasons: string[] = []
  readonly config: Partial<AuthConfig>

  constructor(passkey: WebAuthnUserConfig = {}) {
    this.config = {
      providers: [Passkey(passkey)],
      adapter: this.adapter,
      session: { strategy: "jwt" },
      logger: {
        error: (error) => {
          const cause = error instanceof Error ? (error.cause as { err?: Error }) : undefined
          this.reasons.push(`${String(error)} ${cause?.err?.message ?? ""}`)
        },
        warn: () => {},
      },
    }
  }

  /** A browser of its own, and what it was asked. */
  async ask(action: Action): Promise<{ browser: Browser; asked: Asked }> {
    const browser = new Browser(this.config)
    const query = new URLSearchParams({ action, email: this.email })
    const response = await browser.get(`/webauthn-options/passkey?${query}`)
    const { options } = (await response.json()) as { options: { challenge: string } }
    return { browser, asked: { challenge: options.challenge, rpId: "app.example", origin: ORIGIN } }
  }

  /** The error in the address that the browser is sent to; null where it is let in. */
  async reply(browser: Browser, action: Action, data: string): Promise<string | null> {
    const fields = { action, data, callbackUrl: "/in" }
    const answer = await browser.post("/callback/passkey", fields)
    return locationOf(answer).searchParams.get("error")
  }

  async register(passkey: Held, mutation: Mutation = {}): Promise<void> {
    const { browser, asked } = await this.ask("register")
    const error = await this.reply(browser, "register", await create(asked, passkey, mutation))
    if (error !== null) throw new Error(`${error}: ${this.reasons.join("; ")}`)
  }

  /** Who is in after a sign-in with it. */
  async enter(passkey: Held, mutation: Mutation = {}): Promise<unknown> {
    const { browser, asked } = await this.ask("authenticate")
    await this.reply(browser, "authenticate", await get(asked, passkey, mutation))
    const session = (await browser.session()) as { user?: { email?: string } } | null
    return session?.user?.email
  }
}
