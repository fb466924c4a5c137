import type { Context } from "../../config/context.ts"
import type { ThrottledAction } from "../../contracts/throttle.ts"
import { sharedMemo } from "../../crypto/memo.ts"
import { enter } from "../../throttle/attempt.ts"
import { counter, type CountingPlace } from "../../throttle/counters.ts"
import { COUNTS_FAILURES } from "../../throttle/defaults.ts"
import { deviceOf } from "../../throttle/device.ts"
import { type AttemptedAccount, throttleOptions, type WentRight } from "../throttled.ts"
import { accountsOf, ownAccount } from "./account.ts"

/** @see attempt */
export async function countAttempt(
  context: Context,
  action: ThrottledAction,
  account: AttemptedAccount | undefined,
): Promise<WentRight> {
  const options = throttleOptions(context)
  const keys = await context.keys()
  const accounts = accountsOf(context, account)
  const own = ownAccount(context, accounts)
  const cookie = context.jar.get(context.cookie("device").name)
  const device = own === undefined ? undefined : await deviceOf(keys, cookie, own)
  const { ip: address } = context
  if (address === undefined) warnOfUnknownAddress(context)
  const throttle = { options, ring: keys.ring, count: counter(placeOf(context)) }
  const pass = await enter(throttle, { action, address, accounts, device })
  return COUNTS_FAILURES.has(action) ? pass.wentRight : () => {}
}

function placeOf(context: Context): CountingPlace {
  const options = throttleOptions(context)
  const { adapter, logger, config } = context
  const place = { options, logger }
  const { store } = options
  if (store) return { ...place, store, increment: (asked) => store.increment(asked) }
  return { ...place, store: config.adapter, increment: adapter?.increment }
}

/** Once per process: everybody shares the limits of one address then. */
function warnOfUnknownAddress({ logger, production }: Context): void {
  if (!production) return
  const said = sharedMemo("throttle-address", () => ({ isSaid: false }))
  if (said.isSaid) return
  said.isSaid = true
  logger.warn("throttle-address")
}
