import type { RevocationStore } from "../contracts/revocations.ts"
import { sharedMemo } from "../crypto/memo.ts"
import { RevocationFeed } from "./feed.ts"

/** The same client and place have the same store, though a configuration may be made anew on each request. */
export function revocationsFor(
  client: object,
  place: string,
  make: () => RevocationStore,
): RevocationStore {
  const memo = sharedMemo(
    "revocation-stores",
    () => new WeakMap<object, Map<string, RevocationStore>>(),
  )
  const ofClient = memo.get(client) ?? new Map<string, RevocationStore>()
  memo.set(client, ofClient)
  const known = ofClient.get(place)
  if (known) return known
  const made = make()
  ofClient.set(place, made)
  return made
}

const feeds = sharedMemo("revocation-feeds", () => new WeakMap<RevocationStore, RevocationFeed>())

/** This instance's memory of a store: one, however often the configuration is made. */
export function feedOf(store: RevocationStore): RevocationFeed {
  const known = feeds.get(store)
  if (known) return known
  const made = new RevocationFeed(store)
  feeds.set(store, made)
  return made
}
