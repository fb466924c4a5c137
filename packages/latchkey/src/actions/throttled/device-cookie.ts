import type { Context } from "../../config/context.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { DEVICE_MAX_AGE, rememberDevice } from "../../throttle/device.ts"
import type { AttemptedAccount } from "../throttled.ts"
import { accountsOf, ownAccount } from "./account.ts"

/** @see rememberDevice */
export async function deviceCookie(
  context: Context,
  account: AttemptedAccount,
): Promise<SetCookie[]> {
  const own = ownAccount(context, accountsOf(context, account))
  if (own === undefined) return []
  const { name, options } = context.cookie("device")
  const value = await rememberDevice(await context.keys(), context.jar.get(name), own)
  return [{ name, value, options: { ...options, maxAge: DEVICE_MAX_AGE } }]
}
