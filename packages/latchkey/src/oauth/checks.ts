import type { AuthorizationServer } from "oauth4webapi"
import type { OAuthCheck, OAuthProvider } from "./provider.ts"

/**
 * The checks of one sign-in: the provider's own, and a nonce where PKCE stands alone and the server doesn't say
 * that it knows PKCE. A server that ignores the challenge would leave an injected code unnoticed (RFC 9700 §2.1.1).
 */
export function requiredChecks(
  provider: Pick<OAuthProvider<any>, "checks" | "idToken">,
  server: AuthorizationServer,
): ReadonlySet<OAuthCheck> {
  const { checks, idToken } = provider
  const methods: unknown = server.code_challenge_methods_supported
  const knowsPkce = Array.isArray(methods) && methods.includes("S256")
  const pkceAlone = checks.size === 1 && checks.has("pkce")
  return pkceAlone && !knowsPkce && idToken ? new Set<OAuthCheck>(["pkce", "nonce"]) : checks
}
