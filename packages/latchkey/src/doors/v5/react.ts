"use client"
/**
 * What `next-auth/react` of major 5 exports: `latchkey/doors/v5/react`.
 *
 * @module
 */
import { createAuthClient } from "../../react/client.ts"
import type { AuthClient, AuthClientState, SignIn, SignOut, UseSession } from "../../react/types.ts"

const client: AuthClient = createAuthClient({ compat: 5 })

/** Gives the session to all components below. */
export const SessionProvider: AuthClient["SessionProvider"] = client.SessionProvider
/** The context behind {@link useSession}. */
export const SessionContext: AuthClient["SessionContext"] = client.SessionContext
/** The session of this browser. */
export const useSession: UseSession = client.useSession
/** Reads the session; null for none. */
export const getSession: AuthClient["getSession"] = client.getSession
/** The token a form needs to be accepted. */
export const getCsrfToken: AuthClient["getCsrfToken"] = client.getCsrfToken
/** The configured providers by id; null if they can't be had. */
export const getProviders: AuthClient["getProviders"] = client.getProviders
/** Signs in with a provider; without one, goes to the sign-in page. */
export const signIn: SignIn = client.signIn
/** Signs out, in all tabs. */
export const signOut: SignOut = client.signOut
/** State of the client, for code that sets `basePath` through it. */
export const __NEXTAUTH: AuthClientState = client.__NEXTAUTH

export type {
  AuthClient,
  AuthClientState,
  BuiltInProviderType,
  ClientSafeProvider,
  GetSession,
  GetSessionParams,
  LiteralUnion,
  ProviderId,
  RequestHeaders,
  ServerRequestParams,
  SessionContextValue,
  SessionProviderProps,
  SignIn,
  SignInAuthorizationParams,
  SignInOptions,
  SignInResponse,
  SignOut,
  SignOutParams,
  SignOutResponse,
  UpdateSession,
  UseSession,
  UseSessionOptions,
} from "../../react/types.ts"
