/** The routes of Auth.js, which we answer too. */
export type AuthAction =
  | "providers"
  | "session"
  | "csrf"
  | "signin"
  | "signout"
  | "callback"
  | "verify-request"
  | "error"
  | "webauthn-options"

/** The routes we answer. */
export type RouteAction = AuthAction | OwnAction

/** The routes that Auth.js does not have. */
type OwnAction = "health" | "sessions" | "accounts" | "unlink"

/** A route of ours, and the provider it names. */
export interface ParsedAction {
  action: RouteAction
  providerId?: string
}

const actions: ReadonlySet<string> = new Set<AuthAction>([
  "providers",
  "session",
  "csrf",
  "signin",
  "signout",
  "callback",
  "verify-request",
  "error",
  "webauthn-options",
])

const ownActions: ReadonlySet<string> = new Set<OwnAction>([
  "health",
  "sessions",
  "accounts",
  "unlink",
])

const withProvider: ReadonlySet<RouteAction> = new Set<RouteAction>([
  "signin",
  "callback",
  "webauthn-options",
  "unlink",
])

/** The unreserved characters of RFC 3986 §2.3: what has no second spelling. */
const segmentGrammar = /^[A-Za-z0-9._~-]{1,255}$/

/** Whether the text names one of our routes, exactly. */
export function isRouteAction(text: string): text is RouteAction {
  return ownActions.has(text) || isAuthAction(text)
}

/** Whether the text names a route of Auth.js, exactly. */
export function isAuthAction(text: string): text is AuthAction {
  return actions.has(text)
}

/**
 * Reads the action, and for some the provider, from a path. Only the canonical spelling has an answer: no encoding,
 * no dot segment, doubled or trailing slash, other case or parameter. So nothing that guards a path, here or in front
 * of us, can see another route than we do (ADV-BA09, OBS-AJ6).
 *
 * @example
 * ```ts
 * parseAction("/api/auth/callback/github", "/api/auth") // { action: "callback", providerId: "github" }
 * ```
 */
export function parseAction(pathname: string, basePath: string): ParsedAction | undefined {
  const base = basePath === "/" ? "" : basePath
  if (!pathname.startsWith(`${base}/`)) return undefined
  const rest = pathname.slice(base.length + 1)

  const slash = rest.indexOf("/")
  const action = slash === -1 ? rest : rest.slice(0, slash)
  if (!isRouteAction(action)) return undefined
  if (slash === -1) return { action }

  const providerId = rest.slice(slash + 1)
  if (!withProvider.has(action) || !isSegment(providerId)) return undefined
  // Clients of old wrote an absent provider into the path.
  return providerId === "undefined" ? { action } : { action, providerId }
}

/** Brings a configured path into the one form that {@link parseAction} compares: `/a/b`, or `""` for the root. */
export function normalizeBasePath(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "")
  return segments.length === 0 ? "" : `/${segments.join("/")}`
}

function isSegment(text: string): boolean {
  return text !== "." && text !== ".." && segmentGrammar.test(text)
}
