import { AuthError, TokenUnavailable } from "../../errors.ts"
import { ProviderBusy, RefreshRefused } from "../../oauth/refresh.ts"
import { safeError } from "../../oauth/safe-error.ts"

/** Seconds after which it is worth asking a provider again that said nothing of it. */
const USUAL = 2
/** Seconds; who says more is asked again all the same. */
const LONGEST = 300

/** What went wrong between us and the provider, as the application sees it. */
export function unavailable(provider: string, error: unknown): AuthError {
  if (error instanceof AuthError && error.type !== "OAuthSignInError") return error
  const err = safeError(error)
  const said = error instanceof ProviderBusy ? error.retryAfter : undefined
  const retryAfter =
    error instanceof RefreshRefused
      ? {}
      : { retryAfter: Math.min(LONGEST, Math.max(1, said ?? USUAL)) }
  return new TokenUnavailable(`The token of ${provider} can't be refreshed: ${err.message}`, {
    provider,
    err,
    ...retryAfter,
  })
}
