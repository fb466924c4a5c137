import { randomToken } from "../../crypto/index.ts"
import { fieldOf } from "./fields.ts"
import type { RedisPlace } from "./place.ts"
import { DROP, FENCE, SWAP } from "./scripts.ts"

/** How often an entry is tried that others change meanwhile. */
const TRIES = 20

/** An entry is `=` with a random mark and the user's id. The mark makes each claim another text. */
const MARK = 8
const entryOf = (id: string): string => `=${randomToken(6)}${id}`

/** Whose the entry of an address is. */
export const ownerOf = (entry: unknown): string => String(entry).slice(1 + MARK)

/** Whether a user has the address; if not, they can't get it any more by what they read before. */
async function holds({ run, names }: RedisPlace, id: string, email: string): Promise<boolean> {
  return Number(await run(FENCE, [names.user(id)], [fieldOf(email)!])) === 1
}

/**
 * Makes an address a user's. False where it is another's, which is so while that user is there and has it: what a crash
 * left behind counts as none, and is taken over.
 */
export async function claimAddress(place: RedisPlace, email: string, id: string): Promise<boolean> {
  const { command, run, names } = place
  const key = names.email(email)
  const entry = entryOf(id)
  for (let tries = 0; tries < TRIES; tries++) {
    if ((await command("SET", key, entry, "NX")) !== null) return true
    const known = await command("GET", key)
    if (known == null) continue
    const owner = ownerOf(known)
    // Exactly the entry that was looked at: one that was claimed anew meanwhile is another text.
    if (owner !== id && (await holds(place, owner, email))) return false
    if (Number(await run(SWAP, [key], [String(known), entry])) === 1) return true
  }
  throw new Error("The address is claimed by too many at once.")
}

/** Lets an address go that a user had. */
export async function releaseAddress(
  place: RedisPlace,
  email: string | null,
  id: string,
): Promise<void> {
  if (email === null) return
  const key = place.names.email(email)
  const known = await place.command("GET", key)
  if (known == null || ownerOf(known) !== id || (await holds(place, id, email))) return
  await place.run(DROP, [key], [String(known)])
}
