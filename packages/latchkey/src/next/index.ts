/**
 * Latchkey for Next.js.
 *
 * @module
 */
import { createNextAuth } from "./create.ts"
import type { NextAuthFunction } from "./types.ts"

/**
 * Sets authentication up for a Next.js application.
 *
 * @example
 * ```ts
 * export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [GitHub] })
 * ```
 */
const NextAuth: NextAuthFunction = createNextAuth({ compat: undefined, basePath: "/api/auth" })
export default NextAuth

export { AuthError, CredentialsSignin } from "../errors.ts"
export { customFetch } from "../contracts/symbols.ts"
export type { Account, Profile } from "../vocabulary/account.ts"
export type { Awaitable } from "../vocabulary/awaitable.ts"
export type { SessionCarrier, SessionFrom, SessionTypeOf } from "../contracts/session-type.ts"
export type { DefaultSession, Session } from "../vocabulary/session.ts"
export type { DefaultUser, User } from "../vocabulary/user.ts"
export type { AccessTokenOptions } from "../actions/accounts/access-token.ts"
export type { LinkedAccount } from "../actions/accounts/list.ts"
export type { UnlinkedAccount } from "../actions/accounts/unlink.ts"
export type { AccessToken } from "../actions/accounts/usable.ts"
export type { NextAccounts, NextWhose } from "./account-types.ts"
export type {
  AuthFunction,
  NextAuthCallbacks,
  NextAuthConfig,
  NextAuthConfigSource,
  NextAuthFunction,
  NextAuthHandlers,
  NextAuthRequest,
  NextAuthResult,
  NextAuthRouteContext,
  NextAuthWrapped,
  NextSignIn,
  NextSignInOptions,
  NextSignOut,
  NextSignOutOptions,
  NextUpdate,
} from "./types.ts"
