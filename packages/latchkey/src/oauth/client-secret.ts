import type { ProviderSecret } from "../contracts/provider.ts"
import { KeysUnavailable } from "../errors.ts"

/** Reads a provider's secret from wherever it is kept: the newest where there are several. */
export function secretReader(
  id: string,
  secret: ProviderSecret,
): () => Promise<string | undefined> {
  if (typeof secret === "string") return () => Promise.resolve(secret)
  return async () => {
    let value: string | readonly string[] | undefined
    try {
      value = await (typeof secret === "function" ? secret() : secret.get())
    } catch (error) {
      const err = error instanceof Error ? error : new Error("not an error")
      throw new KeysUnavailable(`The client secret of provider "${id}" can't be read`, err)
    }
    return (typeof value === "string" ? value : value?.[0]) || undefined
  }
}
