import type { SessionRead } from "../actions/session/session-read.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Incoming } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { sessionIn } from "../core/current-session.ts"
import type { Session } from "../vocabulary/session.ts"
import { configOf, nextBasePath, type Site, under } from "./place.ts"
import { requestScope } from "./scope.ts"
import type { NextAuthConfig } from "./types.ts"

/** A session as server code sees it, and the cookies that go with it. */
export interface ServerSession {
  readonly session: Session | null
  readonly cookies: readonly SetCookie[]
}

/** The session of whoever sent these headers. */
export function serverSession(
  site: Omit<Site, "source"> & { readonly config: NextAuthConfig },
  incoming: Incoming,
  options: { readonly write: boolean },
): Promise<ServerSession> {
  return placedSession(new Context(site.config as AuthConfig, site.door, incoming), options)
}

/** The same, where the configuration was looked at for this request already. */
export async function placedSession(
  context: Context,
  options: { readonly write: boolean },
): Promise<ServerSession> {
  const read = await sessionIn(context, options)
  const session = context.compat === 5 ? shown(read, context.config) : read.session
  return { session: session ?? null, cookies: read.cookies }
}

/** The session where Next.js knows the request and we don't. Cookies can't be set there, so nothing is renewed. */
export async function scopedSession(site: Site): Promise<Session | null> {
  const { headers } = await requestScope()
  const config = await configOf(site.source, undefined)
  const { session } = await serverSession(
    { door: site.door, config },
    incomingOf(site, config, headers),
    { write: false },
  )
  return session
}

/**
 * What callbacks are told of a request that Next.js does not give out: its headers, under the URL of our own route, as
 * Auth.js has it. Made only where somebody may look at it.
 */
function incomingOf(site: Site, config: NextAuthConfig, headers: Headers): Incoming {
  const { callbacks, events } = config
  if (!callbacks?.jwt && !callbacks?.session && !events?.session) return { headers }
  const protocol = headers.get("x-forwarded-proto") === "https" ? "https" : "http"
  const base = under(nextBasePath(), config.basePath ?? site.door.basePath)
  const url = `${protocol}://${headers.get("host")}${base}/session`
  const request = new Request(URL.canParse(url) ? url : `http://localhost${base}/session`, {
    headers,
  })
  return { headers, request }
}

/**
 * What Auth.js shows on the server: the whole user of a database session; and the user, where a callback left it out.
 * Unlike there, the token of a database session stays where it is: whoever passes the session on to the browser must
 * not hand out a credential that scripts can't otherwise read. Nor does the token of a JWT session become the user.
 */
function shown(read: SessionRead, config: AuthConfig): Session | null {
  const { session, source } = read
  if (!session || !source) return session
  const row = source["user"] as Session["user"] | undefined
  const user = row ?? (source["session"] as Partial<Session> | undefined)?.user
  if (config.callbacks?.session) return { ...(user ? { user } : {}), ...session }
  return { ...(user ? { user } : {}), expires: session.expires }
}
