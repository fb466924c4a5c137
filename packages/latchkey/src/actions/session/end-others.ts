import type { Context } from "../../config/context.ts"
import { currentOf, type EndReason, endAll } from "./control.ts"

/**
 * Ends the sessions of a user whose ways in have changed, but the one that the request came with, where the
 * configuration wants that (OWASP ASVS 5.0 §7.4.3).
 *
 * @throws RevocationsUnavailable, AdapterError
 */
export async function endOthers(context: Context, user: string, reason: EndReason): Promise<void> {
  if (context.config.session?.endOthersOnChange !== true) return
  const current = await currentOf(context)
  const except = current?.user === user ? current.id : undefined
  await endAll(context, user, { except, reason })
}
