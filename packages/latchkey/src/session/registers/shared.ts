import type { SessionRegister } from "../../contracts/register.ts"
import { sharedMemo } from "../../crypto/memo.ts"

/** The same client and place have the same register, though a configuration may be made anew on each request. */
export function registerFor(
  client: object,
  place: string,
  make: () => SessionRegister,
): SessionRegister {
  const memo = sharedMemo(
    "session-registers",
    () => new WeakMap<object, Map<string, SessionRegister>>(),
  )
  const ofClient = memo.get(client) ?? new Map<string, SessionRegister>()
  memo.set(client, ofClient)
  const known = ofClient.get(place)
  if (known) return known
  const made = make()
  ofClient.set(place, made)
  return made
}
