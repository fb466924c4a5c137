import type { Keyring } from "../../keys/managed/keyring.ts"
import type { Terminal } from "../terminal.ts"
import { spanOf } from "./times.ts"

/** Milliseconds between two looks. */
const LOOK_AGAIN = 500

/** Waits until every instance has this revision, and shows how far it is. Answers with those that don't have it. */
export async function awaitInstances(
  ring: Keyring,
  limit: number,
  { progress, paint }: Terminal,
): Promise<readonly string[]> {
  const end = Date.now() + limit
  for (;;) {
    const behind = await ring.converged({ timeout: 0 })
    const left = end - Date.now()
    if (behind.length === 0 || left <= 0) {
      progress("")
      return behind
    }
    const who = behind.length === 1 ? behind[0] : `${behind.length} instances`
    progress(`${paint.yellow("…")} waiting for ${who}, ${spanOf(left)} at the most`)
    await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_AGAIN, left)))
  }
}
