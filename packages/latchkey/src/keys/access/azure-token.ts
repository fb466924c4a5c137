import { readEnv } from "../../web/env.ts"
import { parseUrl } from "../../web/host.ts"
import { SourceError } from "../source-error.ts"
import { textOf } from "./answer.ts"
import { readSecretFile } from "./read-secret-file.ts"
import { type Connection, type Credential, reveal, sendForJson } from "./request.ts"
import type { Token } from "./token-cache.ts"

/** How to sign in to Azure. */
export type AzureAuth =
  /** An access token for the vault, e.g. `() => credential.getToken(scope).then((t) => t.token)`. */
  | { readonly token: Credential }
  | { readonly clientId: string; readonly clientSecret: Credential; readonly tenantId?: string }
  /** A user-assigned identity; `{}` is the machine's own. */
  | { readonly managedIdentity: { readonly clientId?: string } }

/** Who asks for a token, and what for: what the vault's 401 said. */
export interface AzureChallenge {
  /** `https://login.microsoftonline.com/<tenant>` */
  readonly authority: string
  /** `https://vault.azure.net` */
  readonly resource: string
}

const MACHINE = "http://169.254.169.254"

/**
 * An access token: as told, else of the environment's client (`AZURE_CLIENT_ID`, with `AZURE_CLIENT_SECRET` or
 * `AZURE_FEDERATED_TOKEN_FILE`), else of the managed identity.
 */
export async function azureToken(
  on: Connection,
  auth: AzureAuth | undefined,
  challenge: AzureChallenge,
): Promise<Token> {
  if (auth && "token" in auth) return { token: await reveal(on.source, auth.token, "access token") }
  if (auth && "clientSecret" in auth) {
    const secret = await reveal(on.source, auth.clientSecret, "client secret")
    return fromClient(
      on,
      auth.clientId,
      { client_secret: secret },
      withTenant(challenge, auth.tenantId),
    )
  }
  if (auth) return fromIdentity(on, auth.managedIdentity.clientId, challenge)
  const clientId = readEnv("AZURE_CLIENT_ID")
  const clientSecret = readEnv("AZURE_CLIENT_SECRET")
  const at = withTenant(challenge, readEnv("AZURE_TENANT_ID"))
  if (clientId && clientSecret) return fromClient(on, clientId, { client_secret: clientSecret }, at)
  const file = readEnv("AZURE_FEDERATED_TOKEN_FILE")
  if (!clientId || !file) return fromIdentity(on, clientId, challenge)
  const assertion = await readSecretFile(on.source, file)
  if (assertion === null) {
    throw new SourceError(on.source, "the file of AZURE_FEDERATED_TOKEN_FILE does not exist")
  }
  const client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
  return fromClient(on, clientId, { client_assertion_type, client_assertion: assertion }, at)
}

function withTenant(challenge: AzureChallenge, tenant: string | undefined): AzureChallenge {
  if (!tenant) return challenge
  const { origin } = new URL(challenge.authority)
  return { ...challenge, authority: `${origin}/${encodeURIComponent(tenant)}` }
}

/** The client credentials grant (RFC 6749 §4.4), with a secret or an assertion (RFC 7523 §2.2). */
async function fromClient(
  on: Connection,
  clientId: string,
  proof: Record<string, string>,
  { authority, resource }: AzureChallenge,
): Promise<Token> {
  const answer = await sendForJson(on, {
    url: `${authority}/oauth2/v2.0/token`,
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      scope: `${resource}/.default`,
      ...proof,
    }),
    check: "tenant, client id and client secret are right, and the secret has not ended",
  })
  return tokenOf(on, answer)
}

/** App Service and Functions name an endpoint; other machines have the metadata service. */
async function fromIdentity(
  on: Connection,
  clientId: string | undefined,
  { resource }: AzureChallenge,
): Promise<Token> {
  const endpoint = readEnv("IDENTITY_ENDPOINT")
  const header = readEnv("IDENTITY_HEADER")
  const ofApp = endpoint && header && parseUrl(endpoint) ? { endpoint, header } : undefined
  const url = new URL(
    ofApp?.endpoint ??
      `${readEnv("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? MACHINE}/metadata/identity/oauth2/token`,
  )
  url.searchParams.set("api-version", ofApp ? "2019-08-01" : "2018-02-01")
  url.searchParams.set("resource", resource)
  if (clientId) url.searchParams.set("client_id", clientId)
  const answer = await sendForJson(on, {
    url: url.href,
    headers: ofApp ? { "x-identity-header": ofApp.header } : { metadata: "true" },
    metadata: true,
    check: "a managed identity is assigned to this machine",
  })
  return tokenOf(on, answer)
}

function tokenOf(on: Connection, answer: Record<string, unknown>): Token {
  return {
    token: textOf(on.source, answer["access_token"]),
    expiresIn: Number(answer["expires_in"]) || undefined,
  }
}
