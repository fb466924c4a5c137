import type { Context } from "../../config/context.ts"
import { withOptions } from "../../config/providers.ts"
import type { EmailConfig } from "../../contracts/provider.ts"
import { EmailSignInError, Verification } from "../../errors.ts"
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
import { adapterOf } from "../session/database.ts"
import { canonicalAddress } from "../signin/email.ts"

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
  const redeemed = await alone(JSON.stringify(["email", identifier, token]), async () => {
    await redeem(context, { identifier, token, forms })
    return true
  })
  if (!redeemed) throw new Verification("The link is being used at this moment")
  return letIn(context, provider, identifier, callbackUrl)
}

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
async function redeem(context: Context, { identifier, token, forms }: Redeemed): Promise<void> {
  if (await consume(context, identifier, await forms())) return
  const keys = await context.keys()
  const before = keys.ring
  if (mayBeNewer(before, token)) {
    const ring = await keys.refresh()?.catch(() => undefined)
    if (ring && ring !== before && (await consume(context, identifier, await forms()))) return
  }
  throw new Verification("The link is wrong, or was used before")
}

/** Whoever gets the row, got it alone. */
async function consume(
  context: Context,
  identifier: string,
  stored: readonly string[],
): Promise<boolean> {
  const adapter = adapterOf(context)
  for (const token of stored) {
    const found = await adapter.useVerificationToken({ identifier, token })
    if (!found) continue
    if (!(found.expires.valueOf() >= Date.now())) throw new Verification("The link is too old")
    return true
  }
  return false
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
  return { ...result, cookies: [...(result.cookies ?? []), ...burnNote(context)] }
}
