import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { assertHeld } from "../config/stored-data.ts"
import { allProviders, isOAuth } from "../config/providers.ts"
import { AuthError } from "../errors.ts"
import { resolveOAuthProvider } from "../oauth/provider.ts"

/**
 * Checks the configuration when the server starts: the keys can be had, and each provider has what it needs.
 *
 * @throws the first error, as a request would; it is logged first, since what frameworks print of it leaves out the cause
 */
export async function ready(config: AuthConfig, door: Door): Promise<void> {
  const context = new Context(config, door, { headers: new Headers() })
  try {
    await check(context)
  } catch (error) {
    context.logger.error(error instanceof Error ? error : new AuthError(String(error)))
    throw error
  }
}

async function check(context: Context): Promise<void> {
  await context.keys()
  if (context.config.account?.sealTokens) assertHeld(context)
  for (const provider of allProviders(context)) {
    if (isOAuth(provider)) {
      resolveOAuthProvider(provider, context.compat === undefined ? {} : { compat: context.compat })
    }
  }
}
