import type { Revocation } from "../contracts/keys.ts"
import { open, type Opened } from "./open.ts"
import type { SealSpec } from "./model.ts"
import type { Ring } from "./ring.ts"

/** A token of a revoked key. It proves nothing by itself, since the key may be in wrong hands. */
export type OpenedRegistered = Extract<Opened, { status: "ok" }> & {
  readonly revocation: Revocation
}

/**
 * Opens a session token of a key that was revoked with its register kept; null for all else. Whoever calls this MUST
 * ask the register whether it knows the session. For sessions only: whatever the specifications say, nothing of
 * another purpose is opened.
 */
export async function openRegistered(
  ring: Ring,
  specs: readonly SealSpec[],
  token: string,
  now?: number,
): Promise<OpenedRegistered | null> {
  const { registered } = ring
  if (!registered) return null
  const sessions = specs.filter(({ purpose }) => purpose === "session")
  const opened = await open(registered, sessions, token, now)
  if (opened.status !== "ok") return null
  const revocation = registered.revocations.get(opened.key.id)!
  return { ...opened, current: false, revocation }
}
