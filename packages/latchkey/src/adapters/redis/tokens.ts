import type { Adapter } from "../../contracts/adapter.ts"
import { fieldOf, readField, timeOf } from "./fields.ts"
import { nameable } from "./names.ts"
import type { RedisPlace } from "./place.ts"
import { COUNT, DROP, LEASE, USE } from "./scripts.ts"

type TokenMethods =
  | "createVerificationToken"
  | "useVerificationToken"
  | "increment"
  | "takeLease"
  | "releaseLease"

/** When a key goes by itself. Redis takes no time at or before the epoch. */
export const endOf = (expires: Date): string => String(Math.max(1, Math.floor(timeOf(expires))))

/** Holders and numbers are marked, so that no client takes one for JSON. */
const held = (holder: string): string => `=${holder}`

export function tokenMethods({
  command,
  run,
  names,
}: RedisPlace): Required<Pick<Adapter, TokenMethods>> {
  return {
    async createVerificationToken({ identifier, token, expires }) {
      const key = names.token(identifier, token)
      const kept = await command("SET", key, fieldOf(expires)!, "NX", "PXAT", endOf(expires))
      if (kept === null) throw new Error("token exists already")
      return { identifier, token, expires: new Date(expires) }
    },
    async useVerificationToken({ identifier, token }) {
      if (!nameable(identifier, token)) return null
      const expires = readField(await run(USE, [names.token(identifier, token)]))
      return expires instanceof Date ? { identifier, token, expires } : null
    },
    increment: async ({ key, by, expires }) =>
      Number(await run(COUNT, [names.counter(key)], [String(by), endOf(expires)])),
    takeLease: async ({ key, holder, ttl }) =>
      Number(
        await run(LEASE, [names.lease(key)], [held(holder), String(Math.max(1, Math.ceil(ttl)))]),
      ) === 1,
    async releaseLease({ key, holder }) {
      await run(DROP, [names.lease(key)], [held(holder)])
    },
  }
}
