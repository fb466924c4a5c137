import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { asError, checkApplication, checkProviders } from "./checks.ts"

/**
 * Checks the configuration when the server starts: what the health answer checks, and that each provider has what it
 * needs.
 *
 * @throws the first error, as a request would; it is logged first, since what frameworks print of it leaves out the cause
 */
export async function ready(config: AuthConfig, door: Door): Promise<void> {
  const context = new Context(config, door, { headers: new Headers() })
  try {
    const { error } = await checkApplication(context)
    if (error) throw error
    for (const wrong of (await checkProviders(context)).values()) throw wrong
  } catch (error) {
    context.logger.error(asError(error))
    throw error
  }
}
