import type { SessionRegister } from "../../contracts/register.ts"
import { onePerClient } from "../../crypto/memo.ts"

/** The same client and place have the same register. */
export function registerFor(
  client: object,
  place: string,
  make: () => SessionRegister,
): SessionRegister {
  return onePerClient("session-registers", client, place, make)
}
