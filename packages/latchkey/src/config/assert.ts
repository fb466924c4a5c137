import type { AuthConfig } from "./auth-config.ts"
import type { Context } from "./context.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { sharedMemo, sharedOnce } from "../crypto/memo.ts"
import type { ResolvedKeys } from "../keys/resolve.ts"
import { isAtHand } from "../web/at-hand.ts"
import { assertListing } from "./listing.ts"
import { warnOfShortTokenAge } from "./short-token-age.ts"
import { assertHeld } from "./storage.ts"
import { MissingAdapter, UnsupportedStrategy } from "../errors.ts"

/**
 * What must hold before anything is done: there are keys, and we know who we are. What concerns one provider is
 * checked when that provider is named.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost (in this order), UnheldData, MissingAdapter
 */
export function assertContext(context: Context): MaybePromise<void> {
  const keys = context.keys()
  return isAtHand(keys)
    ? assertWith(context, keys)
    : keys.then((ready) => assertWith(context, ready))
}

function assertWith(context: Context, { about }: ResolvedKeys): MaybePromise<void> {
  warnOfShortTokenAge(context, about)
  void context.origin
  if (context.config.account?.sealTokens) assertHeld(context)
  assertStrategy(context)
  return assertLimits(context.config)
}

const seenLimits = sharedOnce("asserted-limits", () => new WeakSet<object>())

type Limits = Pick<AuthConfig, "throttle" | "clientIp">

/**
 * What limits attempts and tells addresses apart is looked at once, with what looks at it.
 *
 * @throws TypeError
 */
function assertLimits(config: Limits): MaybePromise<void> {
  const { throttle, clientIp } = config
  const isSeen = (option: unknown): boolean =>
    typeof option !== "object" || option === null || seenLimits().has(option)
  if (!isSeen(throttle) || !isSeen(clientIp)) return assertFirst(config)
}

async function assertFirst({ throttle, clientIp }: Limits): Promise<void> {
  if (typeof throttle === "object") {
    const { assertThrottle } = await import("../throttle/limits.ts")
    assertThrottle(throttle)
    seenLimits().add(throttle)
  }
  if (typeof clientIp === "object") {
    const { networksOf } = await import("../web/client-address.ts")
    if (Array.isArray(clientIp.proxies)) networksOf(clientIp.proxies)
    seenLimits().add(clientIp)
  }
}

/** @throws MissingAdapter, UnsupportedStrategy */
export function assertStrategy(context: Context): void {
  if (context.strategy === "database" && !context.config.adapter) {
    throw new MissingAdapter("Database sessions need an adapter")
  }
  assertListing(context)
  warnOfUnusedRegister(context)
  if (!["jwt", "database"].includes(context.strategy)) {
    throw new UnsupportedStrategy(
      `There is no session strategy ${JSON.stringify(context.strategy)}`,
    )
  }
}

/** Once per register: rows are sessions that no key ends. */
function warnOfUnusedRegister({ config, strategy, logger }: Context): void {
  const register = config.session?.register
  if (!register || strategy !== "database") return
  const said = sharedMemo("unused-registers", () => new WeakSet<object>())
  if (said.has(register)) return
  said.add(register)
  logger.warn(
    "register-unused",
    "session.register is for sessions in cookies; database sessions don't depend on a key.",
  )
}
