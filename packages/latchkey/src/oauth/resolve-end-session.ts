import type { EndSessionEndpoint, OAuthConfig } from "../contracts/provider.ts"
import { mergeEndpoint, toParams } from "./endpoint.ts"

/** A provider's sign-out with everything decided that can be without asking it. */
export interface ResolvedEndSession {
  readonly url?: string
  readonly params: Readonly<Record<string, string>>
  readonly prepare?: NonNullable<EndSessionEndpoint["prepare"]>
  readonly state: boolean
  readonly idTokenHint: "stored" | "cookie"
}

export function resolveEndSession(config: OAuthConfig<any>): ResolvedEndSession {
  const { options } = config
  const merged = mergeEndpoint<EndSessionEndpoint>(config.endSession, options?.endSession)
  return Object.freeze({
    ...(merged.url && { url: merged.url }),
    params: Object.freeze(toParams(merged.params)),
    ...(merged.prepare && { prepare: merged.prepare }),
    state: merged.state !== false,
    idTokenHint: merged.idTokenHint ?? "stored",
  })
}
