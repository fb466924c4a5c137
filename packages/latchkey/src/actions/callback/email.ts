import type { Context } from "../../config/context.ts"
import { withOptions } from "../../config/providers.ts"
import type { VerificationToken } from "../../contracts/adapter.ts"
import type { EmailConfig } from "../../contracts/provider.ts"
import { AuthError, EmailSignInError, Verification } from "../../errors.ts"
import { likeliestFirst, mayBeNewer, storedForms } from "../../email/token.ts"
import type { Account } from "../../vocabulary/account.ts"
import { isPrefetch } from "../../web/headers.ts"
import { askSignIn, completeSignIn, type Entrant } from "../complete.ts"
import { legacySecrets, requireCsrf } from "../csrf.ts"
import { askedHere, burnNote } from "../mail-note.ts"
import { alone } from "../one-at-a-time.ts"
import { confirmEmailPage } from "../pages.ts"
import { provision } from "../provision.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { adapterOf } from "../session/find-row.ts"
import { canonicalAddress, mailAccount } from "../signin/email.ts"
import { attempt, rememberDevice } from "../throttled.ts"

/**
 * A mailed link was opened. In the browser that asked for it, it signs in; elsewhere a page asks first, so that a
 * scanner that follows links burns nothing and nobody is signed in by somebody else's link unasked.
 */
export async function emailCallback(
  context: Context,
  request: RequestInternal,
  config: EmailConfig,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const provider = withOptions(config)
  const { token, email } = request.method === "POST" ? request.body : request.query
  if (typeof token !== "string" || token === "" || typeof email !== "string") {
    throw new Verification("The link is not complete", { provider: provider.id })
  }
  const identifier = addressOf(provider, email)
  const forms = (): Promise<string[]> => formsOf(context, provider, identifier, token)
  if (request.method === "POST") await requireCsrf(context, request)
  // What is loaded ahead must not use up what the person is about to open.
  else if (isPrefetch(context.incoming.headers) || !(await askedHere(context, identifier, forms))) {
    return confirmEmailPage(context, { provider: provider.id, token, email, callbackUrl })
  }
  // A browser that asked for this very link does not guess.
  const wentRight =
    request.method === "POST"
      ? await attempt(context, "link", mailAccount(identifier))
      : async (): Promise<void> => {}
  // A store that does not answer says so here, before the link is used up.
  await adapterOf(context).getUserByEmail(identifier)
  const redeemed = await alone(JSON.stringify(["email", identifier, token]), async () =>
    redeem(context, { identifier, token, forms }),
  )
  if (!redeemed) throw new Verification("The link is being used at this moment")
  await wentRight()
  try {
    return await letIn(context, provider, identifier, callbackUrl)
  } catch (error) {
    await giveBack(context, redeemed, error)
    throw error
  }
}

/** A store that failed after the link was used up let nobody in by it. What it can't keep now is lost. */
async function giveBack(context: Context, row: VerificationToken, error: unknown): Promise<void> {
  if (!(error instanceof AuthError) || !passing.has(error.type)) return
  try {
    await adapterOf(context).createVerificationToken(row)
  } catch {
    // The first error is the one to tell.
  }
}

/** Errors of stores and crowds, for which the person did nothing wrong. */
const passing: ReadonlySet<string> = new Set([
  "AdapterError",
  "KeysUnavailable",
  "RecordsUnavailable",
  "RegisterUnavailable",
  "RevocationsUnavailable",
  "TooManyAttempts",
])

/** What may be stored for the token, by the keys of this moment. */
async function formsOf(
  context: Context,
  provider: EmailConfig,
  identifier: string,
  token: string,
): Promise<string[]> {
  const { ring } = await context.keys()
  const historic = provider.secret ? [provider.secret] : legacySecrets(ring)
  const forms = await storedForms(ring, identifier, token, historic)
  return context.compat ? likeliestFirst(forms, historic.length) : forms
}

function addressOf(provider: EmailConfig, email: string): string {
  try {
    return canonicalAddress(provider, email)
  } catch (error) {
    if (error instanceof EmailSignInError) throw new Verification("The link's address is not one")
    throw error
  }
}

interface Redeemed {
  readonly identifier: string
  readonly token: string
  forms(): Promise<string[]>
}

/** Takes the token out of the store. One of a key that we don't know may be of a newer one: one look at the source. */
async function redeem(
  context: Context,
  { identifier, token, forms }: Redeemed,
): Promise<VerificationToken> {
  const found = await consume(context, identifier, await forms())
  if (found) return found
  const keys = await context.keys()
  const before = keys.ring
  if (mayBeNewer(before, token)) {
    const ring = await keys.refresh()?.catch(() => undefined)
    const late = ring && ring !== before && (await consume(context, identifier, await forms()))
    if (late) return late
  }
  throw new Verification("The link is wrong, or was used before")
}

/** Whoever gets the row, got it alone. */
async function consume(
  context: Context,
  identifier: string,
  stored: readonly string[],
): Promise<VerificationToken | undefined> {
  const adapter = adapterOf(context)
  for (const token of stored) {
    const found = await adapter.useVerificationToken({ identifier, token })
    if (!found) continue
    if (!(found.expires.valueOf() >= Date.now())) throw new Verification("The link is too old")
    return { identifier, token, expires: found.expires }
  }
  return undefined
}

async function letIn(
  context: Context,
  provider: EmailConfig,
  email: string,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const known = await adapterOf(context).getUserByEmail(email)
  const user = known ?? { id: globalThis.crypto.randomUUID(), email, emailVerified: null }
  const account: Account = {
    providerAccountId: email,
    userId: user.id,
    type: "email",
    provider: provider.id,
  }
  const entrant: Entrant = { user, account }
  if (known) context.about.user = known.id
  const redirect = await askSignIn(context, entrant)
  if (redirect !== undefined) return { redirect }
  const provisioned = await provision(context, { user, account })
  const result = await completeSignIn(context, provisioned, entrant, callbackUrl)
  const device = await rememberDevice(context, mailAccount(email))
  return { ...result, cookies: [...device, ...(result.cookies ?? []), ...burnNote(context)] }
}
