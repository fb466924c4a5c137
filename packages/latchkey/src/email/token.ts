import { crypto, equalStrings, randomToken, toHex } from "../crypto/index.ts"
import { mac, macWith } from "../keys/mac.ts"
import { activeKey, type Ring } from "../keys/ring.ts"

/** A one-time token: what is mailed, and what is stored in its place. */
export interface MailToken {
  readonly mailed: string
  readonly stored: string
}

/** What is authenticated: the token is worth nothing with another address. */
function text(identifier: string, mailed: string): string {
  return JSON.stringify([identifier, mailed])
}

/** A token that names its key, so that one lookup finds it however many keys the ring holds. */
export async function makeMailToken(
  ring: Ring,
  identifier: string,
  given?: string,
): Promise<MailToken> {
  const mailed = given ?? `${activeKey(ring).id}.${randomToken()}`
  return { mailed, stored: await mac(ring, "email-token", text(identifier, mailed)) }
}

/** The token as Auth.js makes it, hashed with a secret. */
export async function makeLegacyMailToken(secret: string, given?: string): Promise<MailToken> {
  const mailed = given ?? toHex(crypto.randomBytes(32))
  return { mailed, stored: await legacyHash(mailed, secret) }
}

async function legacyHash(mailed: string, secret: string): Promise<string> {
  return toHex(await crypto.sha256(`${mailed}${secret}`))
}

/**
 * What may be stored for a mailed token, likeliest first: under the key that it names, else under each key of the
 * ring, and as Auth.js hashed it with each of `legacySecrets`.
 */
export async function storedForms(
  ring: Ring,
  identifier: string,
  mailed: string,
  legacySecrets: readonly string[],
): Promise<string[]> {
  const named = mailed.slice(0, Math.max(0, mailed.indexOf(".")))
  if (ring.keys.some((key) => key.id === named)) {
    return [(await macWith(ring, named, "email-token", text(identifier, mailed)))!]
  }
  const own = ring.keys.map((key) => macWith(ring, key.id, "email-token", text(identifier, mailed)))
  const legacy = legacySecrets.map((secret) => legacyHash(mailed, secret))
  const forms = await Promise.all([...own, ...legacy])
  return forms.filter((form) => form !== undefined)
}

/**
 * The forms of {@link storedForms} in the order in which a store of Auth.js has them. There are adapters that take every
 * token of an address away when one of them is asked for: what is asked first has to be it.
 */
export function likeliestFirst(forms: readonly string[], legacy: number): string[] {
  const at = Math.max(0, forms.length - legacy)
  return [...forms.slice(at), ...forms.slice(0, at)]
}

/**
 * Whether the token may be of a key that is newer than this ring: it names one that we don't have, or, as Auth.js makes
 * them, none.
 */
export function mayBeNewer(ring: Ring, mailed: string): boolean {
  const named = /^([\w-]{8})\./.exec(mailed)?.[1]
  if (named === undefined) return /^[0-9a-f]{64}$/.test(mailed)
  return !ring.refused.has(named) && !ring.keys.some((key) => key.id === named)
}

/** Whether a sealed note of this browser is about this token and address. */
export function sameRequest(
  note: Record<string, unknown>,
  identifier: string,
  stored: readonly string[],
): boolean {
  const { identifier: asked, token } = note
  if (typeof asked !== "string" || typeof token !== "string" || asked !== identifier) return false
  return stored.some((form) => equalStrings(form, token))
}
