import { type Mock, vi } from "vitest"
import type { OIDCConfig } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { type AuthorizationServer, discover } from "../../src/oauth/discover.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../src/oauth/provider.ts"

export const issuer = "https://id.example"
export const wellKnown = `${issuer}/.well-known/openid-configuration`
export const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/me`,
  jwks_uri: `${issuer}/jwks`,
}
export const oidc = { id: "id", name: "Id", type: "oidc", issuer, clientId: "app" } as const
export const plain = { ...oidc, type: "oauth" } as const
export const own = {
  authorization: "https://own.example/authorize",
  token: "https://own.example/token",
  userinfo: "https://own.example/me",
  jwks_endpoint: "https://own.example/jwks",
}

export interface Start {
  readonly compat?: 4 | 5
  readonly answer?: () => Response
}

/** A provider, and a note of what it was asked. */
export function start(
  config: object,
  { compat, answer = () => Response.json(metadata) }: Start = {},
): { provider: OAuthProvider; ask: Mock<typeof fetch>; found: () => Promise<AuthorizationServer> } {
  const ask = vi.fn<typeof fetch>(async () => answer())
  const whole = { ...oidc, [customFetch]: ask, ...config } as OIDCConfig<any>
  const provider = resolveOAuthProvider(whole, compat ? { compat } : {})
  return { provider, ask, found: () => discover(provider) }
}
export const saying = (more: object): Start => ({
  answer: () => Response.json({ ...metadata, ...more }),
})
