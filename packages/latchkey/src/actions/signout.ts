import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { SignOutError } from "../errors.ts"
import { requireCsrf } from "./csrf.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"
import { adapterOf, findRow } from "./session/database.ts"
import { endOwnSession } from "./session/ended.ts"
import { forgetRecords, publicId } from "./session/records.ts"
import { forgetSession } from "./session/register.ts"
import { clearSession } from "./session/seal.ts"
import { findToken } from "./session/token.ts"

/** POST /signout: ends this browser's session, and its row where there is one. */
export async function signOutAction(
  context: Context,
  request: RequestInternal,
  callbackUrl: string,
): Promise<ResponseInternal> {
  await requireCsrf(context, request)
  return { redirect: callbackUrl, cookies: await endSession(context) }
}

async function endSession(context: Context): Promise<SetCookie[]> {
  const cookies = clearSession(context)
  try {
    if (context.strategy === "database") {
      const row = await findRow(context)
      if ("stale" in row) return cookies
      const session = await adapterOf(context).deleteSession(row.session.sessionToken)
      await revokeTokens(context, row.user.id)
      await forgetRecords(context, row.user.id, [await publicId(row.value)])
      await context.emit("signOut", { session: session ?? row.session })
    } else {
      const found = await findToken(context)
      if (found.status === "ok") {
        await forgetSession(context, found.live)
        await endOwnSession(context, found.live)
        await revokeTokens(context, found.live.token.sub)
      }
      await context.emit("signOut", { token: found.status === "ok" ? found.live.token : null })
    }
  } catch (error) {
    context.logger.error(new SignOutError(error instanceof Error ? error : String(error)))
  }
  return cookies
}

/** The user's tokens at their providers, where that is wanted. */
async function revokeTokens(context: Context, user: string | undefined): Promise<void> {
  if (context.config.account?.revokeTokens !== "unlink-and-sign-out" || user === undefined) return
  const { revokeAtSignOut } = await import("./accounts/revoke-at-sign-out.ts")
  await revokeAtSignOut(context, user)
}
