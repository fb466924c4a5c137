import type { RevocationStore } from "../contracts/revocations.ts"
import { onePerClient, sharedMemo, WeakMemo } from "../crypto/memo.ts"
import { RevocationFeed } from "./feed.ts"

/** The same client and place have the same store. */
export function revocationsFor(
  client: object,
  place: string,
  make: () => RevocationStore,
): RevocationStore {
  return onePerClient("revocation-stores", client, place, make)
}

const feeds = sharedMemo("revocation-feeds", () => new WeakMemo<RevocationStore, RevocationFeed>())

/** This instance's memory of a store: one, however often the configuration is made. */
export function feedOf(store: RevocationStore): RevocationFeed {
  const known = feeds.get(store)
  if (known) return known
  const made = new RevocationFeed(store)
  feeds.set(store, made)
  return made
}
