import type { KeySource } from "../../contracts/keys.ts"
import { isLoopbackHost, parseUrl } from "../../web/host.ts"
import { isObject, textOf } from "../access/answer.ts"
import { type AzureAuth, type AzureChallenge, azureToken } from "../access/azure-token.ts"
import {
  baseUrl,
  type Connection,
  type HttpSourceOptions,
  refusal,
  send,
  sendForJson,
  type SourceRequest,
} from "../access/request.ts"
import { TokenCache, withToken } from "../access/token-cache.ts"
import { SourceError } from "../source-error.ts"

export interface AzureKeyVaultOptions extends HttpSourceOptions {
  /** E.g. `https://my-vault.vault.azure.net`. */
  vaultUrl: string
  secret: string
  /** @default the current one */
  version?: string
  /** @default the environment's client, else the managed identity */
  auth?: AzureAuth
}

/** Long supported; newer ones differ in nothing that is read here. */
const API_VERSION = "7.4"

/** Microsoft Entra's own hosts, by cloud: nobody else is shown a client secret. */
const authorities: ReadonlySet<string> = new Set([
  "login.microsoftonline.com",
  "login.windows.net",
  "login.microsoftonline.us",
  "login.chinacloudapi.cn",
  "login.partner.microsoftonline.cn",
])

/**
 * A secret in Azure Key Vault. Needs the role Key Vault Secrets User. Which tenant to sign in to is what the vault itself
 * says to a request without a token.
 *
 * @example
 * ```ts
 * secret: azureKeyVault({ vaultUrl: "https://my-vault.vault.azure.net", secret: "auth-secret" })
 * ```
 */
export function azureKeyVault(options: AzureKeyVaultOptions): KeySource {
  const { secret, version, auth, ttl } = options
  const base = baseUrl(options.vaultUrl)
  const path = ["secrets", secret, version ?? ""].map(encodeURIComponent).join("/")
  const url = `${base}/${path}?api-version=${API_VERSION}`
  const name = `azure-key-vault:${new URL(base).host}/${secret}${version === undefined ? "" : `/${version}`}`
  const tokens = new TokenCache(async (signal) => {
    const on: Connection = { source: name, options, signal }
    if (auth && "token" in auth) return azureToken(on, auth, { authority: "", resource: "" })
    return azureToken(on, auth, await challenge(on, url))
  })
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    get: ({ signal } = {}) =>
      withToken(tokens, signal, async (token) => {
        const found = await sendForJson(
          { source: name, options, signal },
          {
            url,
            headers: { authorization: `Bearer ${token}` },
            check: "the secret exists and is enabled, and the identity is a Key Vault Secrets User",
          },
        )
        const attributes = isObject(found["attributes"]) ? found["attributes"] : {}
        if (attributes["enabled"] === false) {
          throw new SourceError(name, "the version is disabled", { transient: false })
        }
        return textOf(name, found["value"])
      }),
  }
}

/** What the vault asks for: `WWW-Authenticate: Bearer authorization="…", resource="…"`. */
async function challenge(on: Connection, url: string): Promise<AzureChallenge> {
  const request: SourceRequest = { url, check: "the address is that of a key vault" }
  const answer = await send(on, request)
  const header = answer.headers.get("www-authenticate") ?? ""
  if (answer.status !== 401 || !/^Bearer\s/i.test(header)) throw refusal(on, request, answer)
  const parameter = (name: string): string =>
    new RegExp(`[\\s,]${name}="([^"]{1,500})"`).exec(header)?.[1] ?? ""
  const authority = parseUrl(parameter("authorization") || parameter("authorization_uri"))
  const resource = parseUrl(parameter("resource") || parameter("scope").replace(/\/\.default$/, ""))
  if (!authority || !resource || !isGenuine(new URL(url), authority, resource)) {
    throw new SourceError(on.source, "the vault asks for a token in a way that isn't Azure's", {
      transient: false,
    })
  }
  return {
    authority: authority.href.replace(/\/+$/, ""),
    resource: resource.href.replace(/\/+$/, ""),
  }
}

/**
 * Whether a challenge may be followed: it comes from a host below the resource it names, so that a false vault gets no
 * token of a true one, and it leads to Microsoft Entra. On loopback both are loopback.
 */
function isGenuine(vault: URL, authority: URL, resource: URL): boolean {
  if (isLoopbackHost(vault.host)) return isLoopbackHost(authority.host)
  const isOwn = vault.hostname.endsWith(`.${resource.hostname}`)
  return isOwn && authority.protocol === "https:" && authorities.has(authority.host)
}
