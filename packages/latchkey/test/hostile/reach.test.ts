/**
 * Where a provider's own words may send us: what the server asks at the word of a metadata document, held against every
 * spelling of an address that is not of the internet (server-side request forgery).
 */
import { describe, expect, it } from "vitest"
import type { OIDCConfig } from "../../src/contracts/provider.ts"
import { allowInsecureRequests, customFetch } from "../../src/contracts/symbols.ts"
import { InvalidEndpoints } from "../../src/errors.ts"
import { discover } from "../../src/oauth/discover.ts"
import { resolveOAuthProvider } from "../../src/oauth/provider.ts"
import { kindOfHost } from "../../src/web/address.ts"
import { privateHosts, publicHosts } from "../data/private-hosts.ts"

const sites = ["token_endpoint", "userinfo_endpoint", "jwks_uri", "revocation_endpoint"] as const
const all = Object.entries(privateHosts).flatMap(([kind, hosts]) =>
  hosts.map((host) => [host, kind] as const),
)

interface Asked {
  readonly issuer?: string
  readonly metadata?: Record<string, unknown>
  readonly config?: Partial<OIDCConfig<any>>
}

/** What becomes of a provider with this metadata; and everything that was asked. */
async function reach({ issuer = "https://id.example.com", metadata, config }: Asked): Promise<{
  error: unknown
  asked: string[]
}> {
  const asked: string[] = []
  const provider = resolveOAuthProvider({
    id: "acme",
    name: "Acme",
    type: "oidc",
    issuer,
    clientId: "client-one",
    clientSecret: "secret",
    [customFetch]: async (input) => {
      asked.push(String(input))
      return Response.json({
        issuer,
        authorization_endpoint: "https://id.example.com/authorize",
        token_endpoint: "https://id.example.com/token",
        userinfo_endpoint: "https://id.example.com/userinfo",
        jwks_uri: "https://id.example.com/jwks",
        ...metadata,
      })
    },
    ...config,
  })
  const error = await discover(provider).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { error, asked }
}

it("the list is long enough", () => {
  expect(all.length).toBeGreaterThanOrEqual(90)
  expect(new Set(all.map(([host]) => host)).size).toBe(all.length)
})

describe.each(sites)("SSRF: %s in the metadata of a provider of the internet", (site) => {
  it.each(all)("%s is refused (%s)", async (host, kind) => {
    const url = `https://${host}/x`
    const { error, asked } = await reach({ metadata: { [site]: url } })
    expect(error).toBeInstanceOf(InvalidEndpoints)
    expect((error as Error).message).toContain(`\`${site}\` on a host that no provider of the`)
    expect((error as Error).message).toContain(`(${kind})`)
    expect(asked).toEqual(["https://id.example.com/.well-known/openid-configuration"])
  })

  it.each(publicHosts)("%s is fine", async (host) => {
    expect((await reach({ metadata: { [site]: `https://${host}/x` } })).error).toBeUndefined()
  })

  it.each([
    "https://a:b@id.example.com/x",
    "https://id.example.com@127.0.0.1/x",
    "https://id.example.com:x@evil.example/x",
    "https://@127.0.0.1/",
    "https://127.0.0.1\\@id.example.com/",
    "https://id.example.com%2f@127.0.0.1/",
    "https://127.0.0.1#@id.example.com/",
    "https://127.0.0.1?@id.example.com/",
    "file:///etc/passwd",
    "ftp://id.example.com/",
    "gopher://id.example.com/",
    "data:application/json,{}",
    "blob:https://id.example.com/x",
    "unix:/var/run/docker.sock",
    "http://127.0.0.1/x",
    "//127.0.0.1/x",
    "/x",
    "",
  ])("%s is refused", async (url) => {
    const { error } = await reach({ metadata: { [site]: url } })
    expect(error).toBeInstanceOf(InvalidEndpoints)
  })
})

describe("SSRF: who the configuration places in a network", () => {
  const at = (host: string, site = "token_endpoint"): Record<string, unknown> => ({
    [site]: `https://${host}/x`,
  })
  it.each([
    ["https://keycloak.auth.svc", "keycloak.auth.svc"],
    ["https://10.0.0.5", "10.0.0.5"],
    ["https://10.0.0.5:8443/realms/a", "10.0.0.5"],
    ["https://10.0.0.5", "10.0.0.6"],
    ["https://keycloak.auth.svc", "10.0.0.5"],
    ["https://localhost", "127.0.0.1"],
    ["https://169.254.10.1", "169.254.10.1"],
    ["https://10.0.0.5", "id.example.com"],
  ])("%s may name %s", async (issuer, host) => {
    expect((await reach({ issuer, metadata: at(host) })).error).toBeUndefined()
  })

  it.each([
    ["https://10.0.0.5", "169.254.169.254"],
    ["https://10.0.0.5", "127.0.0.1"],
    ["https://10.0.0.5", "metadata.google.internal"],
    ["https://10.0.0.5", "100.100.100.200"],
    ["https://10.0.0.5", "0.0.0.0"],
    ["https://localhost", "10.0.0.5"],
    ["https://localhost", "169.254.169.254"],
    ["https://169.254.10.1", "169.254.169.254"],
  ])("%s may not name %s", async (issuer, host) => {
    expect((await reach({ issuer, metadata: at(host) })).error).toBeInstanceOf(InvalidEndpoints)
  })

  it.each([
    ["token_endpoint", { token: "https://10.0.0.5/token" }],
    ["userinfo_endpoint", { userinfo: "https://10.0.0.5/userinfo" }],
    ["jwks_uri", { jwks_endpoint: "https://10.0.0.5/jwks" }],
    ["revocation_endpoint", { revocation: "https://10.0.0.5/revoke" }],
  ])("a private `%s` of the configuration's own is its own affair", async (site, config) => {
    expect((await reach({ config, metadata: at("10.0.0.5", site) })).error).toBeUndefined()
  })

  it("metadata at a private address may name that network: a public issuer behind its own door", async () => {
    const wellKnown = "https://keycloak.auth.svc/realms/a/.well-known/openid-configuration"
    const metadata = at("keycloak.auth.svc")
    expect((await reach({ config: { wellKnown }, metadata })).error).toBeUndefined()
    expect((await reach({ metadata })).error).toBeInstanceOf(InvalidEndpoints)
  })

  it("leave to speak plain HTTP is no leave to go elsewhere", async () => {
    const config = { [allowInsecureRequests]: true }
    const metadata = { token_endpoint: "http://169.254.169.254/latest" }
    expect((await reach({ config, metadata })).error).toBeInstanceOf(InvalidEndpoints)
  })

  it("what one configuration allows is not remembered for another", async () => {
    const metadata = at("10.0.0.5", "revocation_endpoint")
    const answer = async (): Promise<Response> => Response.json({ ...honest, ...metadata })
    const shared = { [customFetch]: answer as typeof fetch }
    const own = { ...shared, revocation: "https://10.0.0.5/revoke" }
    expect((await reach({ config: own })).error).toBeUndefined()
    expect((await reach({ config: shared })).error).toBeInstanceOf(InvalidEndpoints)
  })
})

const honest = {
  issuer: "https://id.example.com",
  authorization_endpoint: "https://id.example.com/authorize",
  token_endpoint: "https://id.example.com/token",
  userinfo_endpoint: "https://id.example.com/userinfo",
  jwks_uri: "https://id.example.com/jwks",
}

describe("kindOfHost", () => {
  it.each(all)("%s is %s", (host, kind) => {
    expect(kindOfHost(new URL(`https://${host}/`).hostname)).toBe(kind)
  })

  it.each(publicHosts)("%s is public", (host) => {
    expect(kindOfHost(new URL(`https://${host}/`).hostname)).toBe("public")
  })
})
