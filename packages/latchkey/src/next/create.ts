import type { NextRequest } from "next/server.js"
import type { AuthConfig } from "../config/auth-config.ts"
import type { Door } from "../config/context.ts"
import { attachSite } from "../config/site.ts"
import { health } from "../core/health.ts"
import { ready } from "../core/ready.ts"
import { storedData } from "../core/stored-data.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import { accountMethods } from "./accounts.ts"
import { type AuthCall, readCall } from "./calls.ts"
import { guard } from "./guard.ts"
import { answerNode, nodeSession } from "./pages-api.ts"
import { configOf, type Site } from "./place.ts"
import { scopedSession } from "./read.ts"
import { answerRoute } from "./route-handler.ts"
import { sessionsOf } from "./sessions.ts"
import { signInAction, signOutOf, updateSession } from "./server-actions.ts"
import type {
  NextAuthConfig,
  NextAuthConfigSource,
  NextAuthFunction,
  NextAuthResult,
} from "./types.ts"

/**
 * `NextAuth` for one door.
 *
 * @example
 * ```ts
 * const NextAuth = createNextAuth({ compat: 5, basePath: "/api/auth" })
 * ```
 */
export function createNextAuth(door: Door): NextAuthFunction {
  function nextAuth(...args: readonly unknown[]): unknown {
    if (args.length < 2) return resultOf({ source: args[0] as NextAuthConfigSource, door })
    const [first, second, options] = args
    return answer({ source: (options ?? { providers: [] }) as NextAuthConfig, door }, [
      first,
      second,
    ])
  }
  return nextAuth as NextAuthFunction
}

/** Cheap, since some call it at each request: nothing is read, checked or kept here. */
function resultOf(site: Site): NextAuthResult {
  const route = (request: NextRequest): Promise<Response> => answerRoute(site, request)
  const update = (data: unknown): Promise<unknown> => updateSession(site, data)
  const own = {
    handlers: { GET: route, POST: route },
    auth: authOf(site),
    signIn: (...args: [string?, FormData?, URLSearchParams?]) => signInAction(site, ...args),
    signOut: (options?: object) => signOutOf(site, options),
    update,
    unstable_update: update,
  }
  return Object.assign((...args: unknown[]) => answer(site, args), own) as unknown as NextAuthResult
}

/** Answers a request to our routes, of either router. */
async function answer(site: Site, args: readonly unknown[]): Promise<Response | void> {
  const call = readCall(args)
  if (call.kind === "web") return answerRoute(site, call.request)
  if (call.kind === "node") return answerNode(site, call.req, call.res)
  throw new TypeError("The handler takes (request, context), or (req, res) in the pages router")
}

function authOf(site: Site): NextAuthResult["auth"] {
  const auth = (...args: unknown[]): unknown => authCall(site, readCall(args))
  const config = async (): Promise<AuthConfig> =>
    (await configOf(site.source, undefined)) as AuthConfig
  const own = {
    ready: async () => ready(await config(), site.door),
    health: async () => health(await config(), site.door),
    ...storedData(config, site.door),
    ...accountMethods(site),
    sessions: sessionsOf(site),
  }
  attachSite(auth, async () => ({ config: await config(), door: site.door }))
  return Object.assign(auth, own) as unknown as NextAuthResult["auth"]
}

/** A wrapped handler is a function at once, whatever the configuration is: Next.js takes no promise for one. */
function authCall(site: Site, call: AuthCall): Awaitable<unknown> {
  switch (call.kind) {
    case "current":
      return scopedSession(site)
    case "wrap":
      return (request: NextRequest, second: unknown) =>
        guard(site, { request, second, handler: call.handler })
    case "web":
      return guard(site, { request: call.request, second: call.second })
    case "node":
      return nodeSession(site, call.req, call.res)
  }
}
