import { readEnv } from "../../web/env.ts"
import { SourceError } from "../source-error.ts"
import { isObject, textOf } from "./answer.ts"
import { readSecretFile } from "./read-secret-file.ts"
import { baseUrl, type Connection, type Credential, reveal, sendForJson } from "./request.ts"
import { type Token, TokenCache, withToken } from "./token-cache.ts"

/** How to sign in to Vault or OpenBao. `mount` is that of the auth method. */
export type VaultAuth =
  | { readonly token: Credential }
  | { readonly approle: { roleId: Credential; secretId: Credential; mount?: string } }
  /** `jwt` is the service account's. @default the one that Kubernetes mounts */
  | { readonly kubernetes: { role: string; jwt?: Credential; mount?: string } }
  | { readonly jwt: { role: string; jwt: Credential; mount?: string } }

export interface VaultAccess {
  /** @default `VAULT_ADDR`, else `BAO_ADDR` */
  address?: string
  namespace?: string
  /** @default `VAULT_TOKEN`, else `BAO_TOKEN` */
  auth?: VaultAuth
}

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/token"

/** A token of Vault, renewed or asked for anew before it ends. */
export class VaultSession {
  readonly #access: VaultAccess
  readonly #tokens: Map<string, TokenCache> = new Map()

  constructor(access: VaultAccess) {
    this.#access = access
  }

  get address(): string {
    const address = this.#access.address ?? readEnv("VAULT_ADDR") ?? readEnv("BAO_ADDR")
    if (!address) throw new SourceError("vault", "VAULT_ADDR is not set", { transient: false })
    return baseUrl(address)
  }

  /** Host and namespace, for names. */
  get label(): string {
    const { address, namespace } = this.#access
    const host = address === undefined ? "VAULT_ADDR" : new URL(baseUrl(address)).host
    return namespace === undefined ? host : `${host}/${namespace}`
  }

  /** Runs with the headers that every request needs. */
  use<R>(on: Connection, run: (headers: Record<string, string>) => Promise<R>): Promise<R> {
    const namespace = this.#access.namespace ?? readEnv("VAULT_NAMESPACE")
    const base = { "x-vault-request": "true", ...(namespace && { "x-vault-namespace": namespace }) }
    const { address } = this
    let tokens = this.#tokens.get(address)
    if (!tokens) {
      tokens = new TokenCache((signal, former) =>
        this.#login({ ...on, signal }, { address, headers: base }, former),
      )
      this.#tokens.set(address, tokens)
    }
    return withToken(tokens, on.signal, (token) => run({ ...base, "x-vault-token": token }))
  }

  async #login(
    on: Connection,
    at: { address: string; headers: Record<string, string> },
    former: string | undefined,
  ): Promise<Token> {
    const auth = this.#access.auth ?? {
      token: readEnv("VAULT_TOKEN") ?? readEnv("BAO_TOKEN") ?? "",
    }
    if ("token" in auth)
      return { token: await reveal(on.source, auth.token, "token (VAULT_TOKEN)") }
    const ask = (path: string, body: Record<string, string>, token?: string): Promise<Token> =>
      authenticate(on, `${at.address}/v1/auth/${path}`, body, {
        ...at.headers,
        ...(token && { "x-vault-token": token }),
      })
    if (former !== undefined) {
      // Not for ever: a token has a largest age.
      const renewed = await ask("token/renew-self", {}, former).catch(() => undefined)
      if (renewed) return renewed
    }
    const [path, body] = await credentialsOf(on.source, auth)
    return ask(path, body)
  }
}

async function credentialsOf(
  source: string,
  auth: Exclude<VaultAuth, { token: Credential }>,
): Promise<[string, Record<string, string>]> {
  if ("approle" in auth) {
    const { roleId, secretId, mount = "approle" } = auth.approle
    const role_id = await reveal(source, roleId, "role id")
    return [`${mount}/login`, { role_id, secret_id: await reveal(source, secretId, "secret id") }]
  }
  const isJwt = "jwt" in auth
  const { role, jwt, mount = isJwt ? "jwt" : "kubernetes" } = isJwt ? auth.jwt : auth.kubernetes
  // Kubernetes replaces the file before the token in it ends, so it is read each time.
  const token = jwt ?? (async () => (await readSecretFile(source, SERVICE_ACCOUNT)) ?? "")
  return [`${mount}/login`, { role, jwt: await reveal(source, token, "service account token") }]
}

async function authenticate(
  on: Connection,
  url: string,
  body: Record<string, string>,
  headers: Record<string, string>,
): Promise<Token> {
  const { auth } = await sendForJson(on, {
    url,
    method: "POST",
    headers,
    body,
    check: "the role exists, its credentials are current, and the auth method is mounted there",
  })
  if (!isObject(auth)) throw new SourceError(on.source, "the login was answered without a token")
  return {
    token: textOf(on.source, auth["client_token"]),
    expiresIn: Number(auth["lease_duration"]) || undefined,
  }
}
