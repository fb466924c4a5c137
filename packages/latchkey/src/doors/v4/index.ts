/**
 * What `next-auth` 4 exports: `latchkey/doors/v4/index`.
 *
 * @module
 */
export { default, getServerSession, unstable_getServerSession } from "./next.ts"
export type {
  GetServerSession,
  GetServerSessionOptions,
  GetServerSessionParams,
  NextAuthFunction,
} from "./next.ts"
export type { Callable } from "./callable.ts"
export type {
  AuthAction,
  AuthOptions,
  AuthOptions as NextAuthOptions,
  CallbacksOptions,
  EventCallbacks,
  EventType,
  IdentifiedUser,
  ISODateString,
  LoggerInstance,
  OutgoingResponse,
  Profile,
  RequestInternal,
  SessionOptions,
  SessionStrategy,
} from "./types.ts"
export type { PagesOptions } from "../../config/auth-config.ts"
export type { CookieOption, CookiesOptions } from "../../contracts/cookies.ts"
export type { Theme } from "../../contracts/theme.ts"
export type {
  AuthFunction,
  NextAuthConfig,
  NextAuthConfigSource,
  NextAuthHandlers,
  NextAuthRequest,
  NextAuthResult,
  NextAuthRouteContext,
  NextAuthWrapped,
  NextSignIn,
  NextSignOut,
  NextUpdate,
} from "../../next/types.ts"
export type { Account, TokenSet } from "../../vocabulary/account.ts"
export type { Awaitable } from "../../vocabulary/awaitable.ts"
export type { SessionCarrier, SessionFrom, SessionTypeOf } from "../../contracts/session-type.ts"
export type { DefaultSession, DoorTypes, Session } from "../../vocabulary/session.ts"
export type { DefaultUser, User } from "../../vocabulary/user.ts"
