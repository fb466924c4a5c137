import type { ManagedKeys, SecretOption } from "../../contracts/keys.ts"
import { keysOf } from "../../keys/data/keys-of.ts"
import { ringKey } from "../../keys/ring-key.ts"
import { ringStrings } from "../../keys/ring.ts"

/** The variable that holds a secret which is in the ring no more. */
export const FORMER = "AUTH_SECRET_FORMER"

/**
 * The same keys, and a former secret that opens stored data as a revoked one: it leaked, or it would still be in the
 * ring.
 */
export async function withFormer(
  secret: SecretOption | undefined,
  former: string | undefined,
): Promise<SecretOption | undefined> {
  if (!former?.trim()) return secret
  const keys = keysOf(secret)
  const { id } = await ringKey(former)
  const managed: ManagedKeys = {
    name: FORMER,
    async view() {
      const ring = await keys.ring()
      const secrets = ringStrings(ring)
      const data = ring.dataKeys.map(({ material }) => material.reveal())
      const refused = new Map(ring.refused)
      // Named as former and still in use: then it is neither.
      if (!secrets.includes(former)) refused.set(id, "revoked")
      return { secrets, refused, origin: ring.origin, data: [...data, former] }
    },
    refresh: () => keys.refresh(),
  }
  return managed
}
