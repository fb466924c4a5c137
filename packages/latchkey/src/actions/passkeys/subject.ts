import type { Context } from "../../config/context.ts"
import type { PasskeyAdapter } from "../../config/passkeys.ts"
import type {
  WebAuthnConfig,
  WebAuthnContext,
  WebAuthnRequest,
  WebAuthnUserInfo,
} from "../../contracts/webauthn.ts"
import { parseEmail } from "../../email/parse.ts"
import { type Party, relyingParty } from "../../passkeys/relying-party.ts"
import type { RequestInternal } from "../result.ts"

/** What a ceremony is about: the site, and what the application's functions are given. */
export interface Subject {
  readonly party: Party
  readonly userInfo: () => Promise<WebAuthnUserInfo>
}

export function subjectOf(
  context: Context,
  adapter: PasskeyAdapter,
  provider: WebAuthnConfig,
  request: RequestInternal,
): Subject {
  const options: WebAuthnContext = { adapter, provider, url: new URL(context.base) }
  const { url, method, query, body } = request
  const { headers } = context.incoming
  const asked: WebAuthnRequest = { url, method, query, body, headers }
  return {
    party: relyingParty(options, asked),
    userInfo: () =>
      provider.getUserInfo ? provider.getUserInfo(options, asked) : byAddress(adapter, query),
  }
}

/** The user who has the address in the form, or a new one. Null where there is no address. */
async function byAddress(
  adapter: PasskeyAdapter,
  query: Readonly<Record<string, string>>,
): Promise<WebAuthnUserInfo> {
  const parsed = parseEmail(query["email"])
  if (!parsed.ok) return null
  const user = await adapter.getUserByEmail(parsed.email)
  return user ? { user, exists: true } : { user: { email: parsed.email }, exists: false }
}
