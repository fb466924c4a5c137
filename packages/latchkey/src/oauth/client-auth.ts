import * as oauth from "oauth4webapi"
import type { AuthorizationServer } from "oauth4webapi"
import { InvalidEndpoints, MissingClientId } from "../errors.ts"
import { missingClient } from "./missing-client.ts"
import type { OAuthProvider } from "./provider.ts"

const methods = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "none",
] as const
/** How the client proves itself at the token endpoint (RFC 7591 §2). */
export type ClientAuthMethod = (typeof methods)[number]

/**
 * The method: the configured one, else the first of the server's that a secret serves, else Basic
 * (RFC 8414 §2: the default).
 *
 * @throws {InvalidEndpoints} The configured one is none that we know.
 */
export function authMethod(
  provider: OAuthProvider<any>,
  server?: AuthorizationServer,
): ClientAuthMethod {
  const { client, token, clientSecret } = provider
  const wanted = client.token_endpoint_auth_method
  if (wanted) {
    const known = methods.find((method) => method === wanted)
    if (known) return known
    throw new InvalidEndpoints(
      `${provider.name}: there is no token_endpoint_auth_method "${wanted}"`,
    )
  }
  if (token.clientPrivateKey && !clientSecret) return "private_key_jwt"
  const supported: unknown = server?.token_endpoint_auth_methods_supported
  const onlyPost =
    Array.isArray(supported) &&
    !supported.includes("client_secret_basic") &&
    supported.includes("client_secret_post")
  return onlyPost ? "client_secret_post" : "client_secret_basic"
}

/**
 * Ensure that there is something to prove oneself with, before anyone is sent to the provider.
 *
 * @throws {MissingClientId} There is no client secret, or no private key.
 */
export function assertClientAuth(provider: OAuthProvider<any>, redirectUri?: string): void {
  const method = authMethod(provider)
  if (method === "none") return
  if (method === "private_key_jwt" ? provider.token.clientPrivateKey : provider.clientSecret) return
  throw new MissingClientId(
    method === "private_key_jwt"
      ? `${provider.name} has no private key: set \`token.clientPrivateKey\``
      : missingClient(provider, "SECRET", redirectUri),
  )
}

/**
 * The client's proof for the token request, and what the provider's dialect changes of the request. Reads the secret
 * now, so that a rotated one is used.
 */
export async function clientAuthentication(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  params: Readonly<Record<string, string>> = {},
): Promise<oauth.ClientAuth> {
  assertClientAuth(provider)
  const proof = await proofOf(provider, server)
  const { prepare } = provider.token
  if (!prepare) return proof
  return async (as, client, body, headers) => {
    await proof(as, client, body, headers)
    prepare({ body, headers, params })
  }
}

async function proofOf(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
): Promise<oauth.ClientAuth> {
  const method = authMethod(provider, server)
  if (method === "none") return oauth.None()
  // Where the issuer is a template or unknown, the token endpoint is the audience (RFC 7523 §3).
  const modify =
    provider.tenancy || !provider.issuer
      ? { [oauth.modifyAssertion]: audience(String(server.token_endpoint)) }
      : {}
  if (method === "private_key_jwt")
    return oauth.PrivateKeyJwt(provider.token.clientPrivateKey!, modify)
  const secret = await provider.clientSecret?.()
  if (!secret) throw new MissingClientId(missingClient(provider, "SECRET"))
  if (method === "client_secret_post") return oauth.ClientSecretPost(secret)
  // Form-encoded before it is base64 (RFC 6749 §2.3.1).
  if (method === "client_secret_basic") return oauth.ClientSecretBasic(secret)
  return oauth.ClientSecretJwt(secret, modify)
}

function audience(aud: string): oauth.ModifyAssertionFunction {
  return (_header, payload) => {
    payload["aud"] = aud
  }
}

/** The client as the protocol library takes it. */
export function oauthClient(provider: OAuthProvider<any>): oauth.Client {
  return {
    ...(provider.client as Partial<oauth.Client>),
    client_id: provider.clientId,
    // Clocks differ by up to a minute.
    [oauth.clockTolerance]: 60,
  }
}
