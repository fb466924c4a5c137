import { decodeJwt, generateKeyPair } from "jose"
import type { AuthorizationServer } from "oauth4webapi"
import { describe, expect, it, vi } from "vitest"
import type { OAuth2Config } from "../contracts/provider.ts"
import { InvalidEndpoints, MissingClientId } from "../errors.ts"
import { assertClientAuth, authMethod, clientAuthentication, oauthClient } from "./client-auth.ts"
import { resolveOAuthProvider } from "./provider.ts"

const issuer = "https://id.example"
const token_endpoint = `${issuer}/token`
const server = { issuer, token_endpoint }

function providerOf(more: Partial<OAuth2Config<any>> = {}) {
  return resolveOAuthProvider({
    id: "acme-id",
    name: "Acme",
    type: "oauth",
    clientId: "app",
    clientSecret: "a secret of thirty-two characters",
    authorization: `${issuer}/authorize`,
    token: token_endpoint,
    userinfo: `${issuer}/me`,
    ...more,
  })
}
const methodOf = (method: string) => ({ client: { token_endpoint_auth_method: method } })
const withKey = (clientPrivateKey: CryptoKey) => ({
  token: { url: token_endpoint, clientPrivateKey },
})
const { privateKey } = await generateKeyPair("ES256")

/** What the proof adds to a request. */
async function proofOf(
  provider: ReturnType<typeof providerOf>,
  params?: Record<string, string>,
  as: AuthorizationServer = server,
) {
  const headers = new Headers()
  const body = new URLSearchParams()
  const prove = await clientAuthentication(provider, as, params)
  await prove(as, oauthClient(provider), body, headers)
  return { body: Object.fromEntries(body), authorization: headers.get("authorization") }
}

describe("how the client proves itself", () => {
  it.each([
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "none",
  ])("is by %s where that is configured, whatever the server has", (method) => {
    const supported = { ...server, token_endpoint_auth_methods_supported: ["client_secret_post"] }
    expect(authMethod(providerOf(methodOf(method)), supported)).toBe(method)
  })

  it("is by nothing that we don't know", () => {
    const unknown = (): unknown => authMethod(providerOf(methodOf("tls_client_auth")))
    expect(unknown).toThrow(InvalidEndpoints)
    expect(unknown).toThrow('Acme: there is no token_endpoint_auth_method "tls_client_auth"')
  })

  it("is by the private key where there is one, and no secret", () => {
    expect(authMethod(providerOf({ ...withKey(privateKey), clientSecret: "" }))).toBe(
      "private_key_jwt",
    )
    expect(authMethod(providerOf(withKey(privateKey)))).toBe("client_secret_basic")
  })

  it.each([
    [undefined, "client_secret_basic"],
    [[], "client_secret_basic"],
    [["private_key_jwt"], "client_secret_basic"],
    [["client_secret_post", "client_secret_basic"], "client_secret_basic"],
    [["client_secret_post", "private_key_jwt"], "client_secret_post"],
    ["client_secret_post", "client_secret_basic"],
  ])("to a server that takes %j is by %s", async (supported, method) => {
    const metadata = { ...server, token_endpoint_auth_methods_supported: supported as string[] }
    expect(authMethod(providerOf(), metadata)).toBe(method)
    const { body, authorization } = await proofOf(providerOf(), {}, metadata)
    const secret = "a secret of thirty-two characters"
    expect(body["client_secret"]).toBe(method === "client_secret_post" ? secret : undefined)
    expect(authorization !== null).toBe(method === "client_secret_basic")
  })
})

describe("a client that has nothing to prove itself with", () => {
  it.each([
    [{ clientSecret: "" }, "Acme has no client secret"],
    [methodOf("private_key_jwt"), "Acme has no private key: set `token.clientPrivateKey`"],
  ])("is told so before anybody is sent away", async (config, message) => {
    const provider = providerOf(config)
    const redirectUri = "https://app.example/back"
    expect(() => assertClientAuth(provider, redirectUri)).toThrow(MissingClientId)
    expect(() => assertClientAuth(provider, redirectUri)).toThrow(message)
    await expect(clientAuthentication(provider, server)).rejects.toThrow(MissingClientId)
  })

  it("is told what to register, and of a secret that is gone", async () => {
    const redirectUri = "https://app.example/back"
    const attempt = (): void => assertClientAuth(providerOf({ clientSecret: "" }), redirectUri)
    expect(attempt).toThrow(redirectUri)
    const attempted = clientAuthentication(providerOf({ clientSecret: () => "" }), server)
    await expect(attempted).rejects.toThrow(MissingClientId)
    await expect(attempted).rejects.toThrow("Acme has no client secret")
  })

  it("is fine where it is public, or has the key", () => {
    for (const config of [{ ...methodOf("none") }, withKey(privateKey)]) {
      expect(() => assertClientAuth(providerOf({ ...config, clientSecret: "" }))).not.toThrow()
    }
  })
})

describe("a proof that is signed", () => {
  it.each(["private_key_jwt", "client_secret_jwt"])("by %s has an audience", async (method) => {
    const audienceOf = async (more: Partial<OAuth2Config<any>>) => {
      const provider = providerOf({ ...methodOf(method), ...withKey(privateKey), ...more })
      const { body } = await proofOf(provider)
      return decodeJwt(body["client_assertion"]!).aud
    }
    expect(await audienceOf({ issuer })).toBe(issuer)
    // Where the issuer is unknown, or is one of many.
    expect(await audienceOf({})).toBe(token_endpoint)
    const tenancy = { accepts: () => true, issuerOf: () => issuer }
    expect(await audienceOf({ issuer, tenancy })).toBe(token_endpoint)
  })
})

it("is changed last by the provider's dialect, which sees what came back", async () => {
  const seen: unknown[] = []
  const prepare = vi.fn(({ body, params }) => {
    seen.push(Object.fromEntries(body), params)
    body.delete("client_secret")
    body.set("key", "x")
  })
  const token = { url: token_endpoint, prepare }
  const { body } = await proofOf(providerOf({ ...methodOf("client_secret_post"), token }), {
    code: "c",
  })
  const secret = "a secret of thirty-two characters"
  expect(seen).toEqual([{ client_id: "app", client_secret: secret }, { code: "c" }])
  expect(body).toEqual({ client_id: "app", key: "x" })
})
