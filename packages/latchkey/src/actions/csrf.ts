import type { Context } from "../config/context.ts"
import { noteUnknownCookie } from "../config/unknown-keys.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { crypto, equalStrings, type MaybePromise, randomToken, toHex } from "../crypto/index.ts"
import { MissingCSRF } from "../errors.ts"
import { mac, verifyMac } from "../keys/mac.ts"
import { activeKey, type Ring, ringStrings } from "../keys/ring.ts"
import { isAtHand } from "../web/at-hand.ts"
import { isSameOriginRequest } from "../web/headers.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"

/** SHA-256 in hexadecimal, as Auth.js writes it. */
const LEGACY_PROOF = /^[0-9a-f]{64}$/

/** The anti-forgery token of this browser, and its cookie where it has none yet. */
export interface Csrf {
  readonly token: string
  readonly cookies: SetCookie[]
}

/**
 * The double-submit token (OWASP): a random value that the form repeats, authenticated in the cookie under every
 * key of the ring, so that a form that lay open during a rotation still counts.
 */
export async function csrf(context: Context): Promise<Csrf> {
  const accepted = await acceptedToken(context)
  if (accepted?.current) return { token: accepted.token, cookies: [] }
  // One of an older key is proved anew, so that a form that lies open outlives that key as well.
  const token = accepted?.token ?? freshToken(context)
  return { token, cookies: [await cookieWith(context, token)] }
}

/**
 * Another token for a browser that has one, from a sign-in or sign-out on: what somebody knew or planted before counts
 * for nothing after it (CS-5), and a form that lay open is refused. Nothing where there is none yet.
 */
export async function replacedCsrf(context: Context): Promise<SetCookie[]> {
  if (context.skipsCsrf || context.jar.all(context.cookie("csrfToken").name).length === 0) return []
  return [await cookieWith(context, freshToken(context))]
}

function freshToken({ compat }: Context): string {
  return compat ? toHex(crypto.randomBytes(32)) : randomToken()
}

async function cookieWith(context: Context, token: string): Promise<SetCookie> {
  const { ring } = await context.keys()
  const { name, options } = context.cookie("csrfToken")
  return { name, value: `${token}|${await sealed(context, ring, token)}`, options }
}

function sealed(context: Context, ring: Ring, token: string): MaybePromise<string> {
  // Through a door: what the package it stands for would write, with the newest secret.
  return context.compat ? legacyHash(token, ringStrings(ring)[0]!) : mac(ring, "csrf", token)
}

interface Proved {
  readonly token: string
  /** As we would prove it now. */
  readonly current: boolean
}

/** The browser's token. One that no key proves may be of a newer key: one look at the source, within its budget. */
async function acceptedToken(context: Context): Promise<Proved | undefined> {
  const pairs = context.jar.all(context.cookie("csrfToken").name).flatMap(splitPair)
  if (pairs.length === 0) return undefined
  const asked = context.keys()
  const keys = isAtHand(asked) ? asked : await asked
  const { ring } = keys
  const proved = await findProved(context, ring, pairs)
  if (proved || !pairs.some(({ proof }) => mayBeNewer(context, ring, proof))) return proved
  const newer = await keys.refresh()?.catch(() => undefined)
  const found = newer && newer !== ring ? await findProved(context, newer, pairs) : undefined
  if (!found) noteStrange(context, keys.ring, pairs)
  return found
}

/** Says that another instance may hold another secret. Auth.js's hashes name no key. */
function noteStrange(context: Context, ring: Ring, pairs: readonly Pair[]): void {
  for (const { token, proof } of pairs) {
    const kid = /^([A-Za-z0-9_-]{8})\.[A-Za-z0-9_-]{43}$/.exec(proof)?.[1]
    if (kid === undefined) continue
    noteUnknownCookie(context, { cookie: "CSRF", kid, value: token, active: activeKey(ring).id })
    return
  }
}

interface Pair {
  readonly token: string
  readonly proof: string
}

function splitPair(value: string): Pair[] {
  const bar = value.indexOf("|")
  if (bar < 16 || value.length > 256) return []
  return [{ token: value.slice(0, bar), proof: value.slice(bar + 1) }]
}

async function findProved(
  context: Context,
  ring: Ring,
  pairs: readonly Pair[],
): Promise<Proved | undefined> {
  for (const pair of pairs) {
    const proving = provedBy(context, ring, pair)
    const proved = isAtHand(proving) ? proving : await proving
    if (proved) return proved
  }
  return undefined
}

function provedBy(context: Context, ring: Ring, pair: Pair): MaybePromise<Proved | undefined> {
  const { token, proof } = pair
  if (LEGACY_PROOF.test(proof)) return provedByHash(context, ring, pair)
  const isOurs = verifyMac(ring, "csrf", token, proof)
  const current = context.compat === undefined && proof.startsWith(`${activeKey(ring).id}.`)
  const judged = (is: boolean): Proved | undefined => (is ? { token, current } : undefined)
  return isAtHand(isOurs) ? judged(isOurs) : isOurs.then(judged)
}

async function provedByHash(
  { compat }: Context,
  ring: Ring,
  { token, proof }: Pair,
): Promise<Proved | undefined> {
  for (const [age, secret] of legacySecrets(ring).entries()) {
    if (equalStrings(await legacyHash(token, secret), proof)) {
      return { token, current: compat !== undefined && age === 0 }
    }
  }
  return undefined
}

/** What names a key of ours and is not proved by it is forged. Auth.js's hashes name none. */
function mayBeNewer(context: Context, ring: Ring, proof: string): boolean {
  if (LEGACY_PROOF.test(proof)) return context.compat !== undefined
  const kid = proof.slice(0, Math.max(0, proof.indexOf(".")))
  return kid !== "" && !ring.refused.has(kid) && !ring.keys.some((key) => key.id === kid)
}

async function legacyHash(token: string, secret: string): Promise<string> {
  return toHex(await crypto.sha256(`${token}${secret}`))
}

/**
 * What Auth.js may have hashed with: each secret, and each list as it was joined when it was configured, i.e. every
 * run of neighbours.
 */
export function legacySecrets(ring: Ring): string[] {
  const secrets = ringStrings(ring)
  const runs = secrets.flatMap((_, from) =>
    secrets.slice(from + 1).map((_, length) => secrets.slice(from, from + length + 2).join(",")),
  )
  return [...secrets, ...runs]
}

/**
 * Refuses a form that another site may have sent.
 *
 * @throws MissingCSRF
 */
export async function requireCsrf(context: Context, request: RequestInternal): Promise<void> {
  if (context.skipsCsrf) return refuseForeign(context, request)
  const site = isSameOriginRequest(context.incoming.headers, context.origin)
  if (site === "cross" && !context.compat) {
    await refuse(context, request, "The form was sent by another site")
  }
  const expected = (await acceptedToken(context))?.token
  const given = request.body["csrfToken"]
  if (expected === undefined || typeof given !== "string" || !equalStrings(expected, given)) {
    await refuse(
      context,
      request,
      expected === undefined
        ? "The browser sent no CSRF cookie of ours"
        : "The form's CSRF token is not the browser's",
    )
  }
}

async function refuse(context: Context, { action }: RequestInternal, why: string): Promise<never> {
  const details = { action }
  await context.note({ type: "csrf-refused", outcome: "refused", reason: "MissingCSRF", details })
  throw new MissingCSRF(why, { action })
}

/**
 * Without tokens the framework in front of us is meant to look. One that looks at its own pages only (Qwik City) leaves
 * our routes open, and a proxy may have changed the origin that we know; what a browser says itself is never wrong.
 */
async function refuseForeign(context: Context, request: RequestInternal): Promise<void> {
  if (context.incoming.headers.get("sec-fetch-site") !== "cross-site") return
  await refuse(context, request, "The form was sent by another site")
}

/** GET /csrf */
export async function csrfAction(context: Context): Promise<ResponseInternal> {
  if (context.skipsCsrf) {
    const { name, options } = context.cookie("csrfToken")
    context.logger.warn("csrf-disabled")
    return {
      status: 404,
      body: null,
      cookies: [{ name, value: "", options: { ...options, maxAge: 0 } }],
    }
  }
  const { token, cookies } = await csrf(context)
  return { body: { csrfToken: token }, cookies }
}
