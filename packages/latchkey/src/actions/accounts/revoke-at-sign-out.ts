import type { Context } from "../../config/context.ts"
import { findProvider, isOAuth, isOAuth1 } from "../../config/providers.ts"
import { SignOutError } from "../../errors.ts"
import { oauthProvider } from "../signin/oauth.ts"
import { revokeQuietly } from "./revoke-quietly.ts"
import { accountsOf, writeTokens } from "./rows.ts"

/** Revokes the user's tokens at their providers, where the configuration wants it. Keeps nobody from signing out. */
export async function revokeAtSignOut(context: Context, user: string): Promise<void> {
  try {
    const rows = await accountsOf(context, user)
    await Promise.all(
      rows.map(async (row) => {
        const id = row.stored.provider
        const config = findProvider(context, id)
        if (!config || !isOAuth(config) || isOAuth1(config)) return
        const provider = oauthProvider(context, config, `${context.basePath}/callback/${id}`)
        if (!(await revokeQuietly(context, provider, row.account))) return
        await writeTokens(context, row, {
          access_token: null,
          refresh_token: null,
          expires_at: null,
        })
      }),
    )
  } catch (error) {
    context.logger.error(new SignOutError(error instanceof Error ? error : String(error)))
  }
}
