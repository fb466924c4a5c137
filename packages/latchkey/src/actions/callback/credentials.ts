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
import {
  attempt,
  type AttemptedAccount,
  inTurn,
  isThrottled,
  rememberDevice,
} from "../throttled.ts"

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
  const typed = textOf(request.body)
  const declared = provider.credentials
  if (isThrottled(context)) assertShort(declared, typed)
  const kind = `credentials:${provider.id}`
  const named: AttemptedAccount = { kind, declared, typed }
  const wentRight = await attempt(context, "credentials", named)
  const user = await inTurn(context, () => authorize(context, provider, typed))
  await wentRight()
  const account: Account = {
    provider: provider.id,
    type: "credentials",
    providerAccountId: String(user.id ?? ""),
  }
  const entrant: Entrant = { user, account, credentials: typed }
  context.about.user = account.providerAccountId
  const redirect = await askSignIn(context, entrant)
  if (redirect !== undefined) return { redirect }
  const result = await completeSignIn(context, { user, isNewUser: false }, entrant, callbackUrl)
  return {
    ...result,
    cookies: [...(await rememberDevice(context, named)), ...(result.cookies ?? [])],
  }
}

/**
 * What was typed, as the text that a form sends: a number or a boolean of JSON as it is written, nothing where it is null.
 * An object or a list no form has, and to a database it may be a question of its own (`{"$gt":""}`).
 *
 * @throws CredentialsSignin
 */
function textOf(body: RequestInternal["body"]): Record<string, string> {
  const fields = Object.entries(body).filter(([name, value]) => !ours.has(name) && value !== null)
  if (fields.some(([, value]) => typeof value === "object")) {
    throw new CredentialsSignin("A field of the credentials is an object or a list")
  }
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]))
}

/** What passwords are called where no field is declared as one. */
const SECRET = /^(?:pass(?:word|phrase|code)?|pwd|pin)$/i
/** Characters of a password: far more than anybody types, and few enough for any hash (NIST SP 800-63B-4 §3.1.1.2). */
const LONGEST = 4_096

/**
 * Ensure that no password takes long to hash for its length alone.
 *
 * @throws CredentialsSignin
 */
function assertShort(
  declared: CredentialsConfig["credentials"],
  typed: Readonly<Record<string, string>>,
): void {
  const isSecret = (name: string): boolean =>
    declared?.[name]?.type === "password" || SECRET.test(name)
  const long = Object.entries(typed).find(
    ([name, value]) => value.length > LONGEST && isSecret(name),
  )
  if (long) throw new CredentialsSignin(`A password has more than ${LONGEST} characters`)
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
