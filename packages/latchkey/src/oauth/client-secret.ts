import type { KeySource, SecretValue } from "../contracts/keys.ts"
import type { ProviderSecret } from "../contracts/provider.ts"
import { KeysUnavailable } from "../errors.ts"
import { isAsyncSource, markAsyncSource, memoryOf } from "../keys/source.ts"

/**
 * Reads a provider's secret from wherever it is kept: the newest where there are several. A source is remembered as
 * the application's own secret is: asked once however many sign-ins wait, again when its answer is old, and its last
 * good answer stays while it is down.
 */
export function secretReader(
  id: string,
  secret: ProviderSecret,
): () => Promise<string | undefined> {
  if (typeof secret === "string") return () => Promise.resolve(secret)
  return async () => {
    try {
      return newest(
        await (typeof secret === "function" ? fromFunction(secret) : fromSource(secret)),
      )
    } catch (error) {
      const err = error instanceof Error ? error : new Error("not an error")
      throw new KeysUnavailable(`The secret of provider "${id}" can't be read`, err)
    }
  }
}

/** One that answers at once is cheap, and may change at any time; one that answers with a promise is a source. */
function fromFunction(
  secret: Extract<ProviderSecret, (...args: never[]) => unknown>,
): SecretValue | PromiseLike<SecretValue> {
  if (isAsyncSource(secret)) return memoryOf(secret).get(secret)
  const answer = secret()
  if (typeof answer === "string") return answer
  markAsyncSource(secret)
  return memoryOf(secret).get(() => answer)
}

function fromSource(
  secret: KeySource | { get(): unknown },
): SecretValue | PromiseLike<SecretValue> {
  const source = secret as KeySource
  if (typeof source.name !== "string") return memoryOf(secret).get(() => source.get())
  const memory = memoryOf(source.name)
  memory.follow(source)
  return memory.get((context) => source.get(context), source.ttl)
}

function newest(value: SecretValue | undefined): string | undefined {
  return (typeof value === "string" ? value : value?.[0]) || undefined
}
