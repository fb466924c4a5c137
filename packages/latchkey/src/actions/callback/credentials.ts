import type { Context } from "../../config/context.ts"
import { withOptions } from "../../config/providers.ts"
import type { CredentialsConfig } from "../../contracts/provider.ts"
import { AuthError, CallbackRouteError, CredentialsSignin, MissingAuthorize } from "../../errors.ts"
import type { Account } from "../../vocabulary/account.ts"
import type { User } from "../../vocabulary/user.ts"
import { askSignIn, completeSignIn, type Entrant } from "../complete.ts"
import { requireCsrf } from "../csrf.ts"
import { refusalOf } from "../refusal.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"

/** What the form carries for us, not for the application. */
const ours: ReadonlySet<string> = new Set(["csrfToken", "callbackUrl", "json", "redirect"])

/** Asks the application whether what was typed is right. */
export async function credentialsCallback(
  context: Context,
  request: RequestInternal,
  config: CredentialsConfig,
  callbackUrl: string,
): Promise<ResponseInternal> {
  await requireCsrf(context, request)
  const provider = withOptions(config)
  const typed = Object.fromEntries(Object.entries(request.body).filter(([name]) => !ours.has(name)))
  const user = await authorize(context, provider, typed)
  const account: Account = {
    provider: provider.id,
    type: "credentials",
    providerAccountId: String(user.id ?? ""),
  }
  const entrant: Entrant = { user, account, credentials: typed }
  context.about.user = account.providerAccountId
  const redirect = await askSignIn(context, entrant)
  if (redirect !== undefined) return { redirect }
  return completeSignIn(context, { user, isNewUser: false }, entrant, callbackUrl)
}

async function authorize(
  context: Context,
  provider: CredentialsConfig,
  typed: Record<string, unknown>,
): Promise<User> {
  if (typeof provider.authorize !== "function") {
    throw new MissingAuthorize(`The provider ${provider.id} has no authorize function`)
  }
  let user: User | null
  try {
    const { request } = context.incoming
    user = await provider.authorize(typed, request!)
  } catch (error) {
    if (error instanceof AuthError) throw error
    const refusal = refusalOf(context, error, "authorize")
    if (refusal) throw refusal
    throw new CallbackRouteError(error instanceof Error ? error : String(error), {
      provider: provider.id,
      ...(error instanceof Error ? { err: error } : {}),
    })
  }
  if (!user) throw new CredentialsSignin("The credentials are wrong")
  if (user.id === undefined || user.id === null) {
    return { ...user, id: globalThis.crypto.randomUUID() }
  }
  return { ...user, id: String(user.id) }
}
