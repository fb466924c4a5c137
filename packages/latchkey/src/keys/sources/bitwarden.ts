import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { parseJsonObject } from "../../web/json.ts"
import { fromBase64, namesOf, textOf, utf8Of } from "../access/answer.ts"
import { accessTokenKey, type EncKey, importEncKey, openEncString } from "../access/enc-string.ts"
import {
  baseUrl,
  type Connection,
  type Credential,
  type HttpSourceOptions,
  reveal,
  sendForJson,
} from "../access/request.ts"
import { type Token, TokenCache, withToken } from "../access/token-cache.ts"
import { SourceError } from "../source-error.ts"

export interface BitwardenOptions extends HttpSourceOptions {
  /** The id of one secret, or of several with the newest first. */
  secretId: string | readonly string[]
  /** Of a machine account: `0.<id>.<secret>:<key>`. @default `BWS_ACCESS_TOKEN` */
  accessToken?: Credential
  /** @default "https://api.bitwarden.com"; in Europe `https://api.bitwarden.eu` */
  apiUrl?: string
  /** @default "https://identity.bitwarden.com"; in Europe `https://identity.bitwarden.eu` */
  identityUrl?: string
}

interface BitwardenSession {
  readonly bearer: string
  /** The organization's. */
  readonly key: EncKey
}

/** What Bitwarden calls the kind of a program that uses its SDK. */
const DEVICE_TYPE = "21"

/**
 * A secret in Bitwarden Secrets Manager. Values are decrypted here: the server never sees them.
 *
 * @example
 * ```ts
 * secret: bitwarden({ secretId: "382580ab-1368-4e85-bfa3-b02e01400c9f" })
 * ```
 */
export function bitwarden(options: BitwardenOptions): KeySource {
  const ids = namesOf(options.secretId)
  const api = baseUrl(options.apiUrl ?? "https://api.bitwarden.com")
  const identity = baseUrl(options.identityUrl ?? "https://identity.bitwarden.com")
  const { ttl } = options
  const name = `bitwarden:${new URL(api).host}/${ids.join(",")}`
  const sessions = new TokenCache((signal) =>
    signIn({ source: name, options, signal }, identity, options.accessToken),
  )
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    get: ({ signal } = {}) =>
      withToken(sessions, signal, async ({ bearer, key }) => {
        const read = async (id: string): Promise<string> => {
          const found = await sendForJson(
            { source: name, options, signal },
            {
              url: `${api}/secrets/${encodeURIComponent(id)}`,
              headers: { authorization: `Bearer ${bearer}` },
              check: "the secret exists, and the machine account may read its project",
            },
          )
          return utf8Of(name, await openEncString(name, key, found["value"]))
        }
        const values = await Promise.all(ids.map(read))
        return ids.length === 1 ? values[0]! : values
      }),
  }
}

async function signIn(
  on: Connection,
  identity: string,
  accessToken: Credential | undefined,
): Promise<Token<BitwardenSession>> {
  const { source } = on
  const given = accessToken ?? (() => readEnv("BWS_ACCESS_TOKEN") ?? "")
  const text = await reveal(source, given, "access token (BWS_ACCESS_TOKEN)")
  const match = /^0\.([0-9a-fA-F-]{36})\.([^:\s]+):([A-Za-z0-9+/]{22}==)$/.exec(text)
  if (!match) {
    throw new SourceError(source, "the access token is not one of a machine account (version 0)", {
      transient: false,
    })
  }
  const [, clientId, clientSecret, seed] = match as unknown as [string, string, string, string]
  const answer = await sendForJson(on, {
    url: `${identity}/connect/token`,
    method: "POST",
    headers: { "device-type": DEVICE_TYPE },
    body: new URLSearchParams({
      scope: "api.secrets",
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
    }),
    check: "the access token has not been revoked, and is of this server",
  })
  const own = await accessTokenKey(source, fromBase64(source, seed))
  const payload = utf8Of(source, await openEncString(source, own, answer["encrypted_payload"]))
  const key = fromBase64(source, parseJsonObject(payload)?.["encryptionKey"])
  return {
    token: {
      bearer: textOf(source, answer["access_token"]),
      key: await importEncKey(source, key),
    },
    expiresIn: Number(answer["expires_in"]) || undefined,
  }
}
