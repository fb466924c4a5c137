/// <reference types="node" />
import { createHash } from "node:crypto"
import type { Adapter } from "../../contracts/adapter.ts"
import { codeOf, DUPLICATE, NOT_FOUND, type PrismaModel } from "./model.ts"
import type { PrismaRoom } from "./room.ts"

/** How often a counter is tried that others change meanwhile. */
const TRIES = 100

/** Milliseconds since the epoch. */
function timeOf(date: Date): number {
  const time = date.getTime()
  // A counter without an end would start anew each time, and never throttle anyone.
  if (Number.isNaN(time)) throw new TypeError("The date is not valid.")
  return time
}

/** A name that any column holds and compares exactly. */
const hashOf = (key: string): string =>
  createHash("sha256").update(JSON.stringify(key)).digest("hex")

export function tokenMethods({
  models,
}: PrismaRoom): Required<Pick<Adapter, "createVerificationToken" | "useVerificationToken">> {
  const { verificationToken: tokens } = models
  return {
    async createVerificationToken({ identifier, token, expires }) {
      timeOf(expires)
      await tokens.create({ identifier, token, expires })
      return { identifier, token, expires: new Date(expires) }
    },
    async useVerificationToken({ identifier, token }) {
      const row = await tokens.find({ identifier, token })
      const expires = row?.["expires"]
      if (!(expires instanceof Date) || Number.isNaN(expires.getTime())) return null
      // How many it deleted decides: looking alone would let two in.
      return (await tokens.delete({ identifier, token })) > 0
        ? { identifier, token, expires }
        : null
    },
  }
}

export function counterMethods(counters: PrismaModel): Required<Pick<Adapter, "increment">> {
  return {
    async increment({ key, by, expires }) {
      const [id, ends] = [hashOf(key), timeOf(expires)]
      for (let tries = 1; ; tries++) {
        const now = counters.value("expires", Date.now())
        try {
          const living = { key: id, expires: { gt: now } }
          return Number((await counters.update(living, { count: { increment: by } }))["count"])
        } catch (error) {
          if (codeOf(error) !== NOT_FOUND) throw error
        }
        // What is over goes, or every key ever tried would stay.
        await counters.delete({ expires: { lte: now } })
        try {
          return Number((await counters.create({ key: id, count: by, expires: ends }))["count"])
        } catch (error) {
          // Somebody else made it.
          if (codeOf(error) !== DUPLICATE || tries === TRIES) throw error
        }
      }
    },
  }
}

export function leaseMethods(
  leases: PrismaModel,
  { now }: PrismaRoom,
): Required<Pick<Adapter, "takeLease" | "releaseLease">> {
  return {
    async takeLease({ key, holder, ttl }) {
      const [id, at] = [hashOf(key), Math.floor(await now())]
      const over = leases.value("expires", at)
      const expires = at + Math.max(1, Math.ceil(ttl))
      const free = { key: id, OR: [{ holder }, { expires: { lte: over } }] }
      if ((await leases.set(free, { holder, expires })) > 0) return true
      try {
        await leases.create({ key: id, holder, expires })
        return true
      } catch (error) {
        if (codeOf(error) !== DUPLICATE) throw error
        return false
      }
    },
    async releaseLease({ key, holder }) {
      await leases.delete({ key: hashOf(key), holder })
    },
  }
}
