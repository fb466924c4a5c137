import { heldBy } from "latchkey/data"
import { type Keyring, keyring } from "latchkey/keyring"
import { store } from "./database.ts"
import type { Store } from "./stores/store.ts"

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** How long a key seals, in seconds: 90 days, or DEMO_ROTATE such as `10m`. */
const rotate = seconds(process.env.DEMO_ROTATE ?? "90d")
const isShort = process.env.DEMO_ROTATE !== undefined

/** The longest life of a session, in seconds: a key opens for so long after it has sealed. */
export const maxAge = isShort ? 3 * rotate : 30 * SECONDS.d

/** Looked at every few seconds, so that a change is seen while you watch. */
const refresh = 5
const skew = 5

/** What seals everything. AUTH_SECRET, or the development secret, only wraps it. */
export async function ring(): Promise<Keyring> {
  const { keys, tokens } = await store()
  return keyring({
    store: keys,
    root: "env",
    // Provider tokens are sealed too: a key that one of them needs is not destroyed.
    ...(tokens ? { held: heldBy(tokens) } : {}),
    rotate,
    refresh,
    skew,
    maxTokenAge: maxAge,
    propagation: isShort ? Math.max(2 * refresh + skew, rotate / 10) : "1d",
    staleness: isShort ? rotate : "7d",
  })
}

/** DEMO_KEYS=static: AUTH_SECRET itself seals, as without a ring. */
export const isManaged = process.env.DEMO_KEYS !== "static"

/** Sessions in cookies are noted, so that they can stay when the key that sealed them is revoked. */
export const hasRegister = isManaged && process.env.DEMO_SESSION !== "database"

export async function register(): Promise<Store["register"]> {
  return (await store()).register
}

function seconds(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (!count || !unit) throw new Error("DEMO_ROTATE takes a time such as 10m or 90d.")
  return Number(count) * SECONDS[unit as keyof typeof SECONDS]
}
