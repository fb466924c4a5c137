import type { Context } from "./context.ts"
import { assertHeld } from "./stored-data.ts"
import { MissingAdapter, UnsupportedStrategy } from "../errors.ts"

/**
 * What must hold before anything is done: there are keys, and we know who we are. What concerns one provider is
 * checked when that provider is named.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost (in this order), UnheldData, MissingAdapter
 */
export async function assertContext(context: Context): Promise<void> {
  await context.keys()
  void context.origin
  if (context.config.account?.sealTokens) assertHeld(context)
  if (context.strategy === "database" && !context.config.adapter) {
    throw new MissingAdapter("Database sessions need an adapter")
  }
  if (!["jwt", "database"].includes(context.strategy)) {
    throw new UnsupportedStrategy(
      `There is no session strategy ${JSON.stringify(context.strategy)}`,
    )
  }
}
