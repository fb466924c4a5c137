import type { KeySource, SecretValue } from "../../contracts/keys.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { ordinalOf } from "../access/ordinal.ts"
import { SourceError } from "../source-error.ts"

/** A binding of Cloudflare's Secrets Store, or anything like it. */
export interface SecretBinding {
  get(): Awaitable<SecretValue>
}

/**
 * One or several bindings of Cloudflare's Secrets Store, newest first. A single one may be given as `secret` itself.
 *
 * @example
 * ```ts
 * secret: cloudflareBinding(env.AUTH_SECRET_NEW, env.AUTH_SECRET)
 * ```
 */
export function cloudflareBinding(...bindings: [SecretBinding, ...SecretBinding[]]): KeySource {
  if (
    bindings.some((one) => typeof (one as Partial<SecretBinding> | undefined)?.get !== "function")
  ) {
    throw new TypeError(
      "cloudflareBinding() needs bindings: check secrets_store_secrets in the Wrangler file",
    )
  }
  const name = `binding:${bindings.map((one) => ordinalOf(one)).join(",")}`
  return {
    name,
    async get() {
      const values = await Promise.all(bindings.map((one) => ask(name, one)))
      return bindings.length === 1 ? values[0]! : values.flat()
    },
  }
}

async function ask(name: string, binding: SecretBinding): Promise<SecretValue> {
  try {
    return await binding.get()
  } catch {
    throw new SourceError(
      name,
      "the binding failed: check that the store holds the secret it names",
    )
  }
}
