import type {
  Redemption,
  RegisteredChange,
  RegisteredSession,
  SessionRegister,
} from "../../contracts/register.ts"
import { equalStrings } from "../../crypto/index.ts"

interface Entry extends RegisteredSession {
  /** What it was moved from, in the grace after that. */
  readonly former: string
  /** 0 where it never was. */
  readonly moved: number
}

/** Milliseconds between two looks for sessions that have ended. */
const PRUNE_INTERVAL = 60_000

/**
 * Knows sessions in this process, for tests and for applications of one process: after a restart it knows none.
 *
 * @example
 * ```ts
 * session: { register: memoryRegister() }
 * ```
 */
export function memoryRegister(): SessionRegister {
  const entries = new Map<string, Entry>()
  let pruned = Date.now()
  const prune = (now: number): void => {
    if (now - pruned < PRUNE_INTERVAL) return
    pruned = now
    for (const { id, expires } of entries.values()) if (expires <= now) entries.delete(id)
  }
  const redeemable = (asked: Redemption): Entry | undefined => {
    const entry = entries.get(asked.id)
    return entry && mayEnter(entry, asked) ? entry : undefined
  }
  return {
    name: "memory",
    async add(session) {
      prune(Date.now())
      if (!entries.has(session.id)) entries.set(session.id, { ...session, former: "", moved: 0 })
    },
    async renew({ id, claims }, change) {
      const entry = entries.get(id)
      if (!entry || !equalStrings(entry.claims, claims)) return false
      entries.set(id, { ...entry, ...change })
      return true
    },
    redeem: async (asked) => redeemable(asked) !== undefined,
    async move(asked, change) {
      const entry = redeemable(asked)
      if (entry) entries.set(asked.id, afterMove(entry, asked, change))
      return entry !== undefined
    },
    async remove(id) {
      entries.delete(id)
    },
  }
}

function mayEnter(entry: Entry, { claims, revoked, now, grace }: Redemption): boolean {
  if (entry.expires <= now) return false
  const same = equalStrings(entry.claims, claims)
  if (entry.moved < revoked) return same
  return entry.moved > now - grace && (same || equalStrings(entry.former, claims))
}

function afterMove(entry: Entry, asked: Redemption, change: RegisteredChange): Entry {
  const { revoked, now } = asked
  // Never before the revocation that it answers, whatever this clock says.
  const moved = entry.moved < revoked ? Math.max(now, revoked) : entry.moved
  const claims =
    change.claims === asked.claims ? {} : { claims: change.claims, former: asked.claims }
  return { ...entry, ...claims, expires: change.expires, moved }
}
