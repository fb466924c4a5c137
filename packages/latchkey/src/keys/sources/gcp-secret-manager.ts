import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { fromBase64, isObject, utf8Of } from "../access/answer.ts"
import { crc32c } from "../access/crc32c.ts"
import { type GcpAuth, gcpToken } from "../access/gcp-token.ts"
import { baseUrl, type Connection, type HttpSourceOptions, sendForJson } from "../access/request.ts"
import { TokenCache, withToken } from "../access/token-cache.ts"
import { SourceError } from "../source-error.ts"

export interface GcpSecretManagerOptions extends HttpSourceOptions {
  /** Id or number. @default `GOOGLE_CLOUD_PROJECT` */
  project?: string
  secret: string
  /** A number, an alias, or `latest`, which Google makes consistent only after a while. @default "latest" */
  version?: string
  /** How many former versions are accepted beside the current one. @default 0 */
  previous?: number
  /** @default the key file of `GOOGLE_APPLICATION_CREDENTIALS`, else the machine's service account */
  auth?: GcpAuth
  /** For regional secrets: `https://secretmanager.<region>.rep.googleapis.com`, with `location`. */
  endpoint?: string
  /** The region of a regional secret. */
  location?: string
}

/**
 * A secret in Google Cloud Secret Manager. Needs the role Secret Manager Secret Accessor. The checksum that comes with
 * the value is checked.
 *
 * @example
 * ```ts
 * secret: gcpSecretManager({ project: "my-project", secret: "auth-secret" })
 * ```
 */
export function gcpSecretManager(options: GcpSecretManagerOptions): KeySource {
  const { secret, version = "latest", previous = 0, location, ttl } = options
  const base = baseUrl(options.endpoint ?? "https://secretmanager.googleapis.com")
  const project = options.project ?? readEnv("GOOGLE_CLOUD_PROJECT") ?? ""
  const place = [project, location, secret].filter(Boolean).join("/")
  const former = previous > 0 ? `+${previous}` : ""
  const name = `gcp-secret-manager:${new URL(base).host}/${place}/${version}${former}`
  const tokens = new TokenCache((signal) =>
    gcpToken({ source: name, options, signal }, options.auth),
  )
  const path = `projects/${encodeURIComponent(project)}${location === undefined ? "" : `/locations/${encodeURIComponent(location)}`}/secrets/${encodeURIComponent(secret)}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get({ signal } = {}) {
      if (project === "") {
        throw new SourceError(name, "there is no project: set GOOGLE_CLOUD_PROJECT", {
          transient: false,
        })
      }
      const on: Connection = { source: name, options, signal }
      return withToken(tokens, signal, async (token) => {
        const read = (one: string): Promise<GcpVersion> =>
          access(on, `${base}/v1/${path}/versions/${encodeURIComponent(one)}:access`, token)
        const current = await read(version)
        if (previous === 0) return current.value
        const numbers = Array.from({ length: previous }, (_, i) => current.number - 1 - i)
        const values = await Promise.all(
          numbers.filter((one) => one > 0).map((one) => read(String(one)).catch(gone)),
        )
        return [current.value, ...values.flatMap((one) => (one === null ? [] : [one.value]))]
      })
    },
  }
}

interface GcpVersion {
  readonly value: string
  readonly number: number
}

async function access(on: Connection, url: string, token: string): Promise<GcpVersion> {
  const { name, payload } = await sendForJson(on, {
    url,
    headers: { authorization: `Bearer ${token}` },
    check:
      "project, secret and version exist, the version is enabled, and the account is a Secret Accessor",
  })
  const content = isObject(payload) ? payload : {}
  // An empty secret has no `data` at all.
  const bytes = fromBase64(on.source, content["data"] ?? "")
  const sum = content["dataCrc32c"]
  if (sum !== undefined && String(sum) !== String(crc32c(bytes))) {
    throw new SourceError(
      on.source,
      "the checksum (CRC32C) is wrong: the value was damaged on the way",
    )
  }
  const number = /\/versions\/(\d+)$/.exec(String(name))?.[1]
  return { value: utf8Of(on.source, bytes), number: Number(number ?? 0) }
}

/** A version that is disabled or destroyed is 400 FAILED_PRECONDITION, one that never was is 404. */
function gone(error: unknown): null {
  if (error instanceof SourceError && (error.status === 400 || error.status === 404)) return null
  throw error
}
