import type { KeySource } from "../../contracts/keys.ts"
import { isObject, memberOf } from "../access/answer.ts"
import { type Connection, type HttpSourceOptions, sendForJson } from "../access/request.ts"
import { VaultSession, type VaultAccess } from "../access/vault-session.ts"
import { SourceError } from "../source-error.ts"

export interface VaultOptions extends VaultAccess, HttpSourceOptions {
  /** Of the KV version 2 engine. @default "secret" */
  mount?: string
  path: string
  /** @default "AUTH_SECRET" */
  field?: string
  /** How many former versions are accepted beside the current one. @default 0 */
  previous?: number
}

/**
 * A field of a secret in the KV version 2 engine of Vault or OpenBao.
 *
 * @example
 * ```ts
 * secret: vault({ path: "app/auth", auth: { kubernetes: { role: "app" } } })
 * ```
 */
export function vault(options: VaultOptions): KeySource {
  const { mount = "secret", path, field = "AUTH_SECRET", previous = 0, ttl } = options
  const segments = [mount, "data", path].join("/").split("/").filter(Boolean)
  if (segments.some((one) => one === "." || one === "..")) {
    throw new TypeError("vault() needs a path without dots for segments")
  }
  const at = segments.map(encodeURIComponent)
  const session = new VaultSession(options)
  const former = previous > 0 ? `+${previous}` : ""
  const name = `vault:${session.label}/${mount}/${path}#${field}${former}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    get: ({ signal } = {}) => {
      const on: Connection = { source: name, options, signal }
      return session.use(on, async (headers) => {
        const read = (version?: number): Promise<VaultVersion> =>
          readVersion(on, `${session.address}/v1/${at.join("/")}`, { field, version, headers })
        const current = await read()
        if (previous === 0) return current.value
        const versions = Array.from({ length: previous }, (_, i) => current.version - 1 - i)
        const values = await Promise.all(
          // A version that was deleted or destroyed is 404.
          versions.filter((one) => one > 0).map((one) => read(one).catch(missingIsNull)),
        )
        return [current.value, ...values.flatMap((one) => (one === null ? [] : [one.value]))]
      })
    },
  }
}

interface VaultVersion {
  readonly value: string
  readonly version: number
}

interface VaultRead {
  readonly field: string
  readonly version: number | undefined
  readonly headers: Readonly<Record<string, string>>
}

async function readVersion(on: Connection, url: string, read: VaultRead): Promise<VaultVersion> {
  const { data } = await sendForJson(on, {
    url: read.version === undefined ? url : `${url}?version=${read.version}`,
    headers: read.headers,
    check:
      "mount and path are right (without `data/`), the version is not deleted, and the policy may read it",
  })
  if (!isObject(data) || !isObject(data["data"])) {
    throw new SourceError(on.source, "the answer is not that of a KV version 2 engine", {
      transient: false,
    })
  }
  const metadata = isObject(data["metadata"]) ? data["metadata"] : {}
  return {
    value: memberOf(on.source, data["data"], read.field),
    version: Number(metadata["version"]) || 1,
  }
}

function missingIsNull(error: unknown): null {
  if (error instanceof SourceError && error.status === 404) return null
  throw error
}
