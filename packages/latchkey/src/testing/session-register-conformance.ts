import type { Redemption, RegisteredSession, SessionRegister } from "../contracts/register.ts"
import { randomToken } from "../crypto/index.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import { race, refuses, same } from "./adapter/assert.ts"
import type { ConformanceRunner } from "./adapter-conformance.ts"

export interface SessionRegisterConformanceOptions {
  /**
   * Answers a new handle to one place. Handles should differ as those of two processes would, with a connection each.
   */
  readonly register: () => Awaitable<SessionRegister>
  readonly test: ConformanceRunner
  /** A handle whose server can't be reached, to show that this is never taken for "not registered". */
  readonly unreachable?: () => Awaitable<SessionRegister>
  /** Called after each case with its handles. */
  readonly close?: (registers: readonly SessionRegister[]) => Awaitable<void>
  /** How many come together. Default 50. */
  readonly races?: number
}

interface Place {
  readonly options: SessionRegisterConformanceOptions
  open(): Promise<SessionRegister>
}

interface Case {
  readonly title: string
  readonly run: (place: Place) => Promise<void>
}

/** Milliseconds. */
const GRACE = 60_000
const HOUR = 3_600_000

const session = (claims = randomToken()): RegisteredSession => ({
  id: randomToken(),
  claims,
  expires: Date.now() + HOUR,
})

const asking = ({ id, claims }: RegisteredSession, given: Partial<Redemption> = {}): Redemption => {
  const now = Date.now()
  return { id, claims, revoked: now - 1_000, now, grace: GRACE, ...given }
}

const later = (asked: Redemption, ms: number): Redemption => ({ ...asked, now: asked.now + ms })
const change = ({ claims, expires }: RegisteredSession): Omit<RegisteredSession, "id"> => ({
  claims,
  expires,
})

const cases: readonly Case[] = [
  {
    title: "S01 a session that nobody registered is not let in",
    async run(place) {
      const register = await place.open()
      same(await register.redeem(asking(session())), false, "redeem")
      same(await register.move(asking(session()), change(session())), false, "move")
      same(await register.renew(session(), change(session())), false, "renew")
    },
  },
  {
    title: "S02 a registered one is, by every handle, however often it asks",
    async run(place) {
      const one = session()
      await (await place.open()).add(one)
      const other = await place.open()
      same(await other.redeem(asking(one)), true, "redeem")
      same(await other.redeem(later(asking(one), 10 * GRACE)), true, "redeem later")
    },
  },
  {
    title: "S03 with other claims it is not, nor with those of another session",
    async run(place) {
      const register = await place.open()
      const [one, two] = [session(), session()]
      await register.add(one)
      await register.add(two)
      same(await register.redeem(asking({ ...one, claims: two.claims })), false, "of another")
      same(await register.redeem(asking({ ...one, claims: "" })), false, "empty")
      same(await register.move(asking(session(one.claims)), change(one)), false, "of no session")
      same(await register.redeem(asking(one)), true, "its own")
    },
  },
  {
    title: "S04 when it has ended it is not",
    async run(place) {
      const register = await place.open()
      const one = session()
      await register.add(one)
      const over = asking(one, { now: one.expires })
      same(await register.redeem(over), false, "redeem")
      same(await register.move(over, change(one)), false, "move")
    },
  },
  {
    title: "S05 once moved it is let in for the grace, which a second move does not make longer",
    async run(place) {
      const register = await place.open()
      const one = session()
      await register.add(one)
      const asked = asking(one)
      same(await register.move(asked, change(one)), true, "first move")
      same(await register.redeem(later(asked, GRACE - 1)), true, "within the grace")
      same(await register.move(later(asked, GRACE - 1), change(one)), true, "second move")
      same(await register.redeem(later(asked, GRACE)), false, "after the grace")
      same(await register.move(later(asked, GRACE), change(one)), false, "third move")
    },
  },
  {
    title: "S06 once moved it is let in again when the next key is revoked, by that one's time",
    async run(place) {
      const register = await place.open()
      const one = session()
      await register.add(one)
      const first = asking(one)
      await register.move(first, change(one))
      const next = { ...later(first, 20 * GRACE), revoked: first.now + 10 * GRACE }
      same(await register.redeem(next), true, "redeem")
      same(await register.move(next, change(one)), true, "move")
      same(await register.redeem(later(next, GRACE)), false, "after the grace")
      same(await register.redeem({ ...first, now: next.now + GRACE }), false, "by the first key")
    },
  },
  {
    title: "S07 a move by a clock that is late counts as one after the revocation",
    async run(place) {
      const register = await place.open()
      const one = session()
      await register.add(one)
      const asked = asking(one)
      const late = { ...asked, revoked: asked.now + 5_000 }
      same(await register.move(late, change(one)), true, "move")
      same(await register.redeem(later(late, 5_000 + GRACE)), false, "after the grace")
    },
  },
  {
    title:
      "S08 claims that it was moved from count for the grace, those that it was moved to from then on",
    async run(place) {
      const register = await place.open()
      const one = session()
      const next = session()
      await register.add(one)
      const asked = asking(one)
      same(await register.move(asked, change(next)), true, "move")
      same(await register.redeem(later(asked, 1)), true, "the old claims within the grace")
      same(await register.move(later(asked, 1), change(one)), true, "a parallel request")
      const again = { ...later(asked, 9 * GRACE), revoked: asked.now + 8 * GRACE }
      same(await register.redeem(again), false, "the old claims when the next key is revoked")
      const moved = { ...again, claims: next.claims }
      same(await register.redeem(moved), true, "the new claims when the next key is revoked")
    },
  },
  {
    title: "S09 other claims and a later end are noted only for the claims that it has",
    async run(place) {
      const register = await place.open()
      const [one, next] = [session(), session()]
      await register.add(one)
      const longer = { claims: next.claims, expires: one.expires + HOUR }
      same(await register.renew({ ...one, claims: "forged" }, longer), false, "forged")
      same(await register.redeem(asking(one)), true, "nothing was changed")
      same(await register.renew(one, longer), true, "its own")
      same(await register.redeem(asking(one)), false, "the old claims")
      const asked = asking({ ...one, claims: next.claims }, { now: one.expires + 1 })
      same(await register.redeem(asked), true, "the new claims, after the old end")
    },
  },
  {
    title: "S10 a session that was removed is not let in, nor does anything bring it back",
    async run(place) {
      const register = await place.open()
      const one = session()
      await register.add(one)
      await register.remove(one.id)
      await register.remove(one.id)
      same(await register.move(asking(one), change(one)), false, "move")
      same(await register.renew(one, change(one)), false, "renew")
      same(await register.redeem(asking(one)), false, "redeem")
    },
  },
  {
    title: "S11 of many that register one id the first counts, and none fails",
    async run(place) {
      const register = await place.open()
      const other = await place.open()
      const one = session()
      await register.add(one)
      const count = place.options.races ?? 50
      const done = await race(count, (n) =>
        [register, other][n % 2]!.add({ ...one, claims: randomToken() }).then(() => true),
      )
      same(done.length, count, "answers without an error")
      same(await other.redeem(asking(one)), true, "redeem")
    },
  },
  {
    title: "S12 of many that move it at once all go on, and no one after the grace of the first",
    async run(place) {
      const handles = await Promise.all(Array.from({ length: 5 }, () => place.open()))
      const one = session()
      await handles[0]!.add(one)
      const count = place.options.races ?? 50
      const asked = asking(one)
      // Each has a clock of its own.
      const moved = await race(count, (n) =>
        handles[n % 5]!.move(later(asked, n), change({ ...one, claims: `to ${n}` })),
      )
      same(moved.filter(Boolean).length, count, "moved")
      for (const handle of handles) {
        same(await handle.redeem(later(asked, GRACE + count)), false, "after the grace")
      }
    },
  },
  {
    title: "S13 a session that is removed while many move it is gone",
    async run(place) {
      const handles = await Promise.all(Array.from({ length: 5 }, () => place.open()))
      const one = session()
      await handles[0]!.add(one)
      const count = place.options.races ?? 50
      const done = await race(count, async (n) => {
        if (n === Math.floor(count / 2)) return handles[0]!.remove(one.id).then(() => true)
        return handles[n % 5]!.move(asking(one), change(one))
      })
      same(done.length, count, "answers without an error")
      same(await handles[1]!.redeem(asking(one)), false, "redeem")
    },
  },
  {
    title: "S14 a server that can't be reached is an error, never an answer",
    async run(place) {
      const register = await place.options.unreachable?.()
      if (!register) return
      const one = session()
      await refuses(() => register.add(one), "add")
      await refuses(() => register.redeem(asking(one)), "redeem")
      await refuses(() => register.move(asking(one), change(one)), "move")
      await refuses(() => register.remove(one.id), "remove")
      await place.options.close?.([register])
    },
  },
]

/**
 * Registers the tests that show whether a register keeps the contract of `SessionRegister`: what is let in and for how
 * long, bound claims, atomic changes under races, and errors that are errors.
 *
 * @example
 * ```ts
 * sessionRegisterConformance({ register: () => myRegister(client), test: { describe, it } })
 * ```
 */
export function sessionRegisterConformance(options: SessionRegisterConformanceOptions): void {
  const { describe, it } = options.test
  describe("session register conformance", () => {
    for (const { title, run } of cases) {
      it(title, async () => {
        const opened: SessionRegister[] = []
        const open = async (): Promise<SessionRegister> => {
          const register = await options.register()
          opened.push(register)
          return register
        }
        try {
          await run({ open, options })
        } finally {
          await options.close?.(opened)
        }
      })
    }
  })
}
