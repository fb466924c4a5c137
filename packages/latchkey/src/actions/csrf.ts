import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { crypto, equalStrings, randomToken, toHex } from "../crypto/index.ts"
import { MissingCSRF } from "../errors.ts"
import { mac, verifyMac } from "../keys/mac.ts"
import { type Ring, ringStrings } from "../keys/ring.ts"
import { isSameOriginRequest } from "../web/headers.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"
import { warnAboutCsrf } from "./unknown-key.ts"

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
  const { ring } = await context.keys()
  const known = await acceptedToken(context, ring)
  if (known !== undefined) return { token: known, cookies: [] }
  const token = context.compat ? toHex(crypto.randomBytes(32)) : randomToken()
  const { name, options } = context.cookie("csrfToken")
  const value = `${token}|${await sealed(context, ring, token)}`
  return { token, cookies: [{ name, value, options }] }
}

async function sealed(context: Context, ring: Ring, token: string): Promise<string> {
  // Through a door: what the package it stands for would write, with the newest secret.
  return context.compat ? legacyHash(token, ringStrings(ring)[0]!) : mac(ring, "csrf", token)
}

async function acceptedToken(context: Context, ring: Ring): Promise<string | undefined> {
  let strange: string | undefined
  for (const value of context.jar.all(context.cookie("csrfToken").name)) {
    const bar = value.indexOf("|")
    const token = value.slice(0, bar)
    const proof = value.slice(bar + 1)
    if (bar < 16 || value.length > 256) continue
    if (await verifyMac(ring, "csrf", token, proof)) return token
    for (const secret of legacySecrets(ring)) {
      if (equalStrings(await legacyHash(token, secret), proof)) return token
    }
    strange ??= strangeKey(ring, proof)
  }
  if (strange !== undefined) warnAboutCsrf(context, strange, ring)
  return undefined
}

/** The id of the key that a proof of our own format names, if the ring does not have it. */
function strangeKey(ring: Ring, proof: string): string | undefined {
  const kid = /^([A-Za-z0-9_-]{8})\.[A-Za-z0-9_-]{43}$/.exec(proof)?.[1]
  return ring.keys.some((key) => key.id === kid) || ring.refused.has(kid!) ? undefined : kid
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
  if (context.skipsCsrf) return
  const site = isSameOriginRequest(context.incoming.headers, context.origin)
  if (site === "cross" && !context.compat) {
    throw new MissingCSRF("The form was sent by another site", { action: request.action })
  }
  const { ring } = await context.keys()
  const expected = await acceptedToken(context, ring)
  const given = request.body["csrfToken"]
  if (expected === undefined || typeof given !== "string" || !equalStrings(expected, given)) {
    throw new MissingCSRF(
      expected === undefined
        ? "The browser sent no CSRF cookie of ours"
        : "The form's CSRF token is not the browser's",
      { action: request.action },
    )
  }
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
