import type { InstanceRow } from "../../src/contracts/keys.ts"
import type { RingDocument } from "../../src/keys/managed/document.ts"
import type { KeyringStatus } from "../../src/keys/managed/operations.ts"
import { keyState, retiresAt, sealingKey } from "../../src/keys/managed/schedule.ts"

/** What an operator would see of a document at a moment. */
export function ringStatus(
  doc: RingDocument,
  now: number,
  instances: readonly InstanceRow[] = [],
): KeyringStatus {
  const opened = instances.flatMap((row) => Object.entries(row.opened ?? {}))
  const total = opened.reduce((sum, [, count]) => sum + count, 0)
  const of = (id: string): number =>
    opened.filter(([key]) => key === id).reduce((sum, [, count]) => sum + count, 0)
  return {
    ring: doc.ring,
    rev: doc.rev,
    at: doc.at,
    now,
    active: sealingKey(doc, now)!.id,
    keys: doc.keys.map((key) => ({
      id: key.id,
      epoch: key.epoch,
      state: keyState(doc, key, now),
      imported: key.epoch === 0,
      created: key.created,
      notBefore: key.notBefore,
      notAfter: key.notAfter,
      retiresAt: Number.isFinite(retiresAt(doc, key)) ? retiresAt(doc, key) : null,
      share: total === 0 ? null : of(key.id) / total,
    })),
    tombstones: doc.tombstones,
    roots: doc.roots.map(({ root, at }) => ({ root, at })),
    policy: doc.policy,
    instances,
    behind: instances.filter(({ rev }) => rev < doc.rev).map((row) => row.instance),
  }
}
