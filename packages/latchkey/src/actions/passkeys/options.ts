import type { Context } from "../../config/context.ts"
import { assertPasskeys, type PasskeyAdapter } from "../../config/passkeys.ts"
import { withOptions } from "../../config/providers.ts"
import type { AdapterAuthenticator, AdapterUser } from "../../contracts/adapter.ts"
import type {
  WebAuthnAction,
  WebAuthnConfig,
  WebAuthnOptionsResponseBody,
} from "../../contracts/webauthn.ts"
import {
  authenticationOptions,
  CEREMONY_TIMEOUT,
  registrationOptions,
} from "../../passkeys/options.ts"
import type { User } from "../../vocabulary/user.ts"
import { signedInUser } from "../provision.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { attempt } from "../throttled.ts"
import { type Challenge, keepChallenge } from "./challenge.ts"
import { type Subject, subjectOf } from "./subject.ts"

/** What the options are made from. */
interface Asked {
  readonly context: Context
  readonly adapter: PasskeyAdapter
  readonly provider: WebAuthnConfig
  readonly subject: Subject
  readonly signedIn: AdapterUser | null
}

/**
 * GET /webauthn-options/:provider. Says nothing of who has an account: to someone who is not signed in, every address
 * looks alike, unless `listCredentials` is set, or a door has to choose the action as Auth.js does.
 */
export async function webAuthnOptions(
  context: Context,
  request: RequestInternal,
  config: WebAuthnConfig,
): Promise<ResponseInternal> {
  const adapter = assertPasskeys(context)
  await attempt(context, "passkeyOptions")
  const provider = withOptions(config)
  const signedIn = await signedInUser(context, adapter)
  const subject = subjectOf(context, adapter, provider, request)
  const asked: Asked = { context, adapter, provider, subject, signedIn }
  const action = request.query["action"] ?? (await impliedAction(asked))
  if (action === "authenticate") return authenticate(asked)
  if (action === "register") return register(asked)
  return { status: 400, body: { error: action === null ? "Invalid request" : "Invalid action" } }
}

/**
 * What is wanted where nothing is said. Someone who is signed in may want either: null. Of anyone else a door expects
 * what Auth.js does: to register an address that nobody has. That tells who has an account, as registering does in the
 * end; without a door, or with `listCredentials: false`, there is one thing to do, and nothing to be told.
 */
async function impliedAction({
  context,
  provider,
  subject,
  signedIn,
}: Asked): Promise<WebAuthnAction | null> {
  if (signedIn) return null
  const isTold = context.compat !== undefined && provider.listCredentials !== false
  if (!isTold) return "authenticate"
  const info = await subject.userInfo()
  return info && !info.exists ? "register" : "authenticate"
}

async function authenticate(asked: Asked): Promise<ResponseInternal> {
  const { adapter, provider, subject, signedIn } = asked
  const listed = signedIn ?? (await typedUser(asked))
  const known = listed ? await adapter.listAuthenticatorsByUserId(listed.id) : []
  const options = await authenticationOptions(provider, subject.party, known)
  const of = known.length > 0 && listed ? listed.id : null
  return answer(asked, { action: "authenticate", options }, { of, user: null, taken: 0 })
}

/** Whom the form speaks of, where the application lets strangers know. */
async function typedUser({ provider, subject }: Asked): Promise<{ id: string } | null> {
  if (provider.listCredentials !== true) return null
  const info = await subject.userInfo()
  return info?.exists && info.user.id !== undefined ? { id: info.user.id } : null
}

async function register(asked: Asked): Promise<ResponseInternal> {
  const { adapter, provider, subject, signedIn } = asked
  const info = signedIn ? null : await subject.userInfo()
  const user: User | undefined = signedIn ?? info?.user
  if (typeof user?.email !== "string") return { status: 400, body: { error: "Invalid request" } }
  const known: AdapterAuthenticator[] = signedIn
    ? await adapter.listAuthenticatorsByUserId(signedIn.id)
    : []
  // Of a stranger, only what they typed is repeated to them.
  const shown = signedIn ? { email: user.email, name: signedIn.name } : { email: user.email }
  const options = await registrationOptions(provider, subject.party, shown, known)
  const stranger = signedIn ? null : info?.exists ? { email: user.email } : user
  const kept = { of: null, user: stranger, taken: info?.exists ? 1 : 0 } as const
  return answer(asked, { action: "register", options }, kept)
}

async function answer(
  { context, provider, signedIn }: Asked,
  body: WebAuthnOptionsResponseBody,
  kept: Pick<Challenge, "of" | "user" | "taken">,
): Promise<ResponseInternal> {
  const { challenge, timeout = CEREMONY_TIMEOUT } = body.options
  const bound = { provider: provider.id, action: body.action, by: signedIn?.id ?? null }
  const cookie = await keepChallenge(context, { challenge, ...bound, ...kept }, timeout)
  return { body, cookies: [cookie] }
}
