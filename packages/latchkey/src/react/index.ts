"use client"
/**
 * The session in React, and the ways in and out of it.
 *
 * @example
 * ```tsx
 * <SessionProvider session={await auth()}>{children}</SessionProvider>
 *
 * const { data: session, status } = useSession()
 * if (status === "authenticated") return <button onClick={() => signOut()}>{session.user?.name}</button>
 * ```
 *
 * @module
 */
import { createAuthClient } from "./client.ts"
import type { AuthClient, AuthClientState, SignIn, SignOut, UseSession } from "./types.ts"

export type {
  AuthClient,
  AuthClientOptions,
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
} from "./types.ts"

const client: AuthClient = createAuthClient()

/**
 * Gives the session to all components below. With `session` from the server nothing is fetched at the start;
 * and pass it where sign-in or sign-out happen in server actions: then the components follow at once.
 *
 * A failed read keeps what was known; only an answer that says so signs out.
 */
export const SessionProvider: AuthClient["SessionProvider"] = client.SessionProvider

/** The context behind {@link useSession}, for tests and class components. */
export const SessionContext: AuthClient["SessionContext"] = client.SessionContext

/**
 * The session of this browser. With `required: true` whoever is signed out is sent to the sign-in page, and
 * the status is `loading` until they are gone.
 *
 * @throws {Error} without a {@link SessionProvider} above
 *
 * @example
 * ```tsx
 * const { data, status } = useSession({ required: true })
 * if (status === "loading") return <Spinner />
 * return <p>{data.user?.email}</p>
 * ```
 */
export const useSession: UseSession = client.useSession

/**
 * Reads the session; calls at the same time share one request. In the browser a failed read gives the session
 * known before. On a server pass the request's `headers`; in server components use `auth()` instead.
 *
 * @throws {Error} if the session can't be read and none is known; never `null` for that
 */
export const getSession: AuthClient["getSession"] = client.getSession

/** The token a form needs to be accepted; empty if there is none to be had. */
export const getCsrfToken: AuthClient["getCsrfToken"] = client.getCsrfToken

/** The configured providers by id; `null` if they can't be had. */
export const getProviders: AuthClient["getProviders"] = client.getProviders

/**
 * Signs in with a provider; without one, goes to the sign-in page.
 *
 * With `redirect: false` it never leaves the page, and resolves to what came of it. It goes only where the
 * server says, and only to http or https.
 *
 * @throws {TypeError} for a WebAuthn provider, which has its own `signIn` in `latchkey/webauthn`
 *
 * @example
 * ```ts
 * const result = await signIn("credentials", { email, password, redirect: false })
 * if (!result.ok) setMessage(messages[result.code ?? "credentials"])
 * ```
 */
export const signIn: SignIn = client.signIn

/**
 * Signs out, in all tabs.
 *
 * @throws {Error} with `redirect: false`, if the server could not do it
 */
export const signOut: SignOut = client.signOut

/** State of the client; kept for code written for next-auth that sets `basePath` through it. */
export const __NEXTAUTH: AuthClientState = client.__NEXTAUTH
