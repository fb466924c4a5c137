/** Everything that takes an id, asked by its owner, by somebody else and by nobody. */
import { beforeEach, describe, expect, it } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import {
  accessToken,
  listAccounts,
  listSessions,
  revokeSessions,
  unlinkAccount,
} from "../../src/index.ts"
import { BASE_PATH, ORIGIN, own, type Site, siteOf, type Visitor } from "./support/site.ts"

const actors = ["owner", "other", "nobody"] as const
type Actor = (typeof actors)[number]

/** Ada and Eve with an account each at the provider; and somebody who is not signed in. */
interface Scene {
  readonly site: Site
  readonly people: Readonly<Record<Actor, Visitor>>
  /** Ada's: the id of a second session of hers, of her user, and at the provider. */
  readonly session: string
  readonly user: string
  readonly config: AuthConfig
}

let scene: Scene
beforeEach(async () => {
  const site = siteOf()
  const signIn = async (name: string): Promise<Visitor> => {
    const person = site.visitor(own)
    site.profile = { sub: `${name}-there`, name, email: `${name}@idp.example` }
    await person.through()
    return person
  }
  const owner = await signIn("ada")
  const other = await signIn("eve")
  const second = await signIn("ada")
  const config = { ...owner.config, secret: owner.config.secret! }
  const current = (await listSessions(config, requestOf(second))).find((one) => one.current)!
  const { user } = (await owner.session()) as { user: { id: string } }
  scene = {
    site,
    people: { owner, other, nobody: site.visitor(own) },
    session: current.id,
    user: user.id,
    config,
  }
})

/** A request of an application's own route. */
function requestOf(visitor: Visitor): Request {
  const cookie = [...visitor.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
  return new Request(`${ORIGIN}${BASE_PATH.replace("auth", "own")}`, { headers: { cookie } })
}

const left = async (): Promise<number> =>
  (await listSessions(scene.config, { user: scene.user })).length
const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error as Error).name,
  )

describe.each(actors)("asked by the %s", (actor) => {
  const isOwner = actor === "owner"
  const asker = (): Visitor => scene.people[actor]

  it("POST /sessions with the id of Ada's session", async () => {
    const answer = await asker().post("/sessions", { id: scene.session })
    expect(answer.status).toBe({ owner: 200, other: 404, nobody: 401 }[actor])
    expect(await left()).toBe(isOwner ? 1 : 2)
  })

  it.each([
    "",
    " ",
    "0",
    "*",
    "%",
    "null",
    "undefined",
    "__proto__",
    "' OR 1=1 --",
    "x".repeat(5_000),
  ])("POST /sessions with the id %.20j ends nothing", async (id) => {
    const answer = await asker().post("/sessions", { id })
    expect(answer.status).toBe(actor === "nobody" ? 401 : id === "" ? 400 : 404)
    expect(await left()).toBe(2)
  })

  it.each(["all", "others"])("POST /sessions for %s ends one's own only", async (which) => {
    const answer = await asker().post("/sessions", {
      which,
      user: scene.user,
      userId: scene.user,
      sub: scene.user,
    })
    expect(answer.status).toBe(actor === "nobody" ? 401 : 200)
    expect(await left()).toBe(isOwner ? (which === "all" ? 0 : 1) : 2)
  })

  it("GET /sessions and GET /accounts show one's own only, whoever is named", async () => {
    const query = new URLSearchParams({
      user: scene.user,
      userId: scene.user,
      id: scene.session,
      sub: scene.user,
    })
    const sessions = await asker().get(`/sessions?${query}`)
    const accounts = await asker().get(`/accounts?${query}`)
    expect([sessions.status, accounts.status]).toEqual(actor === "nobody" ? [401, 401] : [200, 200])
    expect((await sessions.text()).includes(scene.session)).toBe(isOwner)
    expect((await accounts.text()).includes("ada-there")).toBe(isOwner)
  })

  it("POST /unlink with Ada's id at the provider", async () => {
    await scene.site.adapter.linkAccount({
      userId: scene.user,
      provider: "more",
      providerAccountId: "ada-more",
      type: "oauth",
    })
    for (const provider of ["more", "idp"]) {
      await asker().post(`/unlink/${provider}`, {
        providerAccountId: provider === "more" ? "ada-more" : "ada-there",
        userId: scene.user,
      })
    }
    const at = (provider: string, providerAccountId: string): unknown =>
      scene.site.adapter.getUserByAccount({ provider, providerAccountId })
    expect((await at("more", "ada-more")) === null).toBe(isOwner)
    // Her last way in stays hers.
    expect(await at("idp", "ada-there")).toMatchObject({ id: scene.user })
  })

  it("the functions take whoever sent the request, and no id that came with it", async () => {
    const request = requestOf(asker())
    const { config, session, user } = scene
    expect((await listSessions(config, request)).some(({ id }) => id === session)).toBe(isOwner)
    const linked = await listAccounts(config, request).catch(() => [])
    expect(linked.some(({ providerAccountId }) => providerAccountId === "ada-there")).toBe(isOwner)
    const token = accessToken(config, request, "idp", { providerAccountId: "ada-there" })
    expect(await failureOf(token)).toBe(
      { owner: "done", other: "ConsentRequired", nobody: "SessionRequired" }[actor],
    )
    const unlinked = await unlinkAccount(config, request, {
      provider: "idp",
      providerAccountId: "ada-there",
    }).catch((error: Error) => error.name)
    expect(unlinked).toBe(
      { owner: "LastSignInMethod", other: false, nobody: "SessionRequired" }[actor],
    )
    expect(await scene.site.adapter.getUser(user)).not.toBeNull()
  })

  it("revokeSessions for an id from outside ends it for whoever owns it", async () => {
    const request = requestOf(asker())
    const { ids } = await revokeSessions(scene.config, { session: scene.session, user: request })
    expect(ids).toEqual(isOwner ? [scene.session] : [])
    expect(await left()).toBe(isOwner ? 1 : 2)
    await revokeSessions(scene.config, { user: request })
    expect(await left()).toBe(isOwner ? 0 : 2)
  })

  it("a passkey that is made belongs to whoever is signed in, whichever address is named", async () => {
    const query = new URLSearchParams({
      action: "register",
      email: "ada@idp.example",
      userId: scene.user,
    })
    const answer = await asker().get(`/webauthn-options/passkey?${query}`)
    const { options } = (await answer.json()) as { options: { user: { name: string } } }
    expect(options.user.name).toBe(
      { owner: "ada@idp.example", other: "eve@idp.example", nobody: "ada@idp.example" }[actor],
    )
  })
})
