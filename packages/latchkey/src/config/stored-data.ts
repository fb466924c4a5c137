import type { Adapter, AdapterAccount } from "../contracts/adapter.ts"
import {
  type AccountPlace,
  openAccount,
  type OpenedAccount,
  sealAccount,
} from "../keys/data/account-tokens.ts"
import { openData, type OpenedData } from "../keys/data/seal-data.ts"
import { ringForStorage, type StorageContext } from "./storage.ts"

/** Opens a stored text; for a key that is not known the ring is looked at anew, within its budget. */
export async function openStored(
  context: StorageContext,
  stored: string,
  place: string,
): Promise<OpenedData> {
  const keys = await context.keys()
  const opened = await openData(keys.ring, stored, place)
  const newer = opened.status === "unknown" ? keys.refresh() : undefined
  return newer ? openData(await newer, stored, place) : opened
}

/** An account with its tokens plain; one that does not open is left out, and the log says so. */
export async function openStoredAccount<A extends AccountPlace>(
  context: StorageContext,
  account: A,
): Promise<A> {
  return (await openWhole(context, account)).account
}

/** The same, and which tokens did not open. */
export async function openWhole<A extends AccountPlace>(
  context: StorageContext,
  account: A,
): Promise<OpenedAccount<A>> {
  const keys = await context.keys()
  let found = await openAccount(keys.ring, account)
  const newer = found.unopened.some(({ status }) => status === "unknown")
    ? keys.refresh()
    : undefined
  if (newer) found = await openAccount(await newer, account)
  for (const { field, status, kid } of found.unopened) {
    const key = kid === null ? "" : `, key ${kid}`
    const whose = `of an account at ${account.provider}`
    context.logger.warn("data-unopened", `The ${field} ${whose} does not open: ${status}${key}.`)
  }
  return found
}

/** The adapter, whose accounts have their tokens sealed in the store, and plain to whoever asks here. */
export function withSealedTokens(adapter: Adapter, context: StorageContext): Adapter {
  const { linkAccount, getAccount, listAccountsByUserId, unlinkAccount, transaction } = adapter
  const open = async (account: AdapterAccount | null | undefined): Promise<never> =>
    (account ? await openStoredAccount(context, account) : account) as never
  const own: Adapter = {
    ...(linkAccount && {
      linkAccount: async (account) =>
        open(
          (await linkAccount(await sealAccount(await ringForStorage(context), account))) as never,
        ),
    }),
    ...(getAccount && { getAccount: async (id, provider) => open(await getAccount(id, provider)) }),
    ...(listAccountsByUserId && {
      listAccountsByUserId: async (userId) =>
        Promise.all((await listAccountsByUserId(userId)).map(open)),
    }),
    ...(adapter.updateAccount && {
      updateAccount: async (account, expected) =>
        open(await updateSealed(adapter, context, account, expected)),
    }),
    ...(unlinkAccount && {
      unlinkAccount: async (account) => open((await unlinkAccount(account)) as never),
    }),
    ...(transaction && {
      transaction: (work) => transaction((inner) => work(withSealedTokens(inner, context))),
    }),
  }
  return new Proxy(adapter, {
    get: (target, name) =>
      Object.hasOwn(own, name)
        ? own[name as keyof Adapter]
        : (Reflect.get(target, name) as unknown),
  })
}

/** Sealed twice, a token is two texts: what is expected is compared plain, and in the store the text that was found. */
async function updateSealed(
  adapter: Adapter,
  context: StorageContext,
  account: Parameters<Required<Adapter>["updateAccount"]>[0],
  expected: Partial<AdapterAccount> | undefined,
): Promise<AdapterAccount | null> {
  const sealed = await sealAccount(await ringForStorage(context), account)
  if (expected === undefined) return adapter.updateAccount!(sealed)
  const stored = await adapter.getAccount?.(account.providerAccountId, account.provider)
  if (!stored) return null
  const plain = await openStoredAccount(context, stored)
  const isMeant = (field: string): boolean => (plain[field] ?? null) === (expected[field] ?? null)
  const fields = Object.keys(expected)
  if (!fields.every(isMeant)) return null
  const found = Object.fromEntries(fields.map((field) => [field, stored[field] as unknown]))
  return adapter.updateAccount!(sealed, found)
}
