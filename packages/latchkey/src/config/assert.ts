import type { Context } from "./context.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { assertListing } from "./listing.ts"
import { warnOfShortTokenAge } from "./short-token-age.ts"
import { assertHeld } from "./stored-data.ts"
import { MissingAdapter, UnsupportedStrategy } from "../errors.ts"

/**
 * What must hold before anything is done: there are keys, and we know who we are. What concerns one provider is
 * checked when that provider is named.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost (in this order), UnheldData, MissingAdapter
 */
export async function assertContext(context: Context): Promise<void> {
  warnOfShortTokenAge(context, (await context.keys()).about)
  void context.origin
  if (context.config.account?.sealTokens) assertHeld(context)
  assertStrategy(context)
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
