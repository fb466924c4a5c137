import type { Context } from "../../config/context.ts"
import type { AdapterAccount } from "../../contracts/adapter.ts"
import { leaseKey, takeLease } from "../lease.ts"
import { endOf } from "./usable.ts"

/** Milliseconds; and never more than half of the token's life. */
const LONGEST = 600_000

const keyOf = ({ provider, access_token }: AdapterAccount): Promise<string> =>
  leaseKey("token-young", provider, access_token ?? "")

/**
 * Remembers, among all instances, that a token was refreshed just now: one that lives no longer than callers want it to
 * would be refreshed again by whoever comes next.
 */
export async function markYoung(context: Context, account: AdapterAccount): Promise<void> {
  const end = endOf(account)
  const half = end === undefined ? 0 : Math.floor((end - Date.now()) / 2)
  if (half > 0) await takeLease(context, await keyOf(account), Math.min(half, LONGEST))
}

/** Whether the token was refreshed just now: a new one would live no longer. */
export async function isYoung(context: Context, account: AdapterAccount): Promise<boolean> {
  const lease = await takeLease(context, await keyOf(account), 1000)
  await lease?.release()
  return lease === null
}
