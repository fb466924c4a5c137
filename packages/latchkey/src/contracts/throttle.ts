import type { Adapter } from "./adapter.ts"

/**
 * What is limited.
 * - `credentials`: what was typed is checked by `authorize`.
 * - `mail`: a link is asked for.
 * - `link`: a mailed link is opened in a browser that did not ask for it.
 * - `passkey`: the answer of a passkey is checked. `passkeyOptions`: a ceremony begins.
 * - `oauth`: a sign-in at a provider begins. `callback`: its answer is checked.
 * - `signUp`: a user is made.
 */
export type ThrottledAction =
  | "credentials"
  | "mail"
  | "link"
  | "passkey"
  | "passkeyOptions"
  | "oauth"
  | "callback"
  | "signUp"

/**
 * Whose attempts are counted together.
 * - `everyone`: all.
 * - `address`: those from one address; of IPv6 from one network.
 * - `pair`: those from one address for one account.
 * - `account`: those for one account, from wherever.
 * - `device`: those for one account by a browser in which its owner has signed in before. They count here alone.
 */
export type ThrottleScope = "everyone" | "address" | "pair" | "account" | "device"

/** So many attempts in so many seconds. */
export interface AttemptLimit {
  /** A whole number from 1 on. */
  readonly attempts: number
  /** A whole number from 1 on. The time does not begin anew with further attempts. */
  readonly seconds: number
  /** Whether a success takes all of them back, so that only failures in a row count. @default false */
  readonly consecutive?: boolean
}

/** One limit, several that hold at once, or none. */
export type AttemptLimits = AttemptLimit | readonly AttemptLimit[] | false

/** The limits of an action. */
export type ThrottleRule = { readonly [scope in ThrottleScope]?: AttemptLimits }

/** How often people may try; see docs/throttling.md. */
export interface ThrottleOptions {
  /**
   * Limits that differ from the defaults, by action and scope; what is not given keeps its default. `false` for an
   * action: it is not limited.
   *
   * @example
   * ```ts
   * throttle: { limits: { credentials: { account: { attempts: 5, seconds: 900 } }, oauth: false } }
   * ```
   */
  readonly limits?: { readonly [action in ThrottledAction]?: ThrottleRule | false }
  /**
   * Which account typed credentials are for; undefined where they name none. Return what `authorize` looks people up by,
   * and where tenants share a secret and a store, the tenant too.
   *
   * @default the field that is called `email`, `username` or the like; see docs/throttling.md
   * @example
   * ```ts
   * throttle: { account: ({ tenant, login }) => `${tenant}/${login}` }
   * ```
   */
  readonly account?: (
    typed: Readonly<Record<string, unknown>>,
    request: Request | undefined,
  ) => string | undefined
  /**
   * Where attempts are counted: an adapter, or what else has its atomic `increment`.
   *
   * @default the `adapter` of the configuration; without one, each process counts for itself
   */
  readonly store?: Required<Pick<Adapter, "increment">>
  /**
   * What happens while that does not answer: each process counts for itself, or attempts are refused with
   * `AdapterError`.
   *
   * @default "count-here"
   */
  readonly onStoreFailure?: "count-here" | "refuse"
  /**
   * Whether a cookie marks browsers in which somebody signed in, so that attempts of others don't keep them out.
   *
   * @default true
   */
  readonly devices?: boolean
  /**
   * How many calls of `authorize` a process has under way at once, since most hash a password: 1 to 10,000, or `false`
   * for as many as come. Others wait for their turn, up to ten times as many, and more are refused. A call that takes
   * longer than half a minute holds no turn any more.
   *
   * @default 16
   */
  readonly concurrent?: number | false
  /**
   * Bits of an IPv6 address that are one network: 32 to 128.
   *
   * @default 64
   */
  readonly ipv6Prefix?: number
}
