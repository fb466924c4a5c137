import type { MaybePromise } from "../crypto/index.ts"
import type { SealSpec } from "./model.ts"
import { open, type Opened } from "./open.ts"
import type { ResolvedKeys } from "./resolve.ts"
import type { Ring } from "./ring.ts"

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
  return lookAgain(opened, { keys, before, specs, token, now })
}

interface Asked {
  readonly keys: ResolvedKeys
  /** The ring that was tried. */
  readonly before: Ring
  readonly specs: readonly SealSpec[]
  readonly token: string
  readonly now: number | undefined
}

async function lookAgain(
  opening: MaybePromise<Opened>,
  { keys, before, specs, token, now }: Asked,
): Promise<Opened> {
  const opened = await opening
  if (opened.status !== "unknown") return opened
  const ring = await keys.refresh()?.catch(() => undefined)
  return ring && ring !== before ? open(ring, specs, token, now) : opened
}
