import type { ThrottleOptions } from "../contracts/throttle.ts"
import type { SessionOptions } from "./auth-config.ts"

/** Times of a session, in seconds. */
export type SessionTimes = Required<
  Pick<SessionOptions, "maxAge" | "updateAge" | "absoluteTimeout">
>

/** What NIST SP 800-63B-4 asks for. */
export interface Assurance {
  /** A new sign-in after 30 days (§2.1.3). */
  readonly aal1: SessionTimes
  /** After a day, or an hour without use (§2.2.3). */
  readonly aal2: SessionTimes
  /** After twelve hours, or a quarter of an hour without use (§2.3.3). */
  readonly aal3: SessionTimes
  /** No account is guessed at more than a hundred times in a row (§3.2.2), in a year and with one active key. */
  readonly throttle: Pick<ThrottleOptions, "limits" | "devices">
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * The longest times and the most attempts that NIST SP 800-63B-4 allows, by level. What a level asks for besides (two
 * factors, or one that resists phishing) is for your providers to offer.
 *
 * @example
 * ```ts
 * const config: AuthConfig = { providers, session: { ...assurance.aal2 }, throttle: assurance.throttle }
 * ```
 */
export const assurance: Assurance = {
  aal1: { maxAge: 30 * DAY, updateAge: DAY, absoluteTimeout: 30 * DAY },
  aal2: { maxAge: HOUR, updateAge: 5 * MINUTE, absoluteTimeout: DAY },
  aal3: { maxAge: 15 * MINUTE, updateAge: MINUTE, absoluteTimeout: 12 * HOUR },
  throttle: {
    // Browsers that are known would have a hundred of their own.
    devices: false,
    limits: {
      credentials: {
        account: [
          { attempts: 10, seconds: 15 * MINUTE },
          { attempts: 100, seconds: 365 * DAY, consecutive: true },
        ],
      },
    },
  },
}
