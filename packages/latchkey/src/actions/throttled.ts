import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import type { CredentialsConfig } from "../contracts/provider.ts"
import type { ThrottledAction, ThrottleOptions } from "../contracts/throttle.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { late } from "../web/late.ts"

/** The account that an attempt is for, by what names it: the same text is another account elsewhere. */
export interface AttemptedAccount {
  readonly kind: string
  /** What was typed, and the fields that the form has by its declaration. */
  readonly typed: Readonly<Record<string, unknown>>
  readonly declared?: CredentialsConfig["credentials"]
}

/** Whether attempts are counted: under our own name yes, through a door where the application asks for it. */
export function isThrottled({ config, compat }: Context): boolean {
  const { throttle } = config
  return throttle === undefined ? compat === undefined : throttle !== false
}

export function throttleOptions({ config }: Context): ThrottleOptions {
  return typeof config.throttle === "object" ? config.throttle : {}
}

/** What is called once the attempt went right: where failures are counted, it counts no more. */
export type WentRight = () => MaybePromise<void>

const counting = late(() => import("./throttled/count-attempt.ts"))
const remembering = late(() => import("./throttled/device-cookie.ts"))
const turns = late(() => import("../throttle/turns.ts"))

/**
 * Counts an attempt before it is made. What counts is loaded with the first one: most requests only ask for the session.
 *
 * @throws TooManyAttempts; AdapterError where the store is to be waited for
 */
export async function attempt(
  context: Context,
  action: ThrottledAction,
  account?: AttemptedAccount,
): Promise<WentRight> {
  if (!isThrottled(context)) return () => {}
  const { countAttempt } = await counting()
  return countAttempt(context, action, account)
}

/**
 * Asks the application when it is its turn: each call may hash a password.
 *
 * @throws TooManyAttempts where too many wait
 */
export async function inTurn<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { concurrent } = throttleOptions(context)
  if (!isThrottled(context) || concurrent === false) return work()
  const queue = await turns()
  return queue.inTurn(concurrent, work)
}

/** The cookie by which this browser is known from now on to whoever signed in. */
export async function rememberDevice(
  context: Context,
  account: AttemptedAccount,
): Promise<SetCookie[]> {
  if (!isThrottled(context)) return []
  const { deviceCookie } = await remembering()
  return deviceCookie(context, account)
}
