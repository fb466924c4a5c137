/**
 * What `next-auth` 5 exports: `latchkey/doors/v5/index`.
 *
 * @module
 */
import { createNextAuth } from "../../next/create.ts"
import type { NextAuthFunction } from "../../next/types.ts"

/**
 * Sets authentication up for a Next.js application, as NextAuth 5 would.
 *
 * @example
 * ```ts
 * export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [GitHub] })
 * ```
 */
const NextAuth: NextAuthFunction = createNextAuth({ compat: 5, basePath: "/api/auth" })
export default NextAuth

export { AuthError, CredentialsSignin } from "../../errors.ts"
export { customFetch } from "../../contracts/symbols.ts"
export type { ErrorCause, ErrorKind, ErrorType } from "../../errors.ts"
export type { Account, Profile } from "../../vocabulary/account.ts"
export type { Awaitable } from "../../vocabulary/awaitable.ts"
export type { SessionCarrier, SessionFrom, SessionTypeOf } from "../../contracts/session-type.ts"
export type { DefaultSession, Session } from "../../vocabulary/session.ts"
export type { DefaultUser, User } from "../../vocabulary/user.ts"
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
} from "../../next/types.ts"
