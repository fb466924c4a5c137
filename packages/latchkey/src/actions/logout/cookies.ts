import type { Context } from "../../config/context.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import type { EndSessionEndpoint, Provider } from "../../contracts/provider.ts"
import { providerId } from "../../config/providers.ts"
import type { SealSpec } from "../../keys/model.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { openLatest } from "../../keys/open-latest.ts"
import { type Claims, seal } from "../../keys/seal.ts"
import type { Account } from "../../vocabulary/account.ts"

const spec: SealSpec = { format: "own", purpose: "logout", salt: "" }

/** Seconds that somebody may take at the provider. */
const PENDING_MAX_AGE = 900
/** Characters of a cookie's value: with its name and attributes browsers take 4096 (RFC 6265bis §5.6). */
const MAX_VALUE = 3800

/** A sign-out at a provider that is under way in this browser. */
export interface Pending {
  readonly provider: string
  readonly state: string
  /** Where to go afterwards; passed the rules for redirects when it was asked for. */
  readonly callbackUrl: string
  readonly idToken?: string
}

/** The ID token that this browser's session began with. */
export interface Hint {
  readonly provider: string
  /** Absent where it is too large for a cookie. */
  readonly idToken?: string
}

type Kind = "logout" | "logoutHint"

/** Sealed; without the ID token where that makes it too large: it is a hint, and sign-out goes without. */
async function sealed(
  context: Context,
  kind: Kind,
  { idToken, ...rest }: Partial<Pending>,
  maxAge: number,
): Promise<SetCookie> {
  const { ring } = await context.keys()
  const make = (claims: Claims): MaybePromise<string> =>
    seal(ring, spec, { ...claims, kind }, { maxAge })
  let value = idToken === undefined ? undefined : await make({ ...rest, idToken })
  if (value !== undefined && value.length > MAX_VALUE) {
    context.logger.debug("The ID token is too large for a cookie", { provider: rest.provider })
    value = undefined
  }
  value ??= await make(rest)
  const { name, options } = context.cookie(kind)
  const expires = new Date(Date.now() + maxAge * 1000)
  return { name, value, options: { ...options, maxAge, expires } }
}

async function opened(context: Context, kind: Kind): Promise<Claims | undefined> {
  const token = context.jar.get(context.cookie(kind).name)
  if (!token) return undefined
  const found = await openLatest(await context.keys(), [spec], token)
  return found.status === "ok" && found.claims["kind"] === kind ? found.claims : undefined
}

/** Ends the cookie. Sent also where none is seen: it comes along to our sign-out only. */
function gone(context: Context, kind: Kind): SetCookie {
  const { name, options } = context.cookie(kind)
  return { name, value: "", options: { ...options, maxAge: 0 } }
}

export function sealPending(context: Context, pending: Pending): Promise<SetCookie> {
  return sealed(context, "logout", pending, PENDING_MAX_AGE)
}

export async function openPending(context: Context): Promise<Pending | undefined> {
  return (await opened(context, "logout")) as Pending | undefined
}

export function burnPending(context: Context): SetCookie {
  return gone(context, "logout")
}

export async function openHint(context: Context): Promise<Hint | undefined> {
  return (await opened(context, "logoutHint")) as Hint | undefined
}

/** Cookies for a session that begins: the hint of this sign-in in place of any older one. */
export async function rememberSignIn(context: Context, account: Account): Promise<SetCookie[]> {
  if (!keepsHints(context)) return []
  const { provider, id_token: idToken } = account
  const keeps = context.config.providers.some((one) => idOf(one) === provider && isKept(one))
  if (!keeps || typeof idToken !== "string") return [gone(context, "logoutHint")]
  return [await sealed(context, "logoutHint", { provider, idToken }, context.maxAge)]
}

/** The same, for a session that ends. */
export function forgetSignIn(context: Context): SetCookie[] {
  return keepsHints(context) ? [gone(context, "logoutHint")] : []
}

function keepsHints(context: Context): boolean {
  return context.config.providers.some(isKept)
}

function idOf(provider: Provider): string {
  return providerId(typeof provider === "function" ? provider({}) : provider)
}

/** Whether the application asked for it: a factory that is passed uncalled was told nothing. */
function isKept(provider: Provider): boolean {
  if (typeof provider === "function") return false
  type Given = { endSession?: string | EndSessionEndpoint }
  const { endSession: own, options } = provider as Given & { options?: Given }
  const given = options?.endSession ?? own
  return typeof given === "object" && given.idTokenHint === "cookie"
}
