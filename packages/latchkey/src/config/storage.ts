import type { Adapter } from "../contracts/adapter.ts"
import type { LoggerInstance } from "../contracts/logger.ts"
import type { MaybePromise } from "../crypto/index.ts"
import { UnheldData } from "../errors.ts"
import type { ResolvedKeys } from "../keys/resolve.ts"
import type { Ring } from "../keys/ring.ts"
import { late } from "../web/late.ts"
import type { AuthConfig } from "./auth-config.ts"

/** What sealing for storage needs to know. */
export interface StorageContext {
  readonly config: Pick<AuthConfig, "secret">
  readonly logger: Required<LoggerInstance>
  keys(): MaybePromise<ResolvedKeys>
}

/**
 * The ring that something is sealed with for storage.
 *
 * @throws UnheldData where its keys are destroyed by date, whatever is stored
 */
export async function ringForStorage(context: StorageContext): Promise<Ring> {
  assertHeld(context)
  return (await context.keys()).ring
}

/** @throws UnheldData */
export function assertHeld(context: StorageContext): void {
  const { secret } = context.config
  if (typeof secret === "object" && "view" in secret && secret.holdsData !== true) {
    throw new UnheldData(
      "The keyring would destroy keys that stored data needs. Tell it what is stored: keyring({ held: heldBy(…) })",
      { ring: secret.name },
    )
  }
}

/** The methods of an adapter that see tokens of accounts. */
const SEALING: ReadonlySet<keyof Adapter> = new Set([
  "linkAccount",
  "getAccount",
  "listAccountsByUserId",
  "updateAccount",
  "unlinkAccount",
  "transaction",
])

const storedData = late(() => import("./stored-data.ts"))

/** `withSealedTokens`, loaded when the first of these methods is called: no check of a session calls one. */
export function sealingLater(adapter: Adapter, context: StorageContext): Adapter {
  return new Proxy(adapter, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (!method || !SEALING.has(name as keyof Adapter)) return method
      return async (...args: unknown[]): Promise<unknown> => {
        const { withSealedTokens } = await storedData()
        const sealed: unknown = Reflect.get(withSealedTokens(adapter, context), name)
        return (sealed as (...all: unknown[]) => unknown)(...args)
      }
    },
  })
}
