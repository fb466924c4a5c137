import type { AccountCallback, OAuth2Config, ProfileCallback } from "../../contracts/provider.ts"
import { allowInsecureRequests, customFetch } from "../../contracts/symbols.ts"
import { InvalidEndpoints, MissingClientId } from "../../errors.ts"
import type { Profile } from "../../vocabulary/account.ts"
import { secretReader } from "../client-secret.ts"
import { defaultProfile } from "../defaults.ts"
import { mergeEndpoint, toParams } from "../endpoint.ts"
import { globalFetch } from "../global-fetch.ts"
import { mergeOptions } from "../merge-options.ts"
import { missingClient } from "../missing-client.ts"

/** The three addresses of RFC 5849 §2 but one, and that of the profile. */
const endpoints = ["requestTokenUrl", "accessTokenUrl", "profileUrl"] as const

/** A provider of OAuth 1.0a with everything decided. Frozen. */
export interface OAuth1Provider<P = Profile> extends Readonly<
  Record<(typeof endpoints)[number], string>
> {
  readonly id: string
  readonly type: "oauth"
  readonly clientId: string
  /** Reads the secret; rejects with `KeysUnavailable` where its source does not answer. */
  readonly clientSecret: () => Promise<string>
  readonly authorization: {
    readonly url: string
    readonly params: Readonly<Record<string, string>>
  }
  readonly profile: ProfileCallback<P>
  readonly account: AccountCallback
  /** `customFetch`, or the global `fetch` at the time of the call. */
  readonly fetch: typeof fetch
  readonly allowInsecure: boolean
  readonly allowDangerousEmailAccountLinking: boolean
}

/**
 * Decides everything about a provider of OAuth 1.0a: the user's `options` over the provider's own. Pure.
 *
 * @param redirectUri - the callback URL, for the message that says what to register
 * @throws {MissingClientId} Client id or secret is missing.
 * @throws {InvalidEndpoints} An endpoint is missing or no URL, or `encoding` is not HMAC-SHA1.
 */
export function resolveOAuth1Provider<P = Profile>(
  given: OAuth2Config<P>,
  redirectUri?: string,
): OAuth1Provider<P> {
  const merged = mergeOptions(given)
  const { id, clientId, clientSecret } = merged
  if (!clientId) throw new MissingClientId(missingClient(merged, "ID", redirectUri))
  const noSecret = (): MissingClientId =>
    new MissingClientId(missingClient(merged, "SECRET", redirectUri))
  if (clientSecret === undefined || clientSecret === "") throw noSecret()
  const { encoding = "HMAC-SHA1" } = merged
  if (encoding !== "HMAC-SHA1") {
    throw new InvalidEndpoints(`Provider "${id}": requests are signed by HMAC-SHA1 only`, {
      provider: id,
    })
  }
  const read = secretReader(id, clientSecret)
  const authorization = mergeEndpoint(given.authorization, given.options?.authorization)
  const urls = endpoints.map((name) => [name, urlOf(id, name, merged[name])])
  return Object.freeze({
    id,
    type: "oauth",
    clientId,
    clientSecret: async () => {
      const secret = await read()
      if (!secret) throw noSecret()
      return secret
    },
    ...(Object.fromEntries(urls) as Record<(typeof endpoints)[number], string>),
    authorization: {
      url: urlOf(id, "authorization", authorization.url),
      params: toParams(authorization.params),
    },
    profile: merged.profile ?? (defaultProfile as ProfileCallback<P>),
    account: merged.account ?? ((tokens) => tokens),
    fetch: merged[customFetch] ?? globalFetch,
    allowInsecure: merged[allowInsecureRequests] === true,
    allowDangerousEmailAccountLinking: merged.allowDangerousEmailAccountLinking === true,
  } satisfies OAuth1Provider<P>)
}

function urlOf(id: string, name: string, url: string | undefined): string {
  if (url && URL.canParse(url)) return url
  throw new InvalidEndpoints(
    url ? `The \`${name}\` of provider "${id}" is not a URL` : `Provider "${id}" lacks \`${name}\``,
    { provider: id },
  )
}
