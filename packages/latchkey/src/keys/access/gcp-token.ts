import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { crypto } from "../../crypto/index.ts"
import { readEnv } from "../../web/env.ts"
import { SourceError } from "../source-error.ts"
import { fromBase64, isObject, textOf } from "./answer.ts"
import { readSecretFile } from "./read-secret-file.ts"
import { type Connection, type Credential, reveal, sendForJson } from "./request.ts"
import type { Token } from "./token-cache.ts"

const SCOPE = "https://www.googleapis.com/auth/cloud-platform"
const TOKEN_URI = "https://oauth2.googleapis.com/token"

/** How to sign in to Google Cloud. */
export type GcpAuth =
  /** An access token: of a client library, or of workload identity federation. */
  | { readonly token: Credential }
  /** The key file of a service account, as text. */
  | { readonly serviceAccount: string | (() => Awaitable<string>) }

/**
 * An access token: as told, else with the key file that `GOOGLE_APPLICATION_CREDENTIALS` names, else of the machine's
 * metadata server.
 */
export async function gcpToken(on: Connection, auth: GcpAuth | undefined): Promise<Token> {
  if (auth && "token" in auth) return { token: await reveal(on.source, auth.token, "access token") }
  if (auth) {
    return fromServiceAccount(on, await reveal(on.source, auth.serviceAccount, "service account"))
  }
  const path = readEnv("GOOGLE_APPLICATION_CREDENTIALS")
  if (!path) return fromMetadata(on)
  const key = await readSecretFile(on.source, path)
  if (key === null) {
    throw new SourceError(on.source, "the file of GOOGLE_APPLICATION_CREDENTIALS does not exist")
  }
  return fromServiceAccount(on, key)
}

async function fromMetadata(on: Connection): Promise<Token> {
  const host = readEnv("GCE_METADATA_HOST") ?? "metadata.google.internal"
  const answer = await sendForJson(on, {
    url: `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`,
    headers: { "metadata-flavor": "Google" },
    metadata: true,
    check: "a service account is attached to this machine",
  })
  return tokenOf(on, answer)
}

/** A signed JWT for an access token (RFC 7523 §2.1, RS256). */
async function fromServiceAccount(on: Connection, text: string): Promise<Token> {
  const key = parseKey(on.source, text)
  const now = Math.floor(Date.now() / 1000)
  const encode = (part: object): string => crypto.toBase64url(crypto.toUtf8(JSON.stringify(part)))
  const header = encode({ alg: "RS256", typ: "JWT", ...(key.id && { kid: key.id }) })
  const claims = { iss: key.email, scope: SCOPE, aud: key.tokenUri, iat: now, exp: now + 3600 }
  const signed = `${header}.${encode(claims)}`
  const answer = await sendForJson(on, {
    url: key.tokenUri,
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: `${signed}.${await sign(on.source, key.pem, signed)}`,
    }),
    check: "the key of the service account still exists, and this machine's clock is right",
  })
  return tokenOf(on, answer)
}

async function sign(source: string, pem: string, text: string): Promise<string> {
  const der = fromBase64(source, pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""))
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
  const { subtle } = globalThis.crypto
  try {
    const key = await subtle.importKey("pkcs8", der, algorithm, false, ["sign"])
    const signature = await subtle.sign(algorithm.name, key, crypto.toUtf8(text))
    return crypto.toBase64url(new Uint8Array(signature))
  } catch {
    throw new SourceError(source, "the private key of the service account can't be used", {
      transient: false,
    })
  }
}

function parseKey(
  source: string,
  text: string,
): { email: string; pem: string; tokenUri: string; id: string | undefined } {
  let key: unknown
  try {
    key = JSON.parse(text)
  } catch {
    key = undefined
  }
  if (!isObject(key) || key["type"] !== "service_account") {
    throw new SourceError(
      source,
      "the key file is not one of a service account: for federation pass `auth: { token }`",
      { transient: false },
    )
  }
  const { client_email, private_key, token_uri, private_key_id } = key
  return {
    email: textOf(source, client_email),
    pem: textOf(source, private_key),
    tokenUri: typeof token_uri === "string" ? token_uri : TOKEN_URI,
    id: typeof private_key_id === "string" ? private_key_id : undefined,
  }
}

function tokenOf(on: Connection, answer: Record<string, unknown>): Token {
  return {
    token: textOf(on.source, answer["access_token"]),
    expiresIn: Number(answer["expires_in"]) || undefined,
  }
}
