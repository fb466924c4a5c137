import fc from "fast-check"
import { locationOf } from "../support/browser.ts"
import { type Command, place, step, who } from "./commands.ts"
import { LINK_AGE } from "./outside.ts"
import type { Flow, Link, Truth } from "./truth.ts"
import { cookieOf, flowsOf, settle } from "./watch.ts"
import type { World } from "./world.ts"

/** After how many calls of the store one fails. */
const fault = fc.oneof(
  { weight: 3, arbitrary: fc.constant(Infinity) },
  { weight: 1, arbitrary: fc.nat(8) },
)
const said = (fails: number): string => (fails === Infinity ? "" : ` fails ${fails}`)

async function ask(truth: Truth, world: World, n: number, at: number, name: string): Promise<void> {
  const email = `${name}@example.com`
  world.outside.mails.delete(email)
  await world.at(n, at).post("/signin/email", { email })
  const url = world.outside.mails.get(email)
  if (!url) return
  const link: Link = { url, began: Date.now(), done: false }
  truth.links.push(link)
  truth.holders[n]!.note = link
}

const names = fc.constantFrom("ada", "grace", "x1")

const asking = fc
  .tuple(who, place, names)
  .map(([n, at, name]) =>
    step(`${n}@${at} asks for a link to ${name}`, (truth, world) => ask(truth, world, n, at, name)),
  )

/** All of a sign-in at once, without a fault. */
const entering = fc.tuple(who, place, names).map(([n, at, name]) =>
  step(`${n}@${at} comes in as ${name}`, async (truth, world) => {
    await ask(truth, world, n, at, name)
    const link = truth.links.at(-1)
    if (!link || link.done || truth.holders[n]!.note !== link) return
    const before = cookieOf(world, n)
    await world.at(n, at).get(link.url)
    const tried = { browser: n, instance: at, before }
    link.done = await settle(truth, world, tried, { mayBe: true, amr: "email", unsure: false })
  }),
)

/** Opens a link, perhaps once more, perhaps elsewhere, perhaps twice at once. */
const opening = fc
  .tuple(fc.nat(5), who, place, fc.boolean(), fault)
  .map(([k, n, at, twice, fails]) =>
    step(
      `${n}@${at} opens link ${k}${twice ? " twice" : ""}${said(fails)}`,
      async (truth, world) => {
        const link: Link = truth.links.at(-1 - (k % truth.links.length))!
        const before = cookieOf(world, n)
        const browser = world.at(n, at)
        const mayBe =
          !link.done &&
          truth.holders[n]!.note === link &&
          Date.now() <= link.began + LINK_AGE * 1000
        world.failsAfter = fails
        const answers = await Promise.all(
          twice ? [browser.get(link.url), browser.get(link.url)] : [browser.get(link.url)],
        )
        world.failsAfter = Infinity
        const cookies = answers.flatMap((one) =>
          one.headers.getSetCookie().filter((line) => /session-token=[^;]/.test(line)),
        )
        truth.hold("INV-3", cookies.length <= 1, "a link that was opened twice let two in")
        const at_ = { browser: n, instance: at, before }
        const isIn = await settle(truth, world, at_, {
          mayBe,
          amr: "email",
          unsure: fails < Infinity,
        })
        if (isIn) link.done = true
      },
      (truth) => truth.links.length > 0,
    ),
  )

const leaving = fc
  .tuple(
    who,
    place,
    fc.constantFrom("one", "two"),
    fc.constantFrom("ada", "x1", "x2"),
    fc.boolean(),
  )
  .map(([n, at, provider, account, link]) =>
    step(
      `${n}@${at} leaves for ${provider} as ${account}${link ? " to link" : ""}`,
      async (truth, world) => {
        const fields: Record<string, string> = link ? { link: "true" } : {}
        const start = locationOf(await world.at(n, at).post(`/signin/${provider}`, fields))
        if (start.hostname === "app.example") return
        const query = world.outside.consent(start, account)
        const url = `/callback/${provider}?${query}`
        const flow: Flow = { browser: n, provider, account, began: Date.now(), url, done: false }
        truth.flows.push(flow)
        truth.holders[n]!.flows.push(flow)
      },
    ),
  )

/** Comes back from a provider, perhaps once more, perhaps in another's browser, perhaps after another tab did. */
const returning = fc.tuple(fc.nat(4), who, place, fault).map(([k, n, at, fails]) =>
  step(
    `${n}@${at} comes back by flow ${k}${said(fails)}`,
    async (truth, world) => {
      const flow = truth.flows.at(-1 - (k % truth.flows.length))!
      const holder = truth.holders[n]!
      const isOurs = holder.flows.includes(flow)
      const mayBe = !flow.done && isOurs && Date.now() <= flow.began + 900_000
      const before = cookieOf(world, n)
      const underWay = flowsOf(world, n)
      world.failsAfter = fails
      await world.at(n, at).get(flow.url)
      world.failsAfter = Infinity
      // Two may be under way in two tabs; an answer that is of neither ends both.
      holder.flows = isOurs ? holder.flows.filter((other) => other !== flow) : []
      if (mayBe) flow.done = true
      const left = flowsOf(world, n)
      truth.hold(
        "INV-10",
        left.every((one) => underWay.includes(one)) &&
          left.length <= Math.max(0, underWay.length - 1),
        `of ${underWay.length} sign-ins under way ${left.length} are there still`,
      )
      const at_ = { browser: n, instance: at, before }
      if (!(await settle(truth, world, at_, { mayBe, amr: "fed", unsure: fails < Infinity })))
        return
      const key = { provider: flow.provider, providerAccountId: flow.account }
      const owner = await world.adapter.getUserByAccount!(key)
      truth.hold("INV-1", owner?.id === holder.life!.user, "in as somebody whose account it is not")
    },
    (truth) => truth.flows.length > 0,
  ),
)

const unlinking = fc.tuple(who, place, fc.boolean()).map(([n, at, both]) =>
  step(`${n}@${at} unlinks ${both ? "both" : "one"}`, async (truth, world) => {
    const { life } = truth.holders[n]!
    if (!life) return
    const accounts = await world.adapter.listAccountsByUserId!(life.user)
    const browser = world.at(n, at)
    const csrfToken = await browser.csrfToken()
    const wanted = both ? accounts : accounts.slice(0, 1)
    await Promise.all(
      wanted.map(({ provider, providerAccountId }) =>
        browser.post(`/unlink/${provider}`, { csrfToken, providerAccountId }),
      ),
    )
  }),
)

/** All by which people come in, and what they come in by. */
export const signIns: readonly fc.Arbitrary<Command>[] = [
  asking,
  entering,
  entering,
  opening,
  opening,
  leaving,
  returning,
  returning,
  unlinking,
]
