import type { OAuthConfig, OAuthUserConfig } from "next-auth/providers/oauth"

interface LocalIdProfile extends Record<string, unknown> {
  sub: string
  name: string
  email: string
}

/** The identity provider that the club shares with its neighbours. */
export default function LocalId(
  options: OAuthUserConfig<LocalIdProfile>,
): OAuthConfig<LocalIdProfile> {
  return {
    id: "local-id",
    name: "Local ID",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    client: { token_endpoint_auth_method: "client_secret_post" },
    checks: ["pkce", "state"],
    profile(profile) {
      return { id: profile.sub, name: profile.name, email: profile.email, number: 0 }
    },
    options,
  }
}
