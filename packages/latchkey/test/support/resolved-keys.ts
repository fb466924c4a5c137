import { expect } from "vitest"
import type { SecretOption } from "../../src/contracts/keys.ts"
import type { MissingSecret } from "../../src/errors.ts"
import { type KeyOptions, resolveKeys, type ResolvedKeys } from "../../src/keys/resolve.ts"
import { ringStrings } from "../../src/keys/ring.ts"

type Env = Record<string, string>

/** A secret of an application in production, and its environment. */
export function optionsOf(secret: SecretOption | undefined, env: Env = {}): KeyOptions {
  const read = Object.assign((name: string): string | undefined => env[name], { scope: env })
  return { secret, passed: true, read, production: true }
}

export const told = ({ ring }: ResolvedKeys) => ({
  strings: ringStrings(ring),
  origin: ring.origin,
})

export const resolved = async (secret: SecretOption | undefined, env: Env = {}) =>
  told(await resolveKeys(optionsOf(secret, env)))

export async function thrownBy(options: KeyOptions): Promise<Error> {
  try {
    await resolveKeys(options)
  } catch (error) {
    return error as Error
  }
  return expect.unreachable("it should have thrown")
}

/** Where a secret was looked for, as the error tells it. */
export const looked = (error: Error): unknown[] =>
  (error as MissingSecret).cause!["looked"] as unknown[]
