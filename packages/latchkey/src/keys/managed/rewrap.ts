import type { RootKey } from "../../contracts/keys.ts"
import { type RingDocument, type RootWrap } from "./document.ts"
import { newDataKey, wrapUnder } from "./lock.ts"

/**
 * What is to be done about the roots: `add` those of ours that don't have the ring yet; `drop` those that are not ours
 * and were there before, once all instances had time to get the new ones.
 */
export interface RootPlan {
  readonly add: readonly RootKey[]
  readonly drop: readonly RootWrap[]
}

/**
 * Two phases, like everything else: during a deployment the older instances have only the older root, so its
 * wrapping stays until `grace` after the newest of ours was added. An instance that only has an older root never drops
 * a newer one.
 *
 * @param roots - Ours, the newest first.
 * @param grace - Milliseconds.
 */
export function planRoots(
  doc: RingDocument,
  roots: readonly RootKey[],
  options: { now: number; grace: number },
): RootPlan {
  const ours = new Set(roots.map(({ id }) => id))
  const newest = doc.roots.find((wrap) => wrap.root === roots[0]?.id)
  const settled = newest && options.now >= newest.at + options.grace
  return {
    add: roots.filter((root) => !doc.roots.some((wrap) => wrap.root === root.id)),
    drop: settled ? doc.roots.filter((wrap) => !ours.has(wrap.root) && wrap.at < newest.at) : [],
  }
}

/** The document wrapped under other roots. Where one is dropped the data key is new: who has the old root had it. */
export async function rewrap(
  doc: RingDocument,
  roots: readonly RootKey[],
  change: RootPlan & { now: number },
): Promise<RingDocument> {
  if (change.add.length === 0 && change.drop.length === 0) return doc
  if (change.drop.length === 0) {
    const added = await Promise.all(change.add.map((root) => wrapUnder(root, doc, change.now)))
    return { ...doc, roots: [...doc.roots, ...added] }
  }
  const kept = doc.roots.filter((wrap) => !change.drop.includes(wrap))
  const strangers = kept.filter((wrap) => !roots.some(({ id }) => id === wrap.root))
  // A root that this instance doesn't have can't be given a new data key: the old one stays then.
  const dataKey = strangers.length > 0 ? doc.dataKey : newDataKey()
  const next = { ...doc, dataKey }
  const mine = await Promise.all(
    roots.map(async (root) => {
      const at = doc.roots.find((wrap) => wrap.root === root.id)?.at ?? change.now
      return wrapUnder(root, next, at)
    }),
  )
  return { ...next, roots: [...strangers, ...mine] }
}
