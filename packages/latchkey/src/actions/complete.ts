import type { Context } from "../config/context.ts"
import { AccessDenied, AuthError } from "../errors.ts"
import { safeRedirect } from "../web/redirect.ts"
import type { Account, Profile } from "../vocabulary/account.ts"
import type { JWT } from "../vocabulary/token.ts"
import type { User } from "../vocabulary/user.ts"
import { allowedRedirect } from "./callback-url.ts"
import { replacedCsrf } from "./csrf.ts"
import { rememberSignIn } from "./logout/cookies.ts"
import type { Provisioned } from "./provision.ts"
import { refusalOf } from "./refusal.ts"
import type { ResponseInternal } from "./result.ts"
import { beginDatabaseSession } from "./session/database.ts"
import { formerSession, settleSession } from "./session/begin.ts"
import type { BegunSession, SessionOrigin } from "./session/records.ts"
import { beginTokenSession } from "./session/seal.ts"

/** Someone about to be let in. */
export interface Entrant {
  readonly user: User
  readonly account: Account
  readonly profile?: Profile | undefined
  readonly email?: { verificationRequest?: boolean }
  readonly credentials?: Record<string, unknown>
  /** What the person proved, and what their session is called at the provider; see `SessionRecord`. */
  readonly proof?: Partial<Pick<SessionOrigin, "amr" | "providerSession">>
}

/**
 * Asks the application whether this person may sign in.
 *
 * @returns where to send them instead, if the application says so
 * @throws AccessDenied
 */
export async function askSignIn(context: Context, entrant: Entrant): Promise<string | undefined> {
  const { request } = context.incoming
  const { ip } = context
  const { proof: _, ...said } = entrant
  let answer: boolean | string
  try {
    answer = await context.callback("signIn")({
      ...said,
      ...(request ? { request } : {}),
      ...(ip === undefined ? {} : { ip }),
    } as never)
  } catch (error) {
    if (error instanceof AuthError) throw error
    const refusal = refusalOf(context, error, "The signIn callback")
    if (refusal) throw refusal
    throw new AccessDenied(
      "The signIn callback threw",
      error instanceof Error ? { err: error } : {},
    )
  }
  if (answer === true) return undefined
  if (typeof answer === "string") {
    await context.note({
      type: entrant.email?.verificationRequest ? "link-sent" : "sign-in",
      outcome: "refused",
      provider: entrant.account.provider,
      reason: "AccessDenied",
    })
    return allowedRedirect(context, answer)
  }
  throw new AccessDenied("The signIn callback said no")
}

/** Begins the session of someone who was let in, and sends them where they wanted to go. */
export async function completeSignIn(
  context: Context,
  { user, isNewUser }: Provisioned,
  entrant: Entrant,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const account = { ...entrant.account, ...(user.id === undefined ? {} : { userId: user.id }) }
  const former = await formerSession(context)
  const begun =
    context.strategy === "database"
      ? await beginDatabaseSession(context, user.id!, originOf(entrant))
      : await tokenSession(context, { ...entrant, account, user }, isNewUser)
  const { provider, type, providerAccountId } = account
  context.about.user = user.id ?? providerAccountId
  if (!begun) {
    await context.note({ type: "sign-in", outcome: "refused", provider, reason: "AccessDenied" })
    return { redirect: callbackUrl }
  }
  await settleSession(context, begun, former)
  const cookies = [
    ...begun.cookies,
    ...(await rememberSignIn(context, account)),
    ...(await replacedCsrf(context)),
  ]
  await context.emit("signIn", {
    user,
    account,
    ...(entrant.profile ? { profile: entrant.profile } : {}),
    isNewUser,
  })
  await context.note({
    type: "sign-in",
    outcome: "success",
    provider,
    details: { by: type, isNewUser },
  })
  return { redirect: isNewUser ? newUserPage(context, callbackUrl) : callbackUrl, cookies }
}

async function tokenSession(
  context: Context,
  entrant: Entrant,
  isNewUser: boolean,
): Promise<BegunSession | undefined> {
  const { user, account, profile } = entrant
  const sub = user.id ?? account.providerAccountId
  const { name, email, image: picture } = user
  const defaults = { name, email, picture, sub } as JWT
  const { request } = context.incoming
  const token = await context.callback("jwt")({
    token: defaults,
    user,
    account,
    ...(profile ? { profile } : {}),
    isNewUser,
    trigger: isNewUser ? "signUp" : "signIn",
    ...(request ? { request } : {}),
  } as never)
  return token === null ? undefined : beginTokenSession(context, token, originOf(entrant))
}

/** How the person came in. A mail address is no id at a provider: nobody is told of it, or ends sessions by it. */
function originOf({ account, proof }: Entrant): SessionOrigin {
  const { provider, providerAccountId, type } = account
  const usual = { credentials: ["pwd"], email: ["email"] } as const
  const amr = proof?.amr ?? (type in usual ? usual[type as keyof typeof usual] : ["fed"])
  return {
    provider,
    amr,
    ...(type === "oauth" || type === "oidc" ? { providerAccountId } : {}),
    ...(proof?.providerSession === undefined ? {} : { providerSession: proof.providerSession }),
  }
}

function newUserPage(context: Context, callbackUrl: string): string {
  const page = context.config.pages?.newUser
  const url = page && safeRedirect(page, { baseUrl: context.origin })
  if (!url) return callbackUrl
  const target = new URL(url)
  target.searchParams.set("callbackUrl", callbackUrl)
  return target.href
}
