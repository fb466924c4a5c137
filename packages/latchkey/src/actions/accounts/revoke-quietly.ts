import type { Context } from "../../config/context.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import { type RevocableTokens, revokeTokens } from "../../oauth/revoke.ts"
import { safeError } from "../../oauth/safe-error.ts"

/** Revokes tokens at the provider, where the configuration wants that. What fails is logged, and changes nothing. */
export async function revokeQuietly(
  context: Context,
  provider: OAuthProvider,
  tokens: RevocableTokens,
): Promise<boolean> {
  if (context.config.account?.revokeTokens === undefined) return false
  try {
    return await revokeTokens(provider, tokens)
  } catch (error) {
    const { message } = safeError(error)
    context.logger.warn("token-revocation", { provider: provider.id, reason: message })
    return false
  }
}
