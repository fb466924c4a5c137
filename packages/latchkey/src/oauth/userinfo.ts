import * as oauth from "oauth4webapi"
import type { AuthorizationServer, IDToken } from "oauth4webapi"
import type { ProfileContext } from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"
import { oauthClient } from "./client-auth.ts"
import type { Discovered } from "./discover.ts"
import type { OAuthProvider } from "./provider.ts"
import { assertSignedByServer } from "./server-keys.ts"
import { requestOptions } from "./transport.ts"

/**
 * The profile, from the userinfo endpoint or the provider's own way to ask.
 *
 * @throws {Error} No answer, no object, or the profile of somebody else (OpenID Connect Core §5.3.2).
 */
export async function fetchProfile(
  provider: OAuthProvider<any>,
  { server, keys }: Discovered,
  { tokens, fetch }: ProfileContext,
  claims: IDToken | undefined,
): Promise<Profile> {
  const own = provider.userinfo?.request
  if (own) {
    const clientSecret = async (): Promise<string | undefined> => provider.clientSecret?.()
    const asked = await own({ tokens, provider: provider.config, fetch, clientSecret })
    const profile = plainObject(asked)
    return claims ? sameSubject({ sub: claims.sub, ...profile }, claims) : profile
  }
  const client = oauthClient(provider)
  const target = withParams(server, provider.userinfo?.params)
  const options = requestOptions(provider, target.userinfo_endpoint)
  const answer = await oauth.userInfoRequest(target, client, tokens.access_token!, options)
  const response = (await provider.userinfo?.conform?.(answer.clone())) ?? answer
  if (!claims) return readProfile(response)
  const profile = await oauth.processUserInfoResponse(server, client, claims.sub, response)
  if (response.headers.get("content-type")?.split(";")[0] === "application/jwt") {
    await assertSignedByServer(provider, server, keys, response)
    // The library holds them where they are there (§5.3.2: they must be).
    if (profile["iss"] === undefined || profile["aud"] === undefined) {
      throw new Error("the signed profile doesn't say by whom and for whom it is")
    }
  }
  return withoutPrototype(profile)
}

/** A copy without a member called `__proto__`, which later copies could mistake for a prototype. */
export function withoutPrototype(value: object): Profile {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "__proto__"))
}

function withParams(
  server: AuthorizationServer,
  params: Readonly<Record<string, string>> = {},
): AuthorizationServer {
  if (!server.userinfo_endpoint) return server
  const url = new URL(server.userinfo_endpoint)
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return { ...server, userinfo_endpoint: url.href }
}

/** Plain OAuth 2 has no rules for a profile but that it is one. */
async function readProfile(response: Response): Promise<Profile> {
  if (response.status !== 200) {
    throw new Error(`the userinfo endpoint answered with status ${response.status}`)
  }
  const body: unknown = await response.json().catch(() => {
    throw new Error("the userinfo endpoint's answer is not JSON")
  })
  return plainObject(body)
}

function plainObject(value: unknown): Profile {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return withoutPrototype(value)
  }
  throw new Error("the profile is not an object")
}

function sameSubject(profile: Profile, claims: IDToken): Profile {
  if (profile.sub === claims.sub) return profile
  throw new Error('the profile is of another "sub" than the ID Token')
}
