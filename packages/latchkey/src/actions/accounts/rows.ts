import type { Context } from "../../config/context.ts"
import { ringForStorage } from "../../config/storage.ts"
import { openWhole } from "../../config/stored-data.ts"
import type { Adapter, AdapterAccount } from "../../contracts/adapter.ts"
import { MissingAdapter, MissingAdapterMethods } from "../../errors.ts"
import {
  ACCOUNT_SECRETS,
  type AccountPlace,
  type AccountSecret,
  sealAccount,
} from "../../keys/data/account-tokens.ts"

/** An account as it is stored, and as one works with it. */
export interface AccountRow {
  readonly stored: AdapterAccount
  /** Its tokens are plain; one that could not be opened is missing. */
  readonly account: AdapterAccount
  readonly unopened: readonly AccountSecret[]
}

/**
 * A method that not every adapter has.
 *
 * @throws MissingAdapter, MissingAdapterMethods
 */
export function methodOf<K extends keyof Adapter>(
  context: Context,
  name: K,
): NonNullable<Adapter[K]> {
  const { storage } = context
  if (!storage) throw new MissingAdapter("Accounts are kept by an adapter, and there is none")
  const method = storage[name]
  if (method) return method
  throw new MissingAdapterMethods(
    `The adapter has no ${name}. Latchkey's own have it; add it to another by \`{ ...adapter, ${name} }\``,
    { method: name },
  )
}

/** The accounts of a user, in the order of the adapter. */
export async function accountsOf(context: Context, user: string): Promise<AccountRow[]> {
  const all = await methodOf(context, "listAccountsByUserId")(user)
  // One that a store found by a looser comparison than ours is somebody else's.
  const own = all.filter(({ userId }) => String(userId) === user)
  return Promise.all(own.map((stored) => rowOf(context, stored)))
}

/** The account as it is by now, if it still is this user's. */
export function readAgain(context: Context, { stored }: AccountRow): Promise<AccountRow | null> {
  return readRow(context, stored)
}

export async function readRow(
  context: Context,
  { provider, providerAccountId, userId }: AccountPlace & { readonly userId: string },
): Promise<AccountRow | null> {
  const stored = await methodOf(context, "getAccount")(providerAccountId, provider)
  return stored && String(stored.userId) === String(userId) ? rowOf(context, stored) : null
}

async function rowOf(context: Context, stored: AdapterAccount): Promise<AccountRow> {
  const { account, unopened } = await openWhole(context, stored)
  return { stored, account, unopened: unopened.map(({ field }) => field) }
}

/** What of an account may be set; null empties. */
export type AccountChange = { readonly [field: string]: string | number | null | undefined }

/**
 * Writes tokens, if the row still has those that were read. Where tokens are to be sealed, the others of the row are
 * sealed along, if they still lie there plain.
 *
 * @returns false where somebody else has written in the meantime, or the account is gone
 */
export async function writeTokens(
  context: Context,
  { stored }: AccountRow,
  change: AccountChange,
): Promise<boolean> {
  const seals = context.config.account?.sealTokens === true
  const read: Record<string, unknown> = {}
  const whole: AccountPlace & Record<string, unknown> = {
    provider: stored.provider,
    providerAccountId: stored.providerAccountId,
    ...change,
  }
  for (const field of ACCOUNT_SECRETS) {
    const text = stored[field]
    if (typeof text !== "string") continue
    const isOurs = field !== "id_token"
    if (seals && change[field] === undefined) whole[field] = text
    if (isOurs || whole[field] !== undefined) read[field] = text
  }
  const written = seals ? await sealAccount(await ringForStorage(context), whole) : whole
  return (await methodOf(context, "updateAccount")(written, read)) !== null
}
