import type { Context } from "../../config/context.ts"
import { withOptions } from "../../config/providers.ts"
import type { EmailConfig, SendVerificationRequestParams } from "../../contracts/provider.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { AuthError, EmailSignInError } from "../../errors.ts"
import { codeAge } from "../../email/code-age.ts"
import { LINK_MAX_AGE } from "../../email/link-age.ts"
import { parseEmail } from "../../email/parse.ts"
import { makeLegacyMailToken, makeMailToken } from "../../email/token.ts"
import { ringStrings } from "../../keys/ring.ts"
import { secretReader } from "../../oauth/client-secret.ts"
import type { Account } from "../../vocabulary/account.ts"
import type { User } from "../../vocabulary/user.ts"
import { askSignIn } from "../complete.ts"
import { leaveNote } from "../mail-note.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { withDeadline } from "../../web/deadline.ts"
import { adapterOf } from "../session/find-row.ts"
import { attempt, type AttemptedAccount, isThrottled } from "../throttled.ts"

/**
 * The canonical address.
 *
 * @throws EmailSignInError where it is none
 */
export function canonicalAddress(provider: EmailConfig, given: unknown): string {
  if (provider.normalizeIdentifier) {
    try {
      if (typeof given === "string") return provider.normalizeIdentifier(given)
    } catch (error) {
      throw new EmailSignInError(
        "The address was refused",
        error instanceof Error ? { err: error } : {},
      )
    }
  }
  const parsed = parseEmail(given)
  if (parsed.ok) return parsed.email
  throw new EmailSignInError("The address is not one", { reason: parsed.reason })
}

/** A mailbox, as attempts for it are counted. */
export const mailAccount = (email: string): AttemptedAccount => ({ kind: "mail", typed: { email } })

/** Mails a link to whoever owns the address, and says so whether or not anybody is known by it. */
export async function signInWithEmail(
  context: Context,
  request: RequestInternal,
  config: EmailConfig,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const provider = await withKey(withOptions(config))
  const adapter = adapterOf(context)
  const email = canonicalAddress(provider, request.body["email"])
  await attempt(context, "mail", mailAccount(email))
  const stranger: User = { id: globalThis.crypto.randomUUID(), email }
  const known = await adapter.getUserByEmail(email)
  if (known) context.about.user = known.id
  const user = known ?? { ...stranger, emailVerified: null }
  const account: Account = {
    providerAccountId: email,
    userId: user.id!,
    type: "email",
    provider: provider.id,
  }
  const redirect = await askSignIn(context, { user, account, email: { verificationRequest: true } })
  if (redirect !== undefined) return { redirect }
  const note = await sendLink(context, provider, email, callbackUrl)
  await context.note({ type: "link-sent", outcome: "success", provider: provider.id })
  const query = new URLSearchParams({ provider: provider.id, type: provider.type })
  return { redirect: `${context.base}/verify-request?${query}`, cookies: [note] }
}

/** Milliseconds that a mail may take to be handed over. Nodemailer by itself waits ten minutes for a silent server. */
const PATIENCE = 25_000

type KeyedConfig = SendVerificationRequestParams["provider"]

/** With its key read from wherever it is kept, so that whoever sends the mail has text. */
async function withKey(provider: EmailConfig): Promise<KeyedConfig> {
  const { apiKey, id } = provider
  if (apiKey === undefined || typeof apiKey === "string") return provider as KeyedConfig
  return { ...provider, apiKey: (await secretReader(id, apiKey)()) ?? "" }
}

async function sendLink(
  context: Context,
  provider: KeyedConfig,
  identifier: string,
  callbackUrl: string,
): Promise<SetCookie> {
  const { ring } = await context.keys()
  const given = await provider.generateVerificationToken?.()
  const asked = provider.maxAge ?? LINK_MAX_AGE
  const maxAge = given && isThrottled(context) ? codeAge(given, asked) : asked
  const expires = new Date(Date.now() + maxAge * 1000)
  const token = context.compat
    ? await makeLegacyMailToken(provider.secret ?? ringStrings(ring)[0]!, given)
    : await makeMailToken(ring, identifier, given)
  const query = new URLSearchParams({ callbackUrl, token: token.mailed, email: identifier })
  const url = `${context.base}/callback/${provider.id}?${query}`
  await adapterOf(context).createVerificationToken({ identifier, token: token.stored, expires })
  const mail = {
    identifier,
    token: token.mailed,
    expires,
    url,
    provider,
    theme: context.config.theme ?? {},
    request: context.incoming.request!,
  }
  try {
    const sending = (async () => provider.sendVerificationRequest(mail))()
    await withDeadline(
      sending,
      PATIENCE,
      () =>
        new EmailSignInError("The mail server did not answer in time", { provider: provider.id }),
    )
  } catch (error) {
    if (error instanceof AuthError) throw error
    throw new EmailSignInError("The mail could not be sent", {
      provider: provider.id,
      ...(error instanceof Error ? { err: error } : {}),
    })
  }
  return leaveNote(context, identifier, token.stored, maxAge)
}
