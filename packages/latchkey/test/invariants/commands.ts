import fc from "fast-check"
import { handle } from "../../src/core/handle.ts"
import { deleteUser, revokeSessions } from "../../src/core/sessions.ts"
import { vi } from "vitest"
import { Browser, own } from "../support/browser.ts"
import type { Truth } from "./truth.ts"
import { atAllTimes, cookieOf, list, look } from "./watch.ts"
import { MAX_AGE, SECRETS, type World } from "./world.ts"

export type Command = fc.AsyncCommand<Truth, World>

/** A step of the machine; whatever it was, what holds at all times is looked at after it. */
export function step(
  name: string,
  run: (truth: Truth, world: World) => Promise<void>,
  check: (truth: Truth) => boolean = () => true,
): Command {
  return {
    check,
    async run(truth, world) {
      await run(truth, world)
      world.failsAfter = Number.POSITIVE_INFINITY
      await atAllTimes(truth, world)
    },
    toString: () => name,
  }
}

export const PEOPLE = 3
export const who = fc.nat(PEOPLE - 1)
export const place = fc.nat(1)

const looking = fc
  .tuple(who, place)
  .map(([n, at]) => step(`look ${n}@${at}`, (truth, world) => look(truth, world, n, at)))

/** All at the same time: nobody sees another's. */
const lookingAll = fc.constant(
  step("all look", async (truth, world) => {
    const all = truth.holders.map((_, n) => look(truth, world, n, n % 2))
    await Promise.all(all)
  }),
)

const listing = fc
  .tuple(who, place)
  .map(([n, at]) =>
    step(`list ${n}@${at}`, (truth, world) => list(truth, world, truth.holders[n]!, at)),
  )

const passing = fc
  .constantFrom(1, 19, 150, 250, 590, 610, 950, 1_050, 2_000)
  .map((seconds) =>
    step(`${seconds} s`, async () => void vi.setSystemTime(Date.now() + seconds * 1000)),
  )

/** A thief, or a backup of the browser. */
const copying = fc.tuple(who, who).map(([from, to]) =>
  step(`copy ${from} to ${to}`, async (truth, world) => {
    world.browsers[to]!.cookies = new Map(world.browsers[from]!.cookies)
    Object.assign(truth.holders[to]!, truth.holders[from]!)
  }),
)

const signingOut = fc
  .tuple(who, place, fc.constantFrom(Infinity, Infinity, 0, 1, 2))
  .map(([n, at, fails]) =>
    step(`sign out ${n}@${at}${fails < 9 ? ` fails ${fails}` : ""}`, async (truth, world) => {
      const browser = world.at(n, at)
      const { life } = truth.holders[n]!
      const csrfToken = await browser.csrfToken()
      const kept = new Map(browser.cookies)
      world.failsAfter = fails
      const answer = await browser.post("/signout", { csrfToken })
      world.failsAfter = Infinity
      const isDone = !/error=/.test(answer.headers.get("location") ?? "error=")
      if (!life) return
      if (isDone) {
        truth.hold("INV-2", cookieOf(world, n) === undefined, "signed out, and the cookie is there")
        truth.holders[n]!.life = undefined
        truth.end((one) => one === life, at)
        await replay(truth, world, kept, at)
      } else life.unsure = true
    }),
  )

/** Someone kept the cookies of a session that has ended, and shows them where it did. */
async function replay(
  truth: Truth,
  world: World,
  cookies: Browser["cookies"],
  at: number,
): Promise<void> {
  const thief = new Browser(world.instances[at]!)
  thief.cookies = cookies
  const seen = await thief.session()
  truth.hold(
    "INV-2",
    seen === null || truth.strategy === "jwt",
    "a kept cookie outlives a sign-out",
  )
}

const ending = fc.tuple(who, place, fc.boolean()).map(([n, at, all]) =>
  step(
    `revoke ${all ? "all of " : ""}${n}@${at}`,
    async (truth, world) => {
      const { life } = truth.holders[n]!
      if (!life) return
      const config = world.instances[at]!
      if (all) await revokeSessions(config, own, { user: life.user })
      else await revokeSessions(config, own, { session: life.id, user: life.user })
      truth.end((one) => (all ? one.user === life.user : one === life), at)
      // Who comes in within the same second, where that is not known yet, is refused: times of sign-ins have seconds.
      vi.setSystemTime(Date.now() + 1_000)
    },
    (truth) => truth.strategy !== "jwt",
  ),
)

const deleting = fc.tuple(who, place).map(([n, at]) =>
  step(`delete ${n}@${at}`, async (truth, world) => {
    const { life } = truth.holders[n]!
    if (!life) return
    await deleteUser(world.instances[at]!, own, life.user)
    truth.hold("INV-2", (await world.adapter.getUser!(life.user)) === null, "the user is there")
    truth.end((one) => one.user === life.user, at)
  }),
)

/** One step of a rotation: known everywhere, then sealing everywhere, then, a session's life later, alone. */
const rotating = fc.constant(
  step("rotate", async (truth, world) => {
    const now = Date.now()
    const [first, second] = world.keys as [string[], string[]]
    const next = SECRETS[1 + (truth.rotations % (SECRETS.length - 1))]!
    const { step: at } = truth
    if (at === 0) first.push(next)
    if (at === 1) second.push(next)
    if (at === 2) first.reverse()
    if (at === 3) second.reverse()
    if (at === 3) truth.promoted = now
    if (at === 4) {
      if (now < truth.promoted + (MAX_AGE + 1) * 1000) return
      first.pop()
      second.pop()
      truth.rotations++
    }
    truth.step = (at + 1) % 5
  }),
)

/** The last deploy is taken back. */
const rollingBack = fc.constant(
  step("roll back", async (truth, world) => {
    const [first, second] = world.keys as [string[], string[]]
    if (truth.step === 4) second.reverse()
    else if (truth.step === 3) first.reverse()
    else return
    truth.step--
  }),
)

/** Bytes of any kind, at any route. */
const nonsense = fc
  .record({
    at: place,
    method: fc.constantFrom("GET", "POST", "HEAD", "OPTIONS"),
    path: fc.constantFrom(
      "session",
      "csrf",
      "callback/one",
      "callback/email",
      "signin/two",
      "sessions",
      "error",
      "",
      "..",
      "%2e%2e%2f",
      "unlink/one",
    ),
    query: fc.dictionary(
      fc.string({ maxLength: 8 }),
      fc.string({ unit: "binary", maxLength: 20 }),
      { maxKeys: 3 },
    ),
    cookie: fc.array(
      fc
        .constantFrom(
          "__Host-latchkey.session-token",
          "__Host-latchkey.state",
          "__Host-latchkey.session-token.0",
          "x",
        )
        .chain((name) => fc.string({ maxLength: 40 }).map((value) => `${name}=${value}`)),
      { maxLength: 3 },
    ),
    body: fc.uint8Array({ maxLength: 60 }),
    type: fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain"),
  })
  .map(({ at, method, path, query, cookie, body, type }) =>
    step("nonsense", async (truth, world) => {
      const headers = new Headers({ "content-type": type })
      headers.set("cookie", cookie.join("; ").replace(/[^\x20-\x7e]/g, ""))
      const url = `https://app.example/auth/${path}?${new URLSearchParams(query)}`
      const request = new Request(url, { method, headers, ...(method === "POST" && { body }) })
      const answer = await handle(request, world.instances[at]!, own)
      truth.hold("INV-12", answer.status < 500, `${method} ${path} was answered ${answer.status}`)
      const taken = answer.headers.getSetCookie().some((line) => /session-token=[^;]/.test(line))
      truth.hold("INV-1", !taken, "nonsense led to a session")
    }),
  )

/** All that can happen to sessions that are there. */
export const ordinary: readonly fc.Arbitrary<Command>[] = [
  looking,
  looking,
  lookingAll,
  listing,
  passing,
  copying,
  signingOut,
  ending,
  deleting,
  rotating,
  rotating,
  rollingBack,
  nonsense,
]
