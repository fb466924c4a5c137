import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import {
  baseUrl,
  type Connection,
  type Credential,
  type HttpSourceOptions,
  reveal,
  sendForJson,
} from "../access/request.ts"
import { type Token, TokenCache, withToken } from "../access/token-cache.ts"
import { isObject, namesOf, textOf } from "../access/answer.ts"
import { SourceError } from "../source-error.ts"

/** How to sign in to Infisical. */
export type InfisicalAuth =
  | { readonly universal: { readonly clientId: Credential; readonly clientSecret: Credential } }
  /** A token of a service or machine identity. */
  | { readonly token: Credential }

export interface InfisicalOptions extends HttpSourceOptions {
  projectId: string
  /** The slug of the environment, e.g. `prod`. */
  environment: string
  /** One name, or several with the newest first. Only the first must exist. @default "AUTH_SECRET" */
  secretName?: string | readonly string[]
  /** The folder. @default "/" */
  secretPath?: string
  /** How many former versions of the first secret are accepted beside the current one. @default 0 */
  previous?: number
  /** @default `INFISICAL_API_URL`, else `https://app.infisical.com` */
  siteUrl?: string
  /** @default `INFISICAL_UNIVERSAL_AUTH_CLIENT_ID` and `_SECRET`, else `INFISICAL_TOKEN` */
  auth?: InfisicalAuth
}

/**
 * A secret in Infisical, by API v4, or v3 where the instance is older. The access token is renewed before it ends.
 *
 * @example
 * ```ts
 * secret: infisical({ projectId: "7f2c…", environment: "prod" })
 * ```
 */
export function infisical(options: InfisicalOptions): KeySource {
  const { projectId, environment, secretPath = "/", previous = 0, ttl } = options
  const names = namesOf(options.secretName ?? "AUTH_SECRET")
  const site = baseUrl(
    options.siteUrl ?? readEnv("INFISICAL_API_URL") ?? "https://app.infisical.com",
  )
  const base = site.replace(/\/api$/, "")
  const { host } = new URL(base)
  const folder = secretPath === "/" ? "" : secretPath
  const former = previous > 0 ? `+${previous}` : ""
  const name = `infisical:${host}/${projectId}/${environment}${folder}/${names.join(",")}${former}`
  const on = (signal?: AbortSignal): Connection => ({ source: name, options, signal })
  const tokens = new TokenCache((signal, token) =>
    accessToken(on(signal), base, options.auth, token),
  )
  const reader = new InfisicalReader(base, { projectId, environment, secretPath })
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    get: ({ signal } = {}) =>
      withToken(tokens, signal, async (token) => {
        const first = await reader.read(on(signal), token, names[0]!)
        const others = await Promise.all([
          ...names.slice(1).map((one) => reader.find(on(signal), token, one)),
          ...formerVersions(first.version, previous).map((version) =>
            reader.find(on(signal), token, names[0]!, version),
          ),
        ])
        const found = others.flatMap((one) => (one === null ? [] : [one.value]))
        return names.length === 1 && previous === 0 ? first.value : [first.value, ...found]
      }),
  }
}

function formerVersions(current: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => current - 1 - i).filter((version) => version > 0)
}

interface InfisicalSecret {
  readonly value: string
  readonly version: number
}

class InfisicalReader {
  readonly #base: string
  readonly #where: { projectId: string; environment: string; secretPath: string }
  #isOld = false

  constructor(base: string, where: { projectId: string; environment: string; secretPath: string }) {
    this.#base = base
    this.#where = where
  }

  /** Null where there is none of that name or version. */
  async find(
    on: Connection,
    token: string,
    secret: string,
    version?: number,
  ): Promise<InfisicalSecret | null> {
    try {
      return await this.read(on, token, secret, version)
    } catch (error) {
      if (error instanceof SourceError && error.status === 404) return null
      throw error
    }
  }

  async read(
    on: Connection,
    token: string,
    secret: string,
    version?: number,
  ): Promise<InfisicalSecret> {
    if (this.#isOld) return this.#ask(on, token, secret, version, "v3")
    try {
      return await this.#ask(on, token, secret, version, "v4")
    } catch (error) {
      // A secret that isn't there and an API that isn't there look alike: v3 tells which.
      if (!(error instanceof SourceError && error.status === 404)) throw error
      const found = await this.#ask(on, token, secret, version, "v3")
      this.#isOld = true
      return found
    }
  }

  async #ask(
    on: Connection,
    token: string,
    secret: string,
    version: number | undefined,
    api: "v3" | "v4",
  ): Promise<InfisicalSecret> {
    const { projectId, environment, secretPath } = this.#where
    const query = new URLSearchParams({
      [api === "v4" ? "projectId" : "workspaceId"]: projectId,
      environment,
      secretPath,
    })
    if (version !== undefined) query.set("version", String(version))
    const path = api === "v4" ? "api/v4/secrets" : "api/v3/secrets/raw"
    const { secret: found } = await sendForJson(on, {
      url: `${this.#base}/${path}/${encodeURIComponent(secret)}?${query}`,
      headers: { authorization: `Bearer ${token}` },
      check: "project, environment, folder and name are right, and that the identity may read them",
    })
    if (!isObject(found)) throw new SourceError(on.source, "the answer holds no secret")
    if (found["secretValueHidden"] === true) {
      throw new SourceError(on.source, "the identity may not read values: grant it Read Value", {
        transient: false,
      })
    }
    return {
      value: textOf(on.source, found["secretValue"]),
      version: Number(found["version"]) || 1,
    }
  }
}

async function accessToken(
  on: Connection,
  base: string,
  auth: InfisicalAuth | undefined,
  former: string | undefined,
): Promise<Token> {
  const { source } = on
  const method = auth ?? environmentAuth()
  if ("token" in method) {
    return { token: await reveal(source, method.token, "token (INFISICAL_TOKEN)") }
  }
  if (former !== undefined) {
    const renewed = await login(on, `${base}/api/v1/auth/token/renew`, { accessToken: former })
      // It can't be renewed for ever (accessTokenMaxTTL): then it is asked for anew.
      .catch(() => undefined)
    if (renewed) return renewed
  }
  return login(on, `${base}/api/v1/auth/universal-auth/login`, {
    clientId: await reveal(source, method.universal.clientId, "client id"),
    clientSecret: await reveal(source, method.universal.clientSecret, "client secret"),
  })
}

async function login(on: Connection, url: string, body: Record<string, string>): Promise<Token> {
  const answer = await sendForJson(on, {
    url,
    method: "POST",
    body,
    check: "client id and client secret are those of a machine identity with Universal Auth",
  })
  return {
    token: textOf(on.source, answer["accessToken"]),
    expiresIn: Number(answer["expiresIn"]) || undefined,
  }
}

function environmentAuth(): InfisicalAuth {
  const clientId = readEnv("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID")
  const clientSecret = readEnv("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET")
  if (clientId && clientSecret) return { universal: { clientId, clientSecret } }
  return { token: readEnv("INFISICAL_TOKEN") ?? "" }
}
