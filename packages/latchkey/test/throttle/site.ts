/** An application with passwords and mailed links, and browsers at addresses, for tests of limits. */
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import type { CredentialsConfig, EmailConfig } from "../../src/contracts/provider.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { Browser, locationOf, own } from "../support/browser.ts"

export interface Site {
  readonly config: Partial<AuthConfig>
  readonly adapter: FullAdapter
  /** What `authorize` was asked, attempt by attempt. */
  readonly asked: Record<string, unknown>[]
  readonly mails: { readonly url: string; readonly identifier: string }[]
  readonly events: SecurityEvent[]
  readonly warnings: string[]
}

/** The password "right" is everybody's. */
export function site(more: Partial<AuthConfig> = {}): Site {
  const adapter = MemoryAdapter()
  const asked: Site["asked"] = []
  const mails: Site["mails"] = []
  const events: SecurityEvent[] = []
  const warnings: string[] = []
  const credentials: CredentialsConfig = {
    id: "credentials",
    name: "Password",
    type: "credentials",
    credentials: { username: {}, password: { type: "password" } },
    authorize(typed) {
      asked.push(typed)
      return typed["password"] === "right" ? { id: `id of ${String(typed["username"])}` } : null
    },
  }
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url, identifier }) => void mails.push({ url, identifier }),
  }
  const config: Partial<AuthConfig> = {
    providers: [credentials, email],
    adapter,
    session: { strategy: "jwt" },
    clientIp: { proxies: 1 },
    securityEvents: (event: SecurityEvent) => void events.push(event),
    logger: {
      error() {},
      warn: (code, detail) => void warnings.push(`${code} ${String(detail)}`),
      debug() {},
      info() {},
    },
    ...more,
  }
  return { config, adapter, asked, mails, events, warnings }
}

/** A browser at an address. */
export class Visitor extends Browser {
  address: string

  constructor(of: Pick<Site, "config">, address = "203.0.113.1", door: Door = own) {
    super(of.config, { door })
    this.address = address
  }

  override send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.address !== "" && !headers.has("x-forwarded-for")) {
      headers.set("x-forwarded-for", this.address)
    }
    return super.send(path, { ...init, headers })
  }

  /** What came of it: "in", or the code of the error. */
  async password(
    username: string,
    password: string,
    headers: Record<string, string> = {},
  ): Promise<string> {
    return outcome(await this.post("/callback/credentials", { username, password }, headers))
  }

  async link(email: string): Promise<string> {
    return outcome(await this.post("/signin/email", { email }))
  }
}

export function outcome(response: Response): string {
  return locationOf(response).searchParams.get("error") ?? "in"
}

/** How often each outcome came. */
export function tally(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of outcomes) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** Does it so often, one after the other. */
export async function repeat<T>(times: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  for (let n = 0; n < times; n++) answers.push(await work(n))
  return answers
}

/** A process that has counted nothing yet. */
export function forgetCounts(): void {
  const registry = (globalThis as Record<symbol, Map<string, unknown> | undefined>)[
    Symbol.for("latchkey/registry/1")
  ]
  registry?.delete("throttle-counts")
  registry?.delete("throttle-address")
}
