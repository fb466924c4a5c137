import type { AuthConfig } from "../../src/config/auth-config.ts"
import { currentSession } from "../../src/core/current-session.ts"
import { getSession } from "../../src/index.ts"
import { listSessions } from "../../src/core/sessions.ts"
import { own } from "../support/browser.ts"
import type { Holder, Life, Truth } from "./truth.ts"
import { ABSOLUTE, type World } from "./world.ts"

const SESSION = "__Host-latchkey.session-token"

export const cookieOf = (world: World, browser: number): string | undefined =>
  world.browsers[browser]!.cookies.get(SESSION)?.value

interface Seen {
  readonly user: { readonly id: string }
  readonly expires: string
}

function requestOf(world: World, browser: number): Request {
  const { cookies } = world.browsers[browser]!
  const cookie = [...cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
  return new Request("https://app.example/page", { headers: { cookie } })
}

/** What a server component knows of a request. */
function incoming(request: Request): { readonly headers: Headers } {
  const headers = new Headers(request.headers)
  headers.set("host", "app.example")
  headers.set("x-forwarded-proto", "https")
  return { headers }
}

/** One look at who is signed in: it is whom the truth says, and each way of looking says the same. */
export async function look(
  truth: Truth,
  world: World,
  browser: number,
  instance: number,
): Promise<void> {
  const holder = truth.holders[browser]!
  const expected = truth.counts(holder, instance)
  const config = world.instances[instance]!
  const request = requestOf(world, browser)
  const readers: (Seen | null)[] = [
    (await currentSession(config, own, incoming(request), { write: false })).session as Seen | null,
    (await getSession(request, config)) as Seen | null,
    (await world.at(browser, instance).session()) as unknown as Seen | null,
  ]
  const seen = readers[2]!
  const who = readers.map((one) => one?.user.id ?? "nobody")
  truth.hold(
    "INV-11",
    expected === "either" || new Set(who).size === 1,
    `readers say ${who.join(", ")}`,
  )
  if (!seen) {
    truth.hold("INV-9", expected !== true, `a session of ${holder.life?.user} is refused`)
    if (world.browsers[browser]!.cookies.has(SESSION)) return
    holder.life = undefined
    return
  }
  truth.hold("INV-1", holder.life !== undefined, `${seen.user.id} is in, and nobody signed in`)
  truth.hold("INV-2", expected !== false, `the session of ${seen.user.id} has ended`)
  const { life } = holder as { life: Life }
  truth.hold("INV-6", seen.user.id === life.user, `${life.user} is shown as ${seen.user.id}`)
  const end = Date.parse(seen.expires)
  truth.hold(
    "INV-5",
    end <= life.began + ABSOLUTE * 1000 + 1_000,
    `a session of ${new Date(life.began).toISOString()} lasts until ${seen.expires}`,
  )
  truth.hold(
    "INV-5",
    end >= Math.min(holder.shown, life.began + ABSOLUTE * 1000) - 1_000,
    "an end came nearer",
  )
  holder.shown = end
  life.shown = Math.max(life.shown, end)
  life.used = Date.now()
}

/** After a sign-in was tried: whether somebody is in now, and whether that may be. */
export async function settle(
  truth: Truth,
  world: World,
  at: { readonly browser: number; readonly instance: number; readonly before: string | undefined },
  given: { readonly mayBe: boolean; readonly amr: string; readonly unsure: boolean },
): Promise<boolean> {
  const { browser, instance, before } = at
  const cookie = cookieOf(world, browser)
  const isIn = cookie !== undefined && cookie !== before
  truth.hold("INV-3", !isIn || given.mayBe, "something that is used once let someone in")
  if (!isIn) return false
  const holder = truth.holders[browser]!
  const former = holder.life
  if (former && !former.ended) former.ended = { at: Date.now(), by: instance }
  // What could not be ended is logged, and ends by itself.
  if (former && given.unsure) former.unsure = true
  const config = world.instances[instance]!
  const request = requestOf(world, browser)
  const session = (await getSession(request, config)) as Seen | null
  const id = await idOf(truth, config, request, given.amr)
  truth.hold("INV-1", session !== null && id !== undefined, "the new session is none")
  truth.hold("INV-4", !truth.ids.has(id ?? cookie) && !truth.ids.has(cookie), "an id came twice")
  truth.ids.add(id ?? cookie).add(cookie)
  const life: Life = {
    user: session!.user.id,
    began: Date.now(),
    shown: Date.parse(session!.expires),
    used: Date.now(),
    ended: undefined,
    unsure: false,
    id: id!,
    amr: given.amr,
  }
  truth.lives.push(life)
  holder.life = life
  holder.shown = life.shown
  return true
}

/** The session's name on the list; where there is no list, its cookie. */
async function idOf(
  truth: Truth,
  config: AuthConfig,
  request: Request,
  amr: string,
): Promise<string | undefined> {
  if (truth.strategy === "jwt") {
    const read = await currentSession(config, own, incoming(request), { write: false })
    return read.source === undefined ? undefined : cookieIn(request)
  }
  const current = (await listSessions(config, own, request)).find((one) => one.current)
  const shown = current?.amr.join()
  truth.hold("INV-7", shown === amr, `in by ${amr}, listed by ${shown}`)
  return current?.id
}

const cookieIn = (request: Request): string | undefined =>
  request.headers
    .get("cookie")
    ?.split("; ")
    .find((pair) => pair.startsWith(`${SESSION}=`))
    ?.slice(SESSION.length + 1)

const CHECK = /\.(?:state|pkce\.code_verifier|nonce)(\.1)?$/

/** The sign-ins under way in a browser, by what stands behind the names of their cookies. */
export function flowsOf(world: World, browser: number): string[] {
  const names = [...world.browsers[browser]!.cookies.keys()]
  return [
    ...new Set(names.flatMap((name) => CHECK.exec(name)?.[1] ?? (CHECK.test(name) ? "" : []))),
  ]
}

/** What holds at all times, whoever did what. */
export async function atAllTimes(truth: Truth, world: World): Promise<void> {
  const said = [...world.log, ...world.places]
  const secrets = [...truth.ids, "app-secret-canary", ...world.keys.flat()]
  const leak = secrets.find((secret) => said.some((text) => text.includes(secret)))
  truth.hold("INV-4", leak === undefined, "a secret is in the log or in an address")
  world.log.length = 0
  world.places.length = 0
  truth.hold("INV-12", world.broken.length === 0, `answered ${world.broken.join(", ")}`)
  for (const id of world.created) await graph(truth, world, id)
}

/** Accounts lead to one user each, and each user can come in by something. */
async function graph(truth: Truth, { adapter }: World, id: string): Promise<void> {
  const user = await adapter.getUser!(id)
  if (!user) return
  const accounts = await adapter.listAccountsByUserId!(id)
  truth.hold("INV-8", accounts.length > 0 || Boolean(user.email), `${id} has no way in`)
  for (const { provider, providerAccountId } of accounts) {
    const owner = await adapter.getUserByAccount!({ provider, providerAccountId })
    truth.hold("INV-8", owner?.id === id, `an account of ${id} leads to ${owner?.id}`)
  }
}

/** The list of a person's sessions has no session that has ended, and none with more factors than were shown. */
export async function list(
  truth: Truth,
  world: World,
  holder: Holder,
  instance: number,
): Promise<void> {
  const { life } = holder
  if (!life || truth.strategy === "jwt") return
  for (const { id, amr } of await listSessions(world.instances[instance]!, own, {
    user: life.user,
  })) {
    const listed = truth.lives.find((one) => one.id === id)
    truth.hold("INV-1", listed !== undefined, "a session is listed that nobody began")
    truth.hold("INV-7", amr.join() === listed!.amr, `${listed!.amr} became ${amr.join()}`)
    const isOver = listed!.ended && !listed!.unsure
    truth.hold("INV-2", !isOver, "a session that has ended is listed")
  }
}
