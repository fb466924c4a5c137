import type { LoggerInstance } from "../contracts/logger.ts"
import { sharedMemo, sharedOnce } from "../crypto/memo.ts"
import { PublicSecret, WeakSecret } from "../errors.ts"
import type { RingKey } from "../keys/model.ts"
import { activeKey, type Ring } from "../keys/ring.ts"
import type { Compat } from "./auth-config.ts"

/** What decides whether a poor secret is refused. */
export interface Strictness {
  readonly production: boolean
  readonly compat: Compat | undefined
  readonly logger: Required<LoggerInstance>
  env(name: string): string | undefined
}

interface Verdict {
  readonly key: RingKey
  readonly kind: "public" | "weak"
  readonly reason: string
}

const memo = sharedOnce("judged-rings", () => new WeakMap<Ring, Verdict | null>())

/**
 * Holds a ring to what production needs, once per ring. A secret that anybody can look up opens every door, so it is
 * refused even if it only opens; a weak one is refused where it seals, and through a door only warned about.
 *
 * @throws PublicSecret, WeakSecret
 */
export function judgeRing(strictness: Strictness, ring: Ring): void | Promise<void> {
  const known = memo().get(ring)
  // Nothing against it: then it is no matter where this runs.
  if (known === null || !strictness.production) return
  if (known === undefined) return judgeFirst(strictness, ring)
  enforce(strictness, known)
}

async function judgeFirst(strictness: Strictness, ring: Ring): Promise<void> {
  const verdict = await worst(ring)
  memo().set(ring, verdict)
  if (verdict) enforce(strictness, verdict)
}

async function worst(ring: Ring): Promise<Verdict | null> {
  // Loaded once per process, off the path of every later request.
  const { assessSecret } = await import("../keys/strength.ts")
  let weak: Verdict | null = null
  for (const key of ring.keys) {
    const { verdict, reason } = await assessSecret(key.material.reveal())
    if (verdict === "public") return { key, kind: "public", reason }
    if (verdict === "weak" && key === activeKey(ring)) weak = { key, kind: "weak", reason }
  }
  return weak
}

function enforce(strictness: Strictness, { key, kind, reason }: Verdict): void {
  const said = `The secret with key id ${key.id} can't protect anyone: it ${reason}`
  const next = "Make one with: openssl rand -base64 32"
  if (kind === "weak") {
    if (!strictness.compat) throw new WeakSecret(`${said}. ${next}`, { kid: key.id })
    warnOnce(strictness, key, "weak-secret", `${said}. ${next}`)
    return
  }
  if (strictness.env("AUTH_ALLOW_PUBLIC_SECRET") !== "1") {
    throw new PublicSecret(`${said}. ${next}`, { kid: key.id })
  }
  const allowed = `${said}. AUTH_ALLOW_PUBLIC_SECRET=1 lets it through.`
  warnOnce(strictness, key, "public-secret-allowed", allowed)
}

/** Once per process and key, that is at each start. */
function warnOnce(
  { logger }: Strictness,
  key: RingKey,
  code: "weak-secret" | "public-secret-allowed",
  detail: string,
): void {
  const warned = sharedMemo("poor-keys", () => new WeakSet<RingKey>())
  if (warned.has(key)) return
  warned.add(key)
  logger.warn(code, detail)
}
