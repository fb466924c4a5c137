import type { RelyingPartyIds } from "./verify.ts"
import type { WebAuthnConfig, WebAuthnContext, WebAuthnRequest } from "../contracts/webauthn.ts"

/** The relying party, with its origins as a list. */
export interface Party extends RelyingPartyIds {
  readonly name: string
}

const first = (given: string | string[] | undefined): string | undefined =>
  Array.isArray(given) ? given[0] : given

/** Who asks for the passkey: what the application says, else the host and origin we are known by. */
export function relyingParty(options: WebAuthnContext, request: WebAuthnRequest): Party {
  const { provider, url } = options
  const own = provider.getRelayingParty?.(options, request) ?? fromConfig(provider, url)
  return { id: own.id, name: own.name, origins: [own.origin].flat() }
}

function fromConfig(
  { relayingParty }: WebAuthnConfig,
  url: URL,
): { id: string; name: string; origin: string | string[] } {
  return {
    id: first(relayingParty?.id) || url.hostname,
    name: first(relayingParty?.name) || url.host,
    origin: relayingParty?.origin?.length ? relayingParty.origin : url.origin,
  }
}
