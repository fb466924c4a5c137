import type { MaybePromise } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { damageOf, environmentKeys } from "../keys/environment.ts"
import { processName } from "../keys/process-name.ts"
import type { ResolvedKeys } from "../keys/resolve.ts"
import { activeKey, type Ring } from "../keys/ring.ts"
import type { LoggerInstance } from "../contracts/logger.ts"

/** Who is told, and where the names are looked up. */
export interface Reporter {
  readonly logger: Required<LoggerInstance>
  env(name: string): string | undefined
}

/** When each ring was first used by this process; milliseconds since the epoch. */
const firstUses = (): WeakMap<Ring, number> =>
  sharedMemo("first-uses-of-rings", () => new WeakMap<Ring, number>())

/** Since when this process has the ring; null where it never used it. Milliseconds since the epoch. */
export function ringSince(ring: Ring): number | null {
  return firstUses().get(ring) ?? null
}

/** Whether the ring is of a secret that was made for development. */
export function isDevelopmentRing(ring: Ring): boolean {
  return ring.origin.startsWith("development")
}

/** Says once per process and ring what was loaded from where, and what is odd about it. Never a value. */
export function reportKeys(context: Reporter, keys: MaybePromise<ResolvedKeys>): void {
  const said = firstUses()
  const report = ({ ring }: ResolvedKeys): void => {
    if (said.has(ring)) return
    said.set(ring, Date.now())
    const accepts = ring.keys.length
    const kids = ring.keys.map((key) => key.id).join(",")
    context.logger.info(
      `keys: active=${activeKey(ring).id} accepts=${accepts} [${kids}] source=${ring.origin} instance=${processName()}`,
    )
    if (isDevelopmentRing(ring)) {
      context.logger.warn(
        "development-secret",
        `No AUTH_SECRET is set; a development secret is in use (${ring.origin}).`,
      )
    }
    if (ring.origin.startsWith("env:") && environmentKeys((name) => context.env(name)).differ) {
      context.logger.warn(
        "secrets-differ",
        "AUTH_SECRET and NEXTAUTH_SECRET are both set and differ; the second only opens what it sealed.",
      )
    }
    for (const key of ring.keys) {
      const damage = damageOf(key.material.reveal())
      if (damage) {
        context.logger.warn("damaged-secret", `Key ${key.id} may be damaged: ${damage}.`)
      }
    }
  }
  if (keys instanceof Promise) keys.then(report, () => {})
  else report(keys)
}
