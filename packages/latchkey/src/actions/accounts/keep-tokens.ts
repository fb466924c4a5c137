import type { Context } from "../../config/context.ts"
import type { AdapterUser } from "../../contracts/adapter.ts"
import type { Account } from "../../vocabulary/account.ts"
import { readRow, writeTokens } from "./rows.ts"
import { tokenChange } from "./token-change.ts"

/** A refresh may come between reading and writing. */
const TRIES = 3

/**
 * Writes the tokens that a sign-in brought over those of the row. Through a door of Auth.js, which leaves the row as it
 * is, only where it has none any more.
 */
export async function keepTokens(
  context: Context,
  owner: AdapterUser,
  account: Account,
): Promise<void> {
  const { storage, config, compat } = context
  if (!account.access_token || !storage?.getAccount || !storage.updateAccount) return
  const always = config.account?.updateTokens ?? compat === undefined
  for (let left = TRIES; left > 0; left--) {
    const row = await readRow(context, { ...account, userId: owner.id })
    if (!row || (!always && hasTokens(row.stored))) return
    if (await writeTokens(context, row, tokenChange(account, row))) return
  }
}

function hasTokens({ access_token, refresh_token }: Account): boolean {
  return Boolean(access_token ?? refresh_token)
}
