import type { Context } from "../../config/context.ts"
import { oneSpelling, typedAccounts } from "../../throttle/account.ts"
import { type AttemptedAccount, throttleOptions } from "../throttled.ts"

/** The accounts that an attempt may be for, each in one spelling; none where it concerns none. */
export function accountsOf(context: Context, account: AttemptedAccount | undefined): string[] {
  if (!account) return []
  const { kind, declared, typed } = account
  const { account: ask } = throttleOptions(context)
  const isAsked = ask !== undefined && kind !== MAIL
  const names = isAsked ? [ask(typed, context.incoming.request)] : typedAccounts(declared, typed)
  return names.flatMap((name) =>
    name === undefined ? [] : [JSON.stringify([kind, oneSpelling(String(name))])],
  )
}

/** A mailbox is named by its address, whatever the application calls accounts. */
const MAIL = "mail"

/** The account that a sign-in proves. Where it is not known which of several names is its own, none of them is proved. */
export function ownAccount(context: Context, accounts: readonly string[]): string | undefined {
  const isOff = throttleOptions(context).devices === false
  return isOff || accounts.length !== 1 ? undefined : accounts[0]
}
