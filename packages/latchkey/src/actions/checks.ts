import type { Context } from "../config/context.ts"
import type { CookieKind } from "../config/cookies.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { InvalidCheck, WebAuthnVerificationError } from "../errors.ts"
import { equalStrings } from "../crypto/index.ts"
import { openLatest } from "../keys/open-latest.ts"
import type { Purpose } from "../keys/purpose.ts"
import { seal } from "../keys/seal.ts"
import type { SealSpec } from "../keys/model.ts"
import { type BeganBy, readBeganBy } from "./accounts/began-by.ts"
import { invalidCheck } from "./check-problem.ts"

/** The values that tie a provider's answer to the browser that asked. */
export type CheckKind = "pkce" | "state" | "nonce"
export type CheckValues = { [K in CheckKind]?: string }

/** What a browser brought back. */
export interface OpenedChecks {
  readonly values: CheckValues
  /** Who was signed in when the flow began, where all checks say the same. */
  readonly by: BeganBy | undefined
}

/** Seconds between leaving for the provider and coming back. */
export const CHECK_MAX_AGE = 900

const cookieKinds: Record<CheckKind, CookieKind> = {
  pkce: "pkceCodeVerifier",
  state: "state",
  nonce: "nonce",
}

/** A check's token is of our format, or of the door's generation; under its cookie's own name. */
function specs(context: Context, kind: CheckKind): [SealSpec, ...SealSpec[]] {
  const salt = context.cookie(cookieKinds[kind]).name
  const purpose: Purpose = kind
  const own: SealSpec = { format: "own", purpose, salt: "" }
  const v5: SealSpec = { format: "v5", purpose, salt }
  const v4: SealSpec = { format: "v4", purpose, salt }
  if (context.compat === 5) return [v5, own, v4]
  return context.compat === 4 ? [v4, own, v5] : [own, v5, v4]
}

/** Sign-ins at providers that may be under way in one browser, in two tabs: each has cookies of its own (PKCE-5). */
const FLOWS = [0, 1] as const
type Flow = (typeof FLOWS)[number]

/** The sign-in that a request ends, where its answer says which. */
const ending = new WeakMap<Context, Flow>()

/** The first one's cookies have the names that are configured. */
function nameIn(context: Context, kind: CookieKind, flow: Flow): string {
  const { name } = context.cookie(kind)
  return flow === 0 ? name : `${name}.${flow}`
}

const isUnderWay = (context: Context, flow: Flow): boolean =>
  context.jar.all(nameIn(context, "state", flow)).length > 0

/** What binds checks: to the provider, and perhaps to who is signed in. */
export interface CheckBinding {
  readonly provider: string
  readonly by?: BeganBy | undefined
}

/** Cookies that carry the checks of one sign-in, each sealed for its purpose and bound to the provider. */
export async function sealChecks(
  context: Context,
  { provider, by }: CheckBinding,
  values: CheckValues,
  crossSite: boolean,
): Promise<SetCookie[]> {
  const { ring } = await context.keys()
  const flow = await flowFor(context, values)
  const cookies: SetCookie[] = []
  for (const kind of Object.keys(cookieKinds) as CheckKind[]) {
    const value = values[kind]
    if (value === undefined) continue
    const { options } = context.cookie(cookieKinds[kind])
    const name = nameIn(context, cookieKinds[kind], flow)
    const sealed = await seal(
      ring,
      specs(context, kind)[0],
      { value, provider, ...(by && { by }) },
      { maxAge: CHECK_MAX_AGE },
    )
    // A form post from the provider is a cross-site POST: only `None` cookies come with it. Short-lived, and Secure.
    const site = crossSite && kind !== "pkce" ? { sameSite: "none" as const, secure: true } : {}
    const expires = new Date(Date.now() + CHECK_MAX_AGE * 1000)
    cookies.push({ name, value: sealed, options: { ...options, ...site, expires } })
  }
  return cookies
}

/** The cookies of a sign-in that begins: free ones, or those of the one that began first. */
async function flowFor(context: Context, { state }: CheckValues): Promise<Flow> {
  // An answer without a state does not say which sign-in it is of: one takes the place of the other.
  if (state === undefined) return 0
  const free = FLOWS.find((flow) => !isUnderWay(context, flow))
  if (free !== undefined) return free
  const began = await Promise.all(FLOWS.map(async (flow) => (await stateIn(context, flow))?.began))
  return began[0] === undefined || (began[1] !== undefined && began[0] <= began[1]) ? 0 : 1
}

/** The sign-in that an answer with this state is of. Usually there is but one. */
async function flowOf(context: Context, state: string | undefined): Promise<Flow | undefined> {
  if (!isUnderWay(context, 1)) return 0
  for (const flow of FLOWS) {
    const kept = (await stateIn(context, flow))?.state
    if (kept !== undefined && state !== undefined && equalStrings(kept, state)) return flow
  }
  return undefined
}

async function stateIn(
  context: Context,
  flow: Flow,
): Promise<{ state: string; began: number } | undefined> {
  const token = context.jar.get(nameIn(context, "state", flow))
  if (!token) return undefined
  const opened = await openLatest(await context.keys(), specs(context, "state"), token)
  if (opened.status !== "ok") return undefined
  const { value, iat } = opened.claims
  return typeof value === "string" ? { state: value, began: Number(iat) } : undefined
}

/** What came back, and from whom. */
export interface Answered {
  readonly provider: string
  /** Of the answer's parameters; says which sign-in it is of. */
  readonly state?: string | undefined
}

/**
 * The values that this browser was given for this provider: all that are required, and whatever else is there (a
 * server may need a nonce that the configuration does not ask for).
 *
 * @throws InvalidCheck where one that is required is missing, expired, or of another provider or purpose
 */
export async function openChecks(
  context: Context,
  { provider, state }: Answered,
  required: ReadonlySet<CheckKind>,
): Promise<OpenedChecks> {
  const flow = await flowOf(context, state)
  if (flow !== undefined) ending.set(context, flow)
  const values: CheckValues = {}
  const said: (BeganBy | undefined)[] = []
  for (const kind of Object.keys(cookieKinds) as CheckKind[]) {
    const check = await openCheck(context, provider, { kind, flow: flow ?? 0 })
    if ("value" in check) {
      values[kind] = check.value
      said.push(check.by)
    } else if (required.has(kind)) {
      const { problem } = check
      throw invalidCheck(context, { check: kind, cookie: cookieKinds[kind], provider, problem })
    }
  }
  const by = said.every((one) => JSON.stringify(one) === JSON.stringify(said[0])) && said[0]
  return { values, by: by || undefined }
}

async function openCheck(
  context: Context,
  provider: string,
  { kind, flow }: { readonly kind: CheckKind; readonly flow: Flow },
): Promise<{ value: string; by: BeganBy | undefined } | { problem: string }> {
  const name = nameIn(context, cookieKinds[kind], flow)
  const token = context.jar.get(name)
  if (!token) return { problem: context.jar.all(name).length > 1 ? "there twice" : "missing" }
  const opened = await openLatest(await context.keys(), specs(context, kind), token)
  if (opened.status !== "ok") return { problem: opened.status }
  const { value, provider: boundTo } = opened.claims
  // RFC 9700 §4.4.2: what one provider was asked must not be answered by another.
  if (typeof value !== "string" || boundTo !== provider) return { problem: "of another provider" }
  return { value, by: readBeganBy(opened.claims["by"]) }
}

/**
 * Whether a sign-in failed only because this instance doesn't know the key of its checks. Then they are not used up:
 * an instance with that key still takes them.
 */
export function ofUnknownKey(error: unknown): boolean {
  const ofChecks = error instanceof InvalidCheck || error instanceof WebAuthnVerificationError
  return ofChecks && error.cause?.["problem"] === "unknown"
}

/**
 * Check cookies are used once, whether the sign-in succeeds or not. An answer that is of none of those under way ends
 * them all.
 */
export function burnChecks(context: Context): SetCookie[] {
  const ended = ending.get(context)
  const flows = ended === undefined ? FLOWS : [ended]
  return [...Object.values(cookieKinds), "requestToken" as const].flatMap((kind) => {
    const { options } = context.cookie(kind)
    return flows
      .map((flow) => nameIn(context, kind, flow))
      .filter((name) => context.jar.all(name).length > 0)
      .map((name) => ({ name, value: "", options: { ...options, maxAge: 0 } }))
  })
}
