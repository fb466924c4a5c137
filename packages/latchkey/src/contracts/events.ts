import type { Account, Profile } from "../vocabulary/account.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { Session } from "../vocabulary/session.ts"
import type { JWT } from "../vocabulary/token.ts"
import type { User } from "../vocabulary/user.ts"
import type { AdapterSession, AdapterUser } from "./adapter.ts"

/** What the request looked like when something happened; for audit trails. */
export interface EventContext {
  /** The request, its body already read. In a server component or action it is made of what Next.js tells. */
  request?: Request
  /** The person's address; only where the option `clientIp` says how to know it. */
  ip?: string
  /** What the person's browser calls itself. */
  userAgent?: string
}

/** Told after the fact; what they throw is logged as `EventError` and changes nothing. */
export interface EventCallbacks {
  signIn: (
    message: { user: User; account?: Account | null; profile?: Profile; isNewUser?: boolean },
    context?: EventContext,
  ) => Awaitable<void>
  /** `session` where sessions are in a database, `token` where they are in a cookie. */
  signOut: (
    message: { session: AdapterSession | void | null | undefined } | { token: JWT | null },
    context?: EventContext,
  ) => Awaitable<void>
  createUser: (message: { user: User }, context?: EventContext) => Awaitable<void>
  updateUser: (message: { user: User }, context?: EventContext) => Awaitable<void>
  linkAccount: (
    message: { user: User | AdapterUser; account: Account; profile: User | AdapterUser },
    context?: EventContext,
  ) => Awaitable<void>
  session: (message: { session: Session; token: JWT }, context?: EventContext) => Awaitable<void>
}
