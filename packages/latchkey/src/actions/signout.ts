import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { SignOutError } from "../errors.ts"
import { replacedCsrf, requireCsrf } from "./csrf.ts"
import { forgetSignIn } from "./logout/cookies.ts"
import { wishOf } from "./logout/departure.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"
import { adapterOf, findRow } from "./session/find-row.ts"
import { publicSessionId } from "../session/public-id.ts"
import { endOwnSession } from "./session/end.ts"
import { aboutToken } from "./session/ended.ts"
import { forgetRecords } from "./session/records.ts"
import { forgetSession } from "./session/register.ts"
import { clearSession } from "./session/seal.ts"
import { findToken } from "./session/token.ts"

/**
 * POST /signout: ends this browser's session, and its row where there is one; with a field `provider`, the one at the
 * provider too.
 */
export async function signOutAction(
  context: Context,
  request: RequestInternal,
  callbackUrl: string,
): Promise<ResponseInternal> {
  await requireCsrf(context, request)
  const end = async (): Promise<SetCookie[]> => [
    ...(await endSession(context)),
    ...forgetSignIn(context),
    ...(await replacedCsrf(context)),
  ]
  const wish = wishOf(request.body["provider"])
  if (wish === undefined) return { redirect: callbackUrl, cookies: await end() }
  const { leaveByProvider } = await import("./logout/leave.ts")
  return leaveByProvider(context, wish, callbackUrl, end)
}

/** @throws AdapterError where the row is there still: who is told that they are out, is. Under compat it is logged. */
async function endSession(context: Context): Promise<SetCookie[]> {
  const cookies = clearSession(context)
  let isOut = context.compat !== undefined
  try {
    if (context.strategy === "database") {
      const row = await findRow(context)
      if ("stale" in row) return cookies
      const session = await adapterOf(context).deleteSession(row.session.sessionToken)
      isOut = true
      const id = await publicSessionId(row.value)
      await forgetRecords(context, row.user.id, [id])
      await revokeTokens(context, row.user.id)
      await context.emit("signOut", { session: session ?? row.session })
      context.about.session = id
      await context.note({ type: "sign-out", outcome: "success", user: row.user.id })
    } else {
      isOut = true
      const found = await findToken(context)
      if (found.status === "ok") {
        aboutToken(context, found.live)
        await forgetSession(context, found.live)
        await endOwnSession(context, found.live)
        await revokeTokens(context, found.live.token.sub)
      }
      await context.emit("signOut", { token: found.status === "ok" ? found.live.token : null })
      if (found.status === "ok") await context.note({ type: "sign-out", outcome: "success" })
    }
  } catch (error) {
    context.logger.error(new SignOutError(error instanceof Error ? error : String(error)))
    await context.note({ type: "sign-out", outcome: "failure", reason: "SignOutError" })
    if (!isOut) throw error
  }
  return cookies
}

/** The user's tokens at their providers, where that is wanted. */
async function revokeTokens(context: Context, user: string | undefined): Promise<void> {
  if (context.config.account?.revokeTokens !== "unlink-and-sign-out" || user === undefined) return
  const { revokeAtSignOut } = await import("./accounts/revoke-at-sign-out.ts")
  await revokeAtSignOut(context, user)
}
