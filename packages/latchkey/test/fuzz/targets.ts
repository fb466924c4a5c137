/** Every parser that reads what comes from outside, by name: `npm run fuzz -- --minutes 10 cookies`. */
import * as addresses from "./targets/addresses.ts"
import * as keys from "./targets/keys.ts"
import * as passkeys from "./targets/passkeys.ts"
import * as provider from "./targets/provider.ts"
import * as requests from "./targets/requests.ts"
import * as tokens from "./targets/tokens.ts"
import type { Target } from "./target.ts"

const rooms = { addresses, keys, passkeys, provider, requests, tokens }

export interface NamedTarget {
  readonly name: string
  /** The file below `targets` that it is in. */
  readonly room: string
  readonly target: Target
}

export const targets: readonly NamedTarget[] = Object.entries(rooms).flatMap(([room, exported]) =>
  Object.entries(exported as Record<string, Target>).map(([name, target]) => ({
    name,
    room,
    target,
  })),
)
