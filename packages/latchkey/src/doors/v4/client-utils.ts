/**
 * What `next-auth/client/_utils` exports in NextAuth 4: `latchkey/doors/v4/client-utils`.
 *
 * @module
 */
import type { Session } from "../../vocabulary/session.ts"

/** Where the routes are, and what a client knows of the session. */
export interface AuthClientConfig {
  baseUrl: string
  basePath: string
  baseUrlServer: string
  basePathServer: string
  _session?: Session | null | undefined
  /** Seconds since the epoch. */
  _lastSync: number
  _getSession: (...args: any[]) => any
}

interface IncomingRequest {
  headers?: Readonly<Record<string, string | string[] | undefined>>
  body?: any
}

/** A request, or a context that has one: whose cookies are sent along. */
export interface CtxOrReq {
  req?: IncomingRequest
  ctx?: { req: IncomingRequest }
}

/** What one tab tells the others. */
export interface BroadcastMessage {
  event?: "session"
  data?: { trigger?: "signout" | "getSession" }
  clientId: string
  /** Seconds since the epoch. */
  timestamp: number
}

/** Sends to other tabs, and hears them. */
export interface BroadcastChannel {
  /** Calls back for each message of another tab. @returns what ends it */
  receive(onReceive: (message: BroadcastMessage) => void): () => void
  post(message: Record<string, unknown>): void
}

interface ClientLogger {
  error?: (code: string, metadata: any) => void
}

/** Seconds since the epoch. */
export function now(): number {
  return Math.floor(Date.now() / 1000)
}

/** The URL below which the routes are: a path in the browser, absolute on a server. */
export function apiBaseUrl(client: AuthClientConfig): string {
  if (typeof window !== "undefined") return client.basePath
  return `${client.baseUrlServer}${client.basePathServer}`
}

/**
 * The answer of a route of ours, or null where there is none; failures are logged. A `req` with a body posts it.
 *
 * @example
 * ```ts
 * const providers = await fetchData("providers", __NEXTAUTH, console)
 * ```
 */
export async function fetchData<T = any>(
  path: string,
  client: AuthClientConfig,
  logger: ClientLogger,
  { ctx, req = ctx?.req }: CtxOrReq = {},
): Promise<T | null> {
  const url = `${apiBaseUrl(client)}/${path}`
  try {
    const cookie = req?.headers?.["cookie"]
    const headers = new Headers({ "content-type": "application/json" })
    if (cookie) headers.set("cookie", String(cookie))
    const post = req?.body ? { method: "POST", body: JSON.stringify(req.body) } : {}
    const response = await fetch(url, { headers, ...post })
    const data: unknown = await response.json()
    if (!response.ok) throw data
    const empty = typeof data !== "object" || data === null || Object.keys(data).length === 0
    return empty ? null : (data as T)
  } catch (error) {
    logger.error?.("CLIENT_FETCH_ERROR", { error, url })
    return null
  }
}

/** A channel between tabs over `localStorage`, which tells all tabs but the one that writes. */
export function BroadcastChannel(name = "nextauth.message"): BroadcastChannel {
  return {
    receive(onReceive) {
      const listener = (event: StorageEvent): void => {
        if (event.key !== name || !event.newValue) return
        const message = parsed(event.newValue)
        if (message?.event === "session" && message.data) onReceive(message)
      }
      window.addEventListener("storage", listener)
      return () => window.removeEventListener("storage", listener)
    },
    post(message) {
      if (typeof window === "undefined") return
      try {
        localStorage.setItem(name, JSON.stringify({ ...message, timestamp: now() }))
      } catch {
        // No storage, no other tab that could be told.
      }
    },
  }
}

/** Any script of the origin may write there: what isn't ours is nothing. */
function parsed(text: string): BroadcastMessage | undefined {
  try {
    return (JSON.parse(text) as BroadcastMessage | null) ?? undefined
  } catch {
    return undefined
  }
}
