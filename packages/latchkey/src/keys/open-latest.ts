import type { SealSpec } from "./model.ts"
import { open, type Opened } from "./open.ts"
import type { ResolvedKeys } from "./resolve.ts"

/**
 * Opens a token. Where its key is not known, or it names none, the key may be newer than our ring: one look at the
 * source then, within its budget.
 */
export async function openLatest(
  keys: ResolvedKeys,
  specs: readonly SealSpec[],
  token: string,
  now?: number,
): Promise<Opened> {
  const before = keys.ring
  const opened = await open(before, specs, token, now)
  if (opened.status !== "unknown") return opened
  const ring = await keys.refresh()?.catch(() => undefined)
  return ring && ring !== before ? open(ring, specs, token, now) : opened
}
