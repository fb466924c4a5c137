import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { LoggerInstance } from "../../src/contracts/logger.ts"
import type { CredentialsConfig, EmailConfig } from "../../src/contracts/provider.ts"
import OIDC from "../../src/providers/oidc.ts"
import Passkey from "../../src/providers/passkey.ts"
import { Browser } from "../support/browser.ts"
import type { Issuer } from "../support/issuer.ts"

/** What one instance of the application has of its own: where its keys come from. */
export type Instance = Pick<AuthConfig, "secret" | "env">

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

/** Its challenges live as long as the other checks, so that what ends one here is a key and not the clock. */
const passkey = Passkey({ authenticationOptions: { timeout: 900_000 } })

/** What an application of the matrix is like, beside its keys. */
export interface AppOptions {
  readonly door: Door
  readonly issuer: Issuer
  /** The checks of its provider; those of the door if absent. */
  readonly checks?: readonly ("state" | "pkce" | "nonce")[]
  readonly strategy?: "jwt" | "database"
  readonly redirectProxyUrl?: string
}

/** An application behind a load balancer, and a browser in front of it: `reach` says which instance answers. */
export class App {
  readonly browser: Browser
  /** The addresses of the links that were mailed. */
  readonly mails: string[] = []
  /** What the instances wrote to the log. */
  readonly lines: string[] = []
  readonly #options: AppOptions
  readonly #base: Partial<AuthConfig>
  #instance: Instance = {}

  constructor(options: AppOptions) {
    const { door, issuer, checks, strategy = "jwt", redirectProxyUrl } = options
    const provider = OIDC({
      id: "local",
      name: "Local",
      issuer: issuer.url,
      clientId: "app",
      clientSecret: "app-secret",
      ...(checks ? { checks: [...checks] } : {}),
    } as never)
    const email: EmailConfig = {
      id: "email",
      name: "E-mail",
      type: "email",
      sendVerificationRequest: ({ url }) => void this.mails.push(url),
    }
    this.#options = options
    this.#base = {
      providers: [credentials, email, provider, passkey],
      experimental: { enableWebAuthn: true },
      adapter: MemoryAdapter(),
      session: { strategy },
      logger: this.#logger(),
      trustHost: true,
      ...(redirectProxyUrl ? { redirectProxyUrl } : {}),
    }
    this.browser = new Browser({ ...this.#base, secret: undefined as never }, { door })
  }

  /** The instance that answers from here on. */
  reach(instance: Instance): void {
    this.#instance = instance
    this.browser.config = { ...this.#base, ...instance } as AuthConfig
  }

  /** Another browser in front of the same instance, at the same address unless another is given. */
  another(origin?: string): Browser {
    const { door } = this.#options
    const config = { ...this.#base, secret: undefined as never, ...this.#instance }
    return new Browser(config as Partial<AuthConfig>, { door, ...(origin ? { origin } : {}) })
  }

  #logger(): LoggerInstance {
    return {
      // Through the v4 door a code comes first.
      error: (...args: unknown[]) => void this.lines.push(`error ${String(args.at(-1))}`),
      warn: (code, detail) => void this.lines.push(`warn ${code} ${String(detail)}`),
      info: (message) => void this.lines.push(`info ${message}`),
      debug: () => {},
    }
  }
}
