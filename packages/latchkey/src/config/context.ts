import type { Adapter } from "../contracts/adapter.ts"
import type { CookieOption } from "../contracts/cookies.ts"
import type { NotedEvent } from "../contracts/security-events.ts"
import type { EventCallbacks, EventContext } from "../contracts/events.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { SecretOption } from "../contracts/keys.ts"
import { skipCSRFCheck } from "../contracts/symbols.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { EventError } from "../errors.ts"
import { type ResolvedKeys, resolveKeys } from "../keys/resolve.ts"
import type { SessionCookie } from "../session/session-cookies.ts"
import { onceThere } from "../web/at-hand.ts"
import { clientAddress } from "../web/client-address.ts"
import { type CookieJar, parseCookies } from "../web/cookie.ts"
import { isProduction, readEnv } from "../web/env.ts"
import { resolveOrigin } from "../web/origin.ts"
import { normalizeBasePath } from "../web/path.ts"
import { guardAdapter } from "./adapter.ts"
import type { AuthConfig, CallbacksOptions, Compat } from "./auth-config.ts"
import { clientIpRule } from "./client-ip.ts"
import {
  type CookieKind,
  type CookieNaming,
  cookieOf,
  plainSessionCookies,
  sessionCookies,
} from "./cookies.ts"
import { defaultCallbacks, SESSION_MAX_AGE, SESSION_UPDATE_AGE } from "./defaults.ts"
import { judgeRing } from "./judge.ts"
import { KeyQuestion } from "./key-question.ts"
import { fromLegacy } from "./legacy-logger.ts"
import { resolveLogger } from "./logger.ts"
import { trustedHosts, untrusted, urlOf, warnOfPrivateHost } from "./host.ts"
import { reportKeys } from "./report.ts"
import { requestFacts } from "./request-facts.ts"
import { noteEvent } from "./note-event.ts"
import { sessionDomain } from "./session-domain.ts"
import { sealingLater } from "./storage.ts"

/** Which package the application came in by, and what differs by that. */
export interface Door {
  readonly compat: Compat | undefined
  /** Where the routes are unless the configuration or `AUTH_URL` says so. */
  readonly basePath: string
  /** The path below which the whole application is, where the framework has one: `/app`. @default "" */
  readonly root?: string
}

/** The request, as far as it is known: a server component has headers only. */
export interface Incoming {
  readonly headers: { get(name: string): string | null }
  readonly url?: string | undefined
  readonly request?: Request | undefined
}

function judgedKeys(keys: ResolvedKeys, context: Context): MaybePromise<ResolvedKeys> {
  const judging = judgeRing(context, keys.ring)
  return judging ? after(judging, keys) : keys
}

async function after<T>(judging: Promise<void>, keys: T): Promise<T> {
  await judging
  return keys
}

/**
 * The configuration as it stands at one request: each part is worked out when it is first asked for, and nothing
 * is kept for the next request. The configuration itself is never changed.
 */
export class Context {
  readonly config: AuthConfig
  readonly door: Door
  readonly incoming: Incoming
  readonly compat: Compat | undefined
  #logger: Required<LoggerInstance> | undefined
  #production: boolean | undefined
  #url: { readonly said: string | undefined } | undefined
  #jar: CookieJar | undefined
  #naming: CookieNaming | undefined
  #origin: string | undefined
  #sessionCookies: readonly SessionCookie[] | undefined
  #keys: MaybePromise<ResolvedKeys> | undefined
  #sessionKeys: MaybePromise<ResolvedKeys> | undefined
  #adapter: Adapter | undefined
  #about: { user?: string; session?: string } | undefined
  #storage: Adapter | undefined

  constructor(config: AuthConfig, door: Door, incoming: Incoming) {
    this.config = config
    this.door = door
    this.incoming = incoming
    this.compat = config.compat ?? door.compat
  }

  get logger(): Required<LoggerInstance> {
    return (this.#logger ??= this.#makeLogger())
  }

  #makeLogger(): Required<LoggerInstance> {
    const { logger, debug } = this.config
    const given = this.compat === 4 && logger ? fromLegacy(logger) : logger
    return resolveLogger(given, debug === true)
  }

  env(name: string): string | undefined {
    return readEnv(name, this.config.env)
  }

  get production(): boolean {
    return (this.#production ??= isProduction(this.config.env))
  }

  /** Who we are, where that is said; read once for a request. */
  get url(): string | undefined {
    return (this.#url ??= { said: urlOf(this) }).said
  }

  /** The cookies that came with the request. */
  get jar(): CookieJar {
    return (this.#jar ??= parseCookies(this.incoming.headers.get("cookie")))
  }

  /**
   * Our own origin, without a path.
   *
   * @throws UntrustedHost where nothing vouches for the request's host
   */
  get origin(): string {
    return (this.#origin ??= this.#findOrigin())
  }

  #findOrigin(): string {
    const { headers } = this.incoming
    const trustHost = this.url ? false : trustedHosts(this)
    const found = resolveOrigin({
      url: this.url,
      trustHost,
      requestUrl: this.incoming.url,
      headers,
    })
    if (!found.ok) throw untrusted(found.host, this)
    if (trustHost === true) warnOfPrivateHost(found.origin, this)
    return found.origin
  }

  /** The path below which our routes are, e.g. `/api/auth`. */
  get basePath(): string {
    const { basePath } = this.config
    if (basePath) return normalizeBasePath(basePath)
    const { url } = this
    const path = url && URL.canParse(url) ? new URL(url).pathname : "/"
    return path === "/" ? this.door.basePath : normalizeBasePath(path)
  }

  /** Where the application begins: where people go who asked for no place, or for one that they can't be sent to. */
  get home(): string {
    return `${this.origin}${this.door.root ?? ""}`
  }

  /** Origin and base path. */
  get base(): string {
    return `${this.origin}${this.basePath}`
  }

  get secureCookies(): boolean {
    return this.config.useSecureCookies ?? this.origin.startsWith("https:")
  }

  get naming(): CookieNaming {
    return (this.#naming ??= {
      compat: this.compat,
      secure: this.secureCookies,
      domain: this.config.session?.domain === undefined ? undefined : sessionDomain(this),
      custom: this.config.cookies,
      basePath: () => this.basePath,
    })
  }

  cookie(kind: CookieKind): CookieOption {
    return cookieOf(kind, this.naming)
  }

  /** The cookies a session may come in, the one we write first. */
  get sessionCookies(): readonly SessionCookie[] {
    return (this.#sessionCookies ??= this.#findSessionCookies())
  }

  #findSessionCookies(): readonly SessionCookie[] {
    const { compat, config } = this
    const isPlain = !config.cookies?.sessionToken && config.session?.domain === undefined
    return isPlain ? plainSessionCookies(compat, this.secureCookies) : sessionCookies(this.naming)
  }

  /** The keys of this moment; asked for at the first use. */
  keys(): MaybePromise<ResolvedKeys> {
    return (this.#keys ??= this.#resolveKeys(this.config.secret ?? this.config.jwt?.secret))
  }

  /** The keys of session tokens: those of `jwt.secret` where that is given, else the same. */
  sessionKeys(): MaybePromise<ResolvedKeys> {
    const own = this.config.jwt?.secret
    if (own === undefined || this.config.secret === undefined) return this.keys()
    return (this.#sessionKeys ??= this.#resolveKeys(own))
  }

  #resolveKeys(secret: SecretOption | undefined): MaybePromise<ResolvedKeys> {
    const found = resolveKeys(new KeyQuestion(this, secret))
    reportKeys(this, found)
    return onceThere(found, judgedKeys, this)
  }

  get strategy(): "jwt" | "database" {
    return this.config.session?.strategy ?? (this.config.adapter ? "database" : "jwt")
  }

  /** Seconds that an unused session lasts. */
  get maxAge(): number {
    return this.config.session?.maxAge ?? SESSION_MAX_AGE
  }

  /** Seconds that a session token lasts. v4 has its own default here. */
  get tokenMaxAge(): number {
    return this.config.jwt?.maxAge ?? this.maxAge
  }

  get updateAge(): number {
    return this.config.session?.updateAge ?? SESSION_UPDATE_AGE
  }

  /** Seconds after the sign-in that a session ends, however much it is used. */
  get absoluteTimeout(): number | undefined {
    return this.config.session?.absoluteTimeout
  }

  callback<K extends keyof CallbacksOptions>(name: K): CallbacksOptions[K] {
    return (this.config.callbacks?.[name] ?? defaultCallbacks[name]) as CallbacksOptions[K]
  }

  /** The request, for a callback of the application's: ours look at none, and not every framework has one made. */
  shownTo(name: keyof CallbacksOptions): Request | undefined {
    return this.config.callbacks?.[name] ? this.incoming.request : undefined
  }

  /** Tells the application; what its handler throws is logged and changes nothing. */
  async emit<K extends keyof EventCallbacks>(
    name: K,
    message: Parameters<EventCallbacks[K]>[0],
  ): Promise<void> {
    const handler = this.config.events?.[name] as
      | ((message: unknown, context: EventContext) => unknown)
      | undefined
    if (!handler) return
    try {
      await handler(message, this.#eventContext())
    } catch (error) {
      this.logger.error(new EventError(error instanceof Error ? error : String(error)))
    }
  }

  /** What this request turned out to be about; each security event from then on says it. */
  get about(): { user?: string; session?: string } {
    return (this.#about ??= {})
  }

  /** Notes a security event, for whoever listens; costs nothing where nobody does. Never throws. */
  async note(event: NotedEvent): Promise<void> {
    const { securityEvents } = this.config
    if (!securityEvents) return
    const noted = { ...this.#about, ...event, ...requestFacts(this) }
    await noteEvent(securityEvents, noted, this.logger)
  }

  /** The address of whoever sent the request, where somebody we trust wrote it down. */
  get ip(): string | undefined {
    return clientAddress(this.incoming.headers, clientIpRule(this))
  }

  #eventContext(): EventContext {
    const { request, headers } = this.incoming
    const userAgent = headers.get("user-agent")
    const { ip } = this
    return {
      ...(request ? { request } : {}),
      ...(ip === undefined ? {} : { ip }),
      ...(userAgent === null ? {} : { userAgent }),
    }
  }

  /** The adapter, each method of which throws `AdapterError`. */
  get adapter(): Adapter | undefined {
    const { storage } = this
    if (!storage || this.#adapter) return this.#adapter
    const seals = this.config.account?.sealTokens === true
    return (this.#adapter = seals ? sealingLater(storage, this) : storage)
  }

  /** The same, with tokens of accounts as they are stored. */
  get storage(): Adapter | undefined {
    if (!this.config.adapter) return undefined
    return (this.#storage ??= guardAdapter(this.config.adapter, this.logger))
  }

  /** Whether our CSRF tokens are off. */
  get skipsCsrf(): boolean {
    return this.config.skipCSRFCheck === skipCSRFCheck
  }
}
