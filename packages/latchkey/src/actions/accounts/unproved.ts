import type { Context } from "../../config/context.ts"
import type { AdapterUser } from "../../contracts/adapter.ts"
import { AccountNotLinked } from "../../errors.ts"
import { endAll } from "../session/control.ts"
import { revocableOf } from "../session/ended.ts"
import { methodOf } from "./rows.ts"

/**
 * Ensure that whoever proves to own the mailbox is let into no user that another has made: one whose address was never
 * verified, and who can be signed in as by an account, a passkey or a password that may be the other's (PH-1, PH-3).
 *
 * @throws AccountNotLinked
 */
export async function assertOwned(
  context: Context,
  user: AdapterUser,
  provider: string,
): Promise<void> {
  const { adapter, config } = context
  const ways = await Promise.all([
    methodOf(context, "listAccountsByUserId")(user.id),
    adapter?.listAuthenticatorsByUserId?.(user.id) ?? [],
  ])
  const isOwnedElsewhere = await config.account?.hasOtherSignIn?.(user)
  if (ways.flat().length === 0 && !isOwnedElsewhere) return
  throw new AccountNotLinked(
    "The user with that address was made by another way in, and never proved to own it: sign in that way",
    { provider },
  )
}

/**
 * Ends the sessions of a user whose address is proved for the first time: whoever has one never proved it (PH-2). A
 * cookie that nothing can end stays, and the rows of an adapter that can't find them.
 */
export async function endUnproved(context: Context, user: string): Promise<void> {
  const canEnd =
    context.strategy === "database"
      ? context.config.adapter?.deleteSessionsByUserId
      : revocableOf(context)
  if (canEnd) await endAll(context, user, { reason: "address-verified" })
}
