// @vitest-environment happy-dom
import { createElement } from "react"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, ORIGIN, person } from "../../test/react/fake-auth-server.ts"
import type { FakeLocation, Probe } from "../../test/react/render.ts"
import {
  doing,
  fakeLocation,
  later,
  probe,
  render,
  settle,
  unmountAll,
} from "../../test/react/render.ts"
import { createAuthClient } from "./client.ts"
import type { AuthClient, UseSessionOptions } from "./types.ts"
import type { Session } from "../vocabulary/session.ts"

let server: FakeAuthServer
let location: FakeLocation
beforeEach(() => {
  server = fakeAuthServer()
  location = fakeLocation()
})
afterEach(async () => {
  await unmountAll()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function show(
  client: AuthClient,
  session: Session | null | undefined,
  options?: UseSessionOptions,
): Promise<Probe> {
  const page = probe(client, options)
  await render(createElement(client.SessionProvider, { session }, page.node))
  return page
}

describe("useSession", () => {
  test("required: sends the signed-out to the sign-in page, once, and says loading", async () => {
    const page = await show(createAuthClient(), null, { required: true })
    await settle()
    expect(page.history()).toEqual(["loading"])
    const query = new URLSearchParams({ error: "SessionRequired", callbackUrl: `${ORIGIN}/page` })
    expect(location.visited).toEqual([`/api/auth/signin?${query}`])
  })

  test("required: lets the signed-in stay until the session ends, then asks once", async () => {
    const client = createAuthClient()
    const onUnauthenticated = vi.fn()
    const page = await show(client, person("ada"), { required: true, onUnauthenticated })
    expect(onUnauthenticated).not.toHaveBeenCalled()
    await doing(() => client.signOut({ redirect: false }))
    await settle()
    expect(page.history()).toEqual(["authenticated ada", "loading"])
    expect(onUnauthenticated).toHaveBeenCalledTimes(1)
    expect(location.visited).toEqual([])
  })

  test("required: a server that can't say sends nobody away", async () => {
    server.next["GET session"] = [Response.json(null, { status: 503 })]
    await show(createAuthClient(), undefined, { required: true })
    await settle()
    expect(location.visited).toEqual([])
  })

  test("without a provider says what is missing", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    await expect(render(probe(createAuthClient()).node)).rejects.toThrow("<SessionProvider>")
  })
})

describe("update", () => {
  test("with data posts it with the CSRF token", async () => {
    server.session = person("ada")
    const client = createAuthClient()
    const page = await show(client, server.session)
    const updated = await doing(async () => page.seen[0]?.update({ name: "Ada L." }))
    await settle()
    expect(updated?.user?.name).toBe("Ada L.")
    expect(server.bodies).toEqual([{ csrfToken: "csrf-1", data: { name: "Ada L." } }])
    expect(page.history()).toEqual(["authenticated ada", "authenticated Ada L."])
    expect(server.calls).toEqual(["GET csrf", "POST session"])
  })

  test("without data reads", async () => {
    server.session = person("bob")
    const page = await show(createAuthClient(), person("ada"))
    expect(await doing(async () => page.seen[0]?.update())).toEqual(person("bob"))
    await settle()
    expect(page.now()).toBe("authenticated bob")
    expect(server.calls).toEqual(["GET session"])
  })

  test.each([400, 500])(
    "that is answered %i keeps the session and resolves to null",
    async (status) => {
      const page = await show(createAuthClient(), person("ada"))
      server.next["POST session"] = [Response.json(null, { status })]
      await expect(page.seen[0]?.update({ name: "x" })).resolves.toBeNull()
      await settle()
      expect(page.history()).toEqual(["authenticated ada"])
    },
  )

  test("wins over a read that started before it", async () => {
    server.session = person("ada")
    const client = createAuthClient()
    const page = await show(client, server.session)
    const slow = later()
    server.next["GET session"] = [slow.promise]
    const read = client.getSession()
    await doing(async () => page.seen[0]?.update({ name: "Ada L." }))
    slow.resolve(Response.json(person("ada")))
    expect((await read)?.user?.name).toBe("Ada L.")
    await settle()
    expect(page.now()).toBe("authenticated Ada L.")
  })
})

describe("getSession in the browser", () => {
  test("calls at the same time share one request, later ones don't", async () => {
    server.session = person("ada")
    const client = createAuthClient()
    const all = await Promise.all(Array.from({ length: 5 }, () => client.getSession()))
    expect(all).toEqual(Array(5).fill(person("ada")))
    expect(server.count("GET session")).toBe(1)
    await client.getSession()
    expect(server.count("GET session")).toBe(2)
  })

  test("tells the components", async () => {
    const client = createAuthClient()
    const page = await show(client, null)
    server.session = person("ada")
    await doing(() => client.getSession())
    expect(page.now()).toBe("authenticated ada")
  })

  test("a failure is what was known; with nothing known an error, and null only for compatibility", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {})
    const client = createAuthClient()
    const fails = (): Response => Response.json(null, { status: 500 })
    server.next["GET session"] = [fails(), Response.json(person("ada")), fails(), fails()]
    await expect(client.getSession()).rejects.toThrow("could not be read")
    await client.getSession()
    await expect(client.getSession()).resolves.toEqual(person("ada"))
    await expect(createAuthClient({ compat: 5 }).getSession()).resolves.toBeNull()
    expect(log).toHaveBeenCalledTimes(1)
  })

  test("a request that a sign-in overtook gives the new session", async () => {
    const client = createAuthClient()
    const slow = later()
    server.next["GET session"] = [slow.promise]
    const early = client.getSession()
    await client.signIn("credentials", { name: "ada", password: "right", redirect: false })
    slow.resolve(Response.json(null))
    await expect(early).resolves.toEqual(person("ada"))
    expect(client.__NEXTAUTH._session).toEqual(person("ada"))
  })

  test("_getSession reads anew for the components", async () => {
    const client = createAuthClient()
    const page = await show(client, null)
    server.session = person("ada")
    await doing(() => client.__NEXTAUTH._getSession({ event: "storage" }))
    await settle()
    expect(page.now()).toBe("authenticated ada")
  })
})
