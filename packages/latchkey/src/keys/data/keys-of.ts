import type { SecretOption } from "../../contracts/keys.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { isProduction, readEnv } from "../../web/env.ts"
import { resolveKeys } from "../resolve.ts"
import type { Ring } from "../ring.ts"

/** The ring of each moment, for work that takes longer than a request. */
export interface KeysOf {
  ring(): Promise<Ring>
  /** A newer one, since something names a key that is not known; undefined where there is nothing to ask. */
  refresh(): Promise<Ring> | undefined
}

/** Resolves a secret outside of a request, from the process's environment. */
export function keysOf(secret: SecretOption | undefined): KeysOf {
  let refresh: () => MaybePromise<Ring> | undefined = () => undefined
  return {
    async ring() {
      const keys = await resolveKeys({
        secret,
        passed: secret !== undefined,
        read: (name) => readEnv(name),
        production: isProduction(),
      })
      refresh = () => keys.refresh()
      return keys.ring
    },
    refresh() {
      const newer = refresh()
      return newer && Promise.resolve(newer)
    },
  }
}
