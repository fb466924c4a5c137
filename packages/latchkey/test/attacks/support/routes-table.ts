/** A request of the router's table, with all that it reads of what came from outside. */
export interface RouteRow {
  /** As the router has it. */
  readonly route: string
  readonly path: string
  /** Names that it reads from the query, or from the body of a POST. */
  readonly names: readonly string[]
}

const row = (route: string, path: string, ...names: string[]): RouteRow => ({ route, path, names })

/**
 * All routes and all names. A test holds them to the source: a route or a name that is new is missing here until it is
 * attacked as well.
 */
export const routeRows: readonly RouteRow[] = [
  row("GET providers", "/providers"),
  row("GET csrf", "/csrf"),
  row("GET session", "/session"),
  row("POST session", "/session", "csrfToken", "data"),
  row("GET health", "/health", "live"),
  row("GET sessions", "/sessions"),
  row("POST sessions", "/sessions", "csrfToken", "id", "which", "callbackUrl"),
  row("GET accounts", "/accounts"),
  row("POST unlink", "/unlink/idp", "csrfToken", "providerAccountId", "callbackUrl"),
  row("GET error", "/error", "error", "code", "ref"),
  row("GET verify-request", "/verify-request", "provider", "type"),
  row("GET signin", "/signin", "callbackUrl", "error", "email"),
  row("POST signin", "/signin", "csrfToken", "callbackUrl"),
  row("POST signin", "/signin/idp", "csrfToken", "link", "callbackUrl", "json"),
  row("POST signin", "/signin/email", "csrfToken", "email", "callbackUrl"),
  row("GET signout", "/signout", "callbackUrl", "provider"),
  row("POST signout", "/signout", "csrfToken", "callbackUrl", "provider", "json"),
  row("GET signout-provider", "/signout/provider"),
  row("GET signout-callback", "/signout/callback", "state"),
  row("POST backchannel-logout", "/backchannel-logout/idp", "logout_token"),
  row("GET frontchannel-logout", "/frontchannel-logout/idp", "iss", "sid"),
  row("GET webauthn-options", "/webauthn-options/passkey", "action", "email"),
  row("GET callback", "/callback/idp", "code", "state", "error", "iss", "callbackUrl"),
  row("GET callback", "/callback/email", "token", "email", "callbackUrl"),
  row("POST callback", "/callback/idp", "code", "state", "error", "callbackUrl"),
  row("POST callback", "/callback/email", "csrfToken", "token", "email", "callbackUrl"),
  row("POST callback", "/callback/credentials", "csrfToken", "name", "password", "callbackUrl"),
  row("POST callback", "/callback/passkey", "action", "data", "callbackUrl"),
]

/** Names that other libraries read, and we must not; sent along with each. */
export const namesOfOthers = [
  "redirectTo",
  "redirect",
  "redirect_uri",
  "redirect_to",
  "returnTo",
  "return_to",
  "next",
  "continue",
  "url",
  "RelayState",
  "target_link_uri",
  "post_logout_redirect_uri",
  "callbackURL",
  "errorCallbackURL",
  "newUserCallbackURL",
  "login_hint",
] as const
