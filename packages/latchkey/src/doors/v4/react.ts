"use client"
/**
 * What `next-auth/react` of major 4 exports: `latchkey/doors/v4/react`.
 *
 * @module
 */
import { createAuthClient } from "../../react/client.ts"
import type {
  AuthClient,
  BuiltInProviderType,
  LiteralUnion,
  SignInAuthorizationParams,
  SignInOptions,
  SignOut,
  UseSession,
} from "../../react/types.ts"

const client: AuthClient = createAuthClient({ compat: 4 })

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
export const signIn: SignIn = client.signIn as SignIn
/** Signs out, in all tabs. */
export const signOut: SignOut = client.signOut

/** What `signIn` resolves to where it does not leave the page. */
export interface SignInResponse {
  /** Null where it worked. */
  error: string | null
  /** HTTP status; 0 when the server could not be reached. */
  status: number
  ok: boolean
  url: string | null
}

/** Providers for which `redirect: false` stays on the page. */
export type RedirectableProviderType = "credentials" | "email"

/** `signIn`, as NextAuth 4 types it. */
export interface SignIn {
  <P extends RedirectableProviderType>(
    provider: P,
    options?: SignInOptions,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<SignInResponse | undefined>
  <P extends RedirectableProviderType | undefined = undefined>(
    provider?: LiteralUnion<BuiltInProviderType>,
    options?: SignInOptions,
    authorizationParams?: SignInAuthorizationParams,
  ): Promise<P extends RedirectableProviderType ? SignInResponse | undefined : undefined>
}

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
  SignInAuthorizationParams,
  SignInOptions,
  SignOut,
  SignOutParams,
  SignOutResponse,
  UpdateSession,
  UseSession,
  UseSessionOptions,
} from "../../react/types.ts"
