import type { Context } from "../../config/context.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import type { WebAuthnAction } from "../../contracts/webauthn.ts"
import { WebAuthnVerificationError } from "../../errors.ts"
import type { SealSpec } from "../../keys/model.ts"
import { openLatest } from "../../keys/open-latest.ts"
import { seal } from "../../keys/seal.ts"
import type { User } from "../../vocabulary/user.ts"

const spec: SealSpec = { format: "own", purpose: "passkey-challenge", salt: "" }

/** Seconds. Nobody needs longer, whatever time-out the application sets. */
const LONGEST = 900

/** What a browser was asked, sealed into a cookie until it answers. */
export interface Challenge {
  /** Base64url. */
  readonly challenge: string
  readonly provider: string
  readonly action: WebAuthnAction
  /** Who was signed in when it was asked; null for nobody. */
  readonly by: string | null
  /** Whose passkeys are let in; null for anyone's. */
  readonly of: string | null
  /** Who is to be registered, where nobody was signed in. */
  readonly user: User | null
  /** 1 where `user` is known already; a number, so that the cookie's length doesn't tell. */
  readonly taken: 0 | 1
}

/** The cookie that keeps a challenge, for as long as the browser was told to wait. */
export async function keepChallenge(
  context: Context,
  challenge: Challenge,
  timeout: number,
): Promise<SetCookie> {
  const { ring } = await context.keys()
  const maxAge = Math.max(1, Math.min(LONGEST, Math.ceil(timeout / 1000)))
  const { name, options } = context.cookie("webauthnChallenge")
  const value = await seal(ring, spec, { ...challenge }, { maxAge })
  const expires = new Date(Date.now() + maxAge * 1000)
  return { name, value, options: { ...options, maxAge, expires } }
}

/** A challenge, and when it would have ended. */
export interface OpenedChallenge extends Challenge {
  readonly expires: Date
}

/**
 * The challenge that this browser was given by this provider for this action.
 *
 * @throws WebAuthnVerificationError
 */
export async function openChallenge(
  context: Context,
  bound: { readonly provider: string; readonly action: WebAuthnAction },
): Promise<OpenedChallenge> {
  const token = context.jar.get(context.cookie("webauthnChallenge").name)
  if (!token) throw refused("missing")
  const opened = await openLatest(await context.keys(), [spec], token)
  if (opened.status !== "ok") throw refused(opened.status)
  const kept = opened.claims as unknown as Challenge & { readonly exp?: unknown }
  if (typeof kept.challenge !== "string" || kept.provider !== bound.provider) {
    throw refused("of another provider")
  }
  if (kept.action !== bound.action) throw refused("of another action")
  const end = typeof kept.exp === "number" ? kept.exp * 1000 : Date.now() + LONGEST * 1000
  return { ...kept, expires: new Date(end) }
}

function refused(problem: string): WebAuthnVerificationError {
  const said = problem === "unknown" ? "sealed with a key that is not ours" : problem
  return new WebAuthnVerificationError(`The challenge cookie is ${said}`, { problem })
}

/** A challenge is answered once, well or badly. */
export function burnChallenge(context: Context): SetCookie[] {
  const { name, options } = context.cookie("webauthnChallenge")
  if (context.jar.all(name).length === 0) return []
  return [{ name, value: "", options: { ...options, maxAge: 0 } }]
}
