import type { Context } from "../config/context.ts"
import type { CookieOption, SetCookie } from "../contracts/cookies.ts"
import { sameRequest } from "../email/token.ts"
import { openLatest } from "../keys/open-latest.ts"
import { seal } from "../keys/seal.ts"
import type { SealSpec } from "../keys/model.ts"

/**
 * The note in the browser that asked for a mailed link. Only there does opening the link sign in at once; scanners
 * and other browsers get a page that asks first.
 */
const spec: SealSpec = { format: "own", purpose: "email-token", salt: "" }

function cookieOf(context: Context): CookieOption {
  const { name, options } = context.cookie("state")
  // Beside the other cookies of the family, and with their attributes.
  return { name: name.replace(/state$/, "email"), options }
}

export async function leaveNote(
  context: Context,
  identifier: string,
  stored: string,
  maxAge: number,
): Promise<SetCookie> {
  const { ring } = await context.keys()
  const { name, options } = cookieOf(context)
  const value = await seal(ring, spec, { identifier, token: stored }, { maxAge })
  return { name, value, options: { ...options, sameSite: "lax", maxAge } }
}

/**
 * Whether this browser asked for this link. `forms` is asked once the note is open: that may have found newer keys.
 */
export async function askedHere(
  context: Context,
  identifier: string,
  forms: () => Promise<readonly string[]>,
): Promise<boolean> {
  const value = context.jar.get(cookieOf(context).name)
  if (!value) return false
  const opened = await openLatest(await context.keys(), [spec], value)
  return opened.status === "ok" && sameRequest(opened.claims, identifier, await forms())
}

export function burnNote(context: Context): SetCookie[] {
  const { name, options } = cookieOf(context)
  if (context.jar.all(name).length === 0) return []
  return [{ name, value: "", options: { ...options, maxAge: 0 } }]
}
