import { expect, it, vi } from "vitest"
import type { OAuth2Config } from "../contracts/provider.ts"
import { customFetch } from "../contracts/symbols.ts"
import { InvalidEndpoints } from "../errors.ts"
import { resolveOAuthProvider } from "./provider.ts"
import { revokeTokens } from "./revoke.ts"

const issuer = "https://id.example"
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/me`,
  revocation_endpoint: `${issuer}/revoke`,
}

/** A provider that answers to a revocation with this status, and what it was sent. */
function start(config: Partial<OAuth2Config<any>> = {}, { status = 200, said = {} } = {}) {
  const sent: [string, object, string | null][] = []
  const serve: typeof fetch = async (input, init) => {
    const url = String(input)
    if (url.includes(".well-known")) return Response.json({ ...metadata, ...said })
    const body = Object.fromEntries(new URLSearchParams(init?.body as URLSearchParams))
    sent.push([url, body, new Headers(init?.headers).get("authorization")])
    return new Response(null, { status })
  }
  const fetcher = vi.fn(serve)
  const base = { id: "id", name: "Id", type: "oauth", issuer, clientId: "app" } as const
  const client = { clientSecret: "key", [customFetch]: fetcher }
  return { provider: resolveOAuthProvider({ ...base, ...client, ...config }), sent, fetcher }
}

it.each([
  [
    { refresh_token: "r", access_token: "a" },
    { token: "r", token_type_hint: "refresh_token" },
  ],
  [
    { refresh_token: "", access_token: "a" },
    { token: "a", token_type_hint: "access_token" },
  ],
  [
    { refresh_token: null, access_token: "a" },
    { token: "a", token_type_hint: "access_token" },
  ],
])("of %j one is revoked, by the client's usual proof", async (tokens, body) => {
  const { provider, sent } = start()
  expect(await revokeTokens(provider, tokens)).toBe(true)
  expect(sent).toEqual([[metadata.revocation_endpoint, body, `Basic ${btoa("app:key")}`]])
})

it.each([{}, { access_token: "" }, { refresh_token: null }])(
  "of %j is none, so nobody is asked",
  async (tokens) => {
    const { provider, fetcher } = start()
    expect(await revokeTokens(provider, tokens)).toBe(false)
    expect(fetcher).not.toHaveBeenCalled()
  },
)

it("says so where nobody says where", async () => {
  const { provider, sent } = start({}, { said: { revocation_endpoint: undefined } })
  expect(await revokeTokens(provider, { access_token: "a" })).toBe(false)
  expect(sent).toEqual([])
})

it("asks where the configuration says, and never in the open", async () => {
  const { provider, sent } = start({ revocation: "https://own.example/revoke" })
  expect(await revokeTokens(provider, { access_token: "a" })).toBe(true)
  expect(sent[0]![0]).toBe("https://own.example/revoke")
  const open = start({ revocation: "http://own.example/revoke" })
  const attempt = revokeTokens(open.provider, { access_token: "a" })
  await expect(attempt).rejects.toThrow(InvalidEndpoints)
  expect(open.sent).toEqual([])
})

it.each([400, 401, 503])("fails where the provider answers with %i", async (status) => {
  const { provider } = start({}, { status })
  await expect(revokeTokens(provider, { access_token: "a" })).rejects.toThrow()
})
