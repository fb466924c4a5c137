import type { MaybePromise } from "../crypto/index.ts"
import type { SealSpec } from "./model.ts"
import { open, type Opened } from "./open.ts"
import type { ResolvedKeys } from "./resolve.ts"

/**
 * Opens a token. Where its key is not known, or it names none, the key may be newer than our ring: one look at the
 * source then, within its budget.
 */
export function openLatest(
  keys: ResolvedKeys,
  specs: readonly SealSpec[],
  token: string,
  now?: number,
): MaybePromise<Opened> {
  const before = keys.ring
  const opened = open(before, specs, token, now)
  if (!(opened instanceof Promise) && opened.status !== "unknown") return opened
  return lookAgain()

  async function lookAgain(): Promise<Opened> {
    const first = await opened
    if (first.status !== "unknown") return first
    const ring = await keys.refresh()?.catch(() => undefined)
    return ring && ring !== before ? open(ring, specs, token, now) : first
  }
}
