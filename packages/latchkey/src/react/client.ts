"use client"
import type { Context } from "react"
import { createContext, useContext, useEffect } from "react"
import type { Session } from "../vocabulary/session.ts"
import { inBrowser, initialState } from "./auth-url.ts"
import { visit } from "./navigate.ts"
import { request } from "./request.ts"
import { useSessionProvider } from "./session-provider.ts"
import type { SessionStore } from "./session-store.ts"
import { createSessionStore, sessionOf } from "./session-store.ts"
import { signIn } from "./sign-in.ts"
import { signOut } from "./sign-out.ts"
import type {
  AuthClient,
  AuthClientOptions,
  AuthClientState,
  ClientSafeProvider,
  GetSessionParams,
  ServerRequestParams,
  SessionContextValue,
  SignIn,
  SignOut,
  UpdateSession,
  UseSession,
  UseSessionOptions,
} from "./types.ts"

/**
 * A client of its own: for auth routes at another path, or for the answers of an older major. Most
 * applications use the one that `latchkey/react` exports.
 *
 * @example
 * ```tsx
 * "use client"
 * export const { SessionProvider, useSession, signIn, signOut } = createAuthClient({ basePath: "/admin/auth" })
 * ```
 */
export function createAuthClient({
  basePath,
  baseUrl,
  compat,
}: AuthClientOptions = {}): AuthClient {
  const state = initialState(basePath, baseUrl)
  const store = createSessionStore(state)
  const context = createContext<SessionContextValue | undefined>(undefined)

  const ask = async <T>(route: string, params?: ServerRequestParams): Promise<T | undefined> => {
    const { ok, data } = await request(state, route, undefined, params)
    return ok ? ((data as T | null) ?? undefined) : undefined
  }
  const getCsrfToken = async (params?: ServerRequestParams): Promise<string> =>
    (await ask<{ csrfToken?: string }>("csrf", params))?.csrfToken || ""
  const getProviders: AuthClient["getProviders"] = async (params) =>
    (await ask<Record<string, ClientSafeProvider>>("providers", params)) || null
  const update: UpdateSession = async (data) => {
    if (data === undefined) return (await store.refresh()) ?? null
    const answer = await request(state, "session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ csrfToken: await getCsrfToken(), data }),
    })
    const session = sessionOf(answer)
    if (session !== undefined) store.adopt(session)
    return session ?? null
  }

  state._getSession = async () => void (await store.sync())
  const parts = { state, store, compat, context, update, getCsrfToken, getProviders }
  return {
    SessionContext: context,
    SessionProvider: (props) => useSessionProvider(parts, props),
    useSession: createUseSession(state, context),
    getSession: (params?: GetSessionParams) => getSession(store, compat, params),
    getCsrfToken,
    getProviders,
    signIn: ((...args) => signIn(parts, ...args)) as SignIn,
    signOut: ((options) => signOut(parts, options)) as SignOut,
    __NEXTAUTH: state,
  }
}

async function getSession(
  store: SessionStore,
  compat: AuthClientOptions["compat"],
  params?: GetSessionParams,
): Promise<Session | null> {
  const session = inBrowser()
    ? await store.refresh({ broadcast: params?.broadcast })
    : await store.read(params)
  if (session !== undefined) return session
  // Not `null`, which would send a person who is signed in to sign in.
  const message = "The session could not be read; the reason is in the log of the server."
  if (!compat) throw new Error(message)
  console.error(`[auth][error] ${message}`)
  return null
}

function createUseSession(
  state: AuthClientState,
  context: Context<SessionContextValue | undefined>,
): UseSession {
  return ((options?: UseSessionOptions) => {
    const value = useContext(context)
    if (!value) throw new Error("`useSession` needs a <SessionProvider> above it.")
    const missing = options?.required === true && value.status === "unauthenticated"
    useEffect(() => {
      if (!missing) return
      if (options.onUnauthenticated) options.onUnauthenticated()
      else visit(state, "signin", { error: "SessionRequired", callbackUrl: location.href })
    }, [missing])
    return missing ? { data: null, status: "loading", update: value.update } : value
  }) as UseSession
}
