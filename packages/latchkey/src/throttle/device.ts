import { crypto, equalStrings, randomToken } from "../crypto/index.ts"
import type { SealSpec } from "../keys/model.ts"
import { openLatest } from "../keys/open-latest.ts"
import type { ResolvedKeys } from "../keys/resolve.ts"
import { seal } from "../keys/seal.ts"

const spec: SealSpec = { format: "own", purpose: "device", salt: "" }

/** Seconds after the last sign-in that a browser is known: half a year. */
export const DEVICE_MAX_AGE: number = 180 * 24 * 60 * 60
/** Accounts that a browser is known to; of more, those that signed in last. */
const ACCOUNTS = 5
/** Bytes of a hash that tell accounts of one browser apart. */
const TAG = 12

/** By account, as a hash: the name that this browser has with it. */
type Known = readonly (readonly [tag: string, name: string])[]

/**
 * The name under which a browser is known to the owner of an account; undefined where nobody of that account signed in
 * there. Lets nobody in: it only says whose attempts are counted apart.
 */
export async function deviceOf(
  keys: ResolvedKeys,
  cookie: string | undefined,
  account: string,
): Promise<string | undefined> {
  if (!cookie) return undefined
  const tag = await tagOf(account)
  return (await read(keys, cookie)).find(([of]) => equalStrings(of, tag))?.[1]
}

/** The cookie's value, once this account has signed in too. A browser keeps its name: signing in often makes no new one. */
export async function rememberDevice(
  keys: ResolvedKeys,
  cookie: string | undefined,
  account: string,
): Promise<string> {
  const tag = await tagOf(account)
  const known = await read(keys, cookie)
  const name = known.find(([of]) => equalStrings(of, tag))?.[1] ?? randomToken(TAG)
  const others = known.filter(([of]) => !equalStrings(of, tag)).slice(0, ACCOUNTS - 1)
  return seal(keys.ring, spec, { of: [[tag, name], ...others] }, { maxAge: DEVICE_MAX_AGE })
}

async function read(keys: ResolvedKeys, cookie: string | undefined): Promise<Known> {
  if (!cookie) return []
  const opened = await openLatest(keys, [spec], cookie)
  const of = opened.status === "ok" ? opened.claims["of"] : undefined
  return Array.isArray(of) ? (of as Known) : []
}

async function tagOf(account: string): Promise<string> {
  return crypto.toBase64url((await crypto.sha256(account)).slice(0, TAG))
}
