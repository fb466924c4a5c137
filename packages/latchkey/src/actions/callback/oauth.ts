import type { Context } from "../../config/context.ts"
import { saidAddress } from "../../email/said.ts"
import type { OAuth2Config, OIDCConfig } from "../../contracts/provider.ts"
import { AuthError, CallbackRouteError } from "../../errors.ts"
import { type CallbackResult, processCallback } from "../../oauth/callback.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import { userAndAccount } from "../../oauth/user-and-account.ts"
import { stableId } from "../../session/stable-id.ts"
import type { Account } from "../../vocabulary/account.ts"
import type { BeganBy } from "../accounts/began-by.ts"
import { burnChecks, type CheckKind, openChecks } from "../checks.ts"
import { askSignIn, completeSignIn, type Entrant } from "../complete.ts"
import { forwardAnswer } from "../preview-proxy.ts"
import { provision } from "../provision.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { oauthProvider, redirectUri } from "../signin/oauth.ts"
import { attempt } from "../throttled.ts"

/** The provider sent the browser back: its answer is judged, and the person let in or not. */
export async function oauthCallback(
  context: Context,
  request: RequestInternal,
  config: OIDCConfig<any> | OAuth2Config<any>,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const id = request.providerId!
  const parameters = parametersOf(request)
  const elsewhere = await forwardAnswer(context, request, parameters)
  if (elsewhere) return elsewhere
  const wentRight = await attempt(context, "callback")
  const { uri, proxied } = redirectUri(context, id, config)
  const provider = oauthProvider(context, config, uri)
  try {
    const required = new Set<CheckKind>(provider.checks)
    if (proxied) required.add("state")
    const asked = { provider: provider.id, state: parameters["state"] }
    const { values: checks, by } = await openChecks(context, asked, required)
    const answer = await processCallback(provider, { params: parameters, redirectUri: uri, checks })
    await wentRight()
    const result = await letInByOAuth(context, provider, { ...answer, by }, callbackUrl)
    return { ...result, cookies: [...(result.cookies ?? []), ...burnChecks(context)] }
  } catch (error) {
    if (error instanceof AuthError) throw error
    throw new CallbackRouteError(error instanceof Error ? error : String(error), { provider: id })
  }
}

/** A form post carries the answer in its body, everything else in its query; never both. */
function parametersOf(request: RequestInternal): Record<string, string> {
  if (request.method === "GET") return { ...request.query }
  const entries = Object.entries(request.body)
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  )
}

/** What is asked of a provider once it has said who somebody is; the same for OAuth 1. */
export type Described = Parameters<typeof userAndAccount>[0] &
  Pick<OAuthProvider, "allowDangerousEmailAccountLinking">

interface Began {
  /** Who was signed in when the flow began. */
  readonly by: BeganBy | undefined
}

/** Lets in whom the provider named, unless the application has something against it. */
export async function letInByOAuth(
  context: Context,
  provider: Described,
  answer: CallbackResult & Began,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const entrant = await entrantOf(context, provider, answer)
  return letIn(context, provider, { ...entrant, by: answer.by }, callbackUrl)
}

/** An entrant, and what of the account is stored. */
interface OAuthEntrant extends Entrant {
  readonly storedAccount: Account
}

async function letIn(
  context: Context,
  provider: Described,
  { storedAccount, by, ...entrant }: OAuthEntrant & Began,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const { account, profile } = entrant
  const known = await context.adapter?.getUserByAccount?.({
    provider: account.provider,
    providerAccountId: account.providerAccountId,
  })
  const id = context.adapter?.getUserByAccount ? known?.id : entrant.user.id
  if (id !== undefined) context.about.user = id
  const redirect = await askSignIn(context, { ...entrant, user: known ?? entrant.user })
  if (redirect !== undefined) return { redirect }
  const provisioned = await provision(context, {
    user: entrant.user,
    account: storedAccount,
    profile,
    linksByEmail: provider.allowDangerousEmailAccountLinking,
    by,
  })
  // The session goes on as it is: nobody signed in.
  if (by?.link) return { redirect: callbackUrl }
  return completeSignIn(context, provisioned, entrant, callbackUrl)
}

/** What the provider said, as a user and an account. */
async function entrantOf(
  context: Context,
  provider: Described,
  answer: CallbackResult,
): Promise<OAuthEntrant> {
  const { user: said, account, storedAccount } = await userAndAccount(provider, answer)
  const { providerAccountId } = account
  const id =
    context.compat === 4 && !context.config.adapter
      ? providerAccountId
      : await stableId(provider.id, providerAccountId)
  const email = saidAddress(said.email, { strict: context.compat === undefined })
  if (said.email && !email)
    context.logger.debug("the provider's address is none", { provider: provider.id })
  const user = { ...said, id, ...(said.email === undefined ? {} : { email }) }
  return { user, account, storedAccount, profile: answer.profile, proof: proofOf(answer) }
}

/** What the ID token says of the sign-in there: `amr` (RFC 8176 §1), and `sid` (Back-Channel Logout 1.0 §2.1). */
function proofOf({ claims }: CallbackResult): NonNullable<Entrant["proof"]> {
  const { amr, sid } = claims ?? {}
  const methods = Array.isArray(amr) ? amr.filter((one) => typeof one === "string") : []
  return {
    amr: methods.length === 0 ? ["fed"] : methods.slice(0, MAX_METHODS).map(short),
    ...(typeof sid === "string" && sid !== "" ? { providerSession: sid } : {}),
  }
}

/** Of what a provider says, so much is kept. */
const MAX_METHODS = 10
const short = (method: string): string => method.slice(0, 40)
