// @vitest-environment happy-dom
import { act, createElement } from "react"
import type { ReactNode } from "react"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, person } from "../../test/react/fake-auth-server.ts"
import {
  doing,
  fakeLocation,
  focus,
  later,
  probe,
  render,
  settle,
  unmountAll,
} from "../../test/react/render.ts"
import { createAuthClient } from "./client.ts"
import type { AuthClient, SessionProviderProps } from "./types.ts"

let server: FakeAuthServer
beforeEach(() => {
  server = fakeAuthServer()
  fakeLocation()
})
afterEach(async () => {
  await unmountAll()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const inside = (
  client: AuthClient,
  child: ReactNode,
  props: SessionProviderProps = {},
): ReactNode => createElement(client.SessionProvider, props, child)

const failure = (): Response => Response.json({ message: "keys" }, { status: 503 })

describe("the first read", () => {
  test("loading, then authenticated; then unauthenticated once the server says so", async () => {
    server.session = person("ada")
    const client = createAuthClient()
    const page = probe(client)
    await render(inside(client, page.node))
    await settle()
    server.session = null
    await focus()
    expect(page.history()).toEqual(["loading", "authenticated ada", "unauthenticated"])
    expect(server.urls).toEqual(["/api/auth/session", "/api/auth/session"])
  })

  test("the empty object of next-auth 4 is signed out", async () => {
    server = fakeAuthServer({ nobody: {} })
    const client = createAuthClient({ compat: 4 })
    const page = probe(client)
    await render(inside(client, page.node))
    await settle()
    expect(page.now()).toBe("unauthenticated")
  })

  test.each([null, person("ada")])(
    "is not made with a session from the server: %j",
    async (given) => {
      const client = createAuthClient()
      const page = probe(client)
      await render(inside(client, page.node, { session: given }))
      await settle()
      expect(page.history()).toEqual([given ? "authenticated ada" : "unauthenticated"])
      expect(server.calls).toEqual([])
    },
  )

  test("is made once under StrictMode, and by two providers together", async () => {
    server.session = person("ada")
    const client = createAuthClient()
    const [one, two] = [probe(client), probe(client)]
    await render([inside(client, one.node), inside(client, two.node)].map(keyed), { strict: true })
    await settle()
    expect([one.now(), two.now()]).toEqual(["authenticated ada", "authenticated ada"])
    expect(server.count("GET session")).toBe(1)
  })

  test("is tried again until the server can say, and stays loading that long", async () => {
    server.session = person("ada")
    server.next["GET session"] = [failure(), new Error("offline"), new Response("<html>")]
    vi.useFakeTimers()
    const client = createAuthClient()
    const page = probe(client)
    await render(inside(client, page.node))
    for (const wait of [1000, 2000, 3999]) {
      await vi.advanceTimersByTimeAsync(wait)
      expect(page.history()).toEqual(["loading"])
    }
    vi.useRealTimers()
    await focus()
    expect(page.history()).toEqual(["loading", "authenticated ada"])
  })

  test("waits 1, 2, 4 … seconds between the tries, at most 30, and stops with the provider", async () => {
    vi.useFakeTimers()
    server.next["GET session"] = Array.from({ length: 20 }, failure)
    const client = createAuthClient()
    const rendered = await render(inside(client, null))
    const tries: number[] = []
    for (let second = 0; second <= 121; second++) {
      if (server.calls.splice(0).length) tries.push(second)
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121])
    await rendered.unmount()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.calls).toEqual([])
  })

  test("a provider that is gone does not try again what failed since", async () => {
    vi.useFakeTimers()
    const slow = later()
    server.next["GET session"] = [slow.promise]
    const rendered = await render(inside(createAuthClient(), null))
    await rendered.unmount()
    slow.resolve(failure())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.calls).toEqual(["GET session"])
  })

  test("a provider that comes back shows what is known, and reads again", async () => {
    server.session = person("ada")
    const client = createAuthClient()
    const first = await render(inside(client, null))
    await settle()
    await first.unmount()
    server.session = person("bob")
    const page = probe(client)
    await render(inside(client, page.node))
    await settle()
    expect(page.history()).toEqual(["loading", "authenticated ada", "authenticated bob"])
  })
})

describe("a failed read keeps what was known", () => {
  test.each<[string, () => Response | Error]>([
    ["500", () => Response.json(null, { status: 500 })],
    ["503", failure],
    ["400 with null", () => Response.json(null, { status: 400 })],
    ["no network", () => new TypeError("Failed to fetch")],
    ["a page of something in between", () => new Response("<h1>Log in to the Wi-Fi</h1>")],
    ["JSON that is no session", () => Response.json(["x"])],
    ["an empty body", () => new Response("")],
  ])("%s", async (_, answer) => {
    const client = createAuthClient()
    const page = probe(client)
    await render(inside(client, page.node, { session: person("ada") }))
    server.next["GET session"] = [answer()]
    await focus()
    expect(server.count("GET session")).toBe(1)
    expect(page.history()).toEqual(["authenticated ada"])
    expect(await doing(() => client.getSession())).toBeNull()
    expect(page.now()).toBe("unauthenticated")
  })
})

describe("reading again", () => {
  test("on focus: when signed in, not when signed out, hidden, or told not to", async () => {
    const client = createAuthClient()
    const page = probe(client)
    const rendered = await render(inside(client, page.node, { session: person("ada") }))
    server.session = person("ada")
    vi.spyOn(document, "visibilityState", "get").mockReturnValueOnce("hidden")
    await focus()
    expect(server.calls).toEqual([])
    await focus()
    expect(server.calls).toEqual(["GET session"])
    const props = { session: person("ada"), refetchOnWindowFocus: false }
    await rendered.render(inside(client, page.node, props))
    await focus()
    await rendered.render(inside(client, page.node, { session: null }))
    await focus()
    expect(page.now()).toBe("unauthenticated")
    expect(server.calls).toEqual(["GET session"])
  })

  test("equal content does not render again", async () => {
    const client = createAuthClient()
    const page = probe(client)
    await render(inside(client, page.node, { session: person("ada") }))
    const before = page.seen.length
    server.session = person("ada")
    await focus()
    expect(server.count("GET session")).toBe(1)
    expect(page.seen.length).toBe(before)
  })

  test("every refetchInterval seconds while signed in, and offline only where allowed", async () => {
    vi.useFakeTimers()
    const client = createAuthClient()
    const session = person("ada")
    server.session = session
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false)
    const props = { session, refetchInterval: 60, refetchWhenOffline: false }
    const rendered = await render(inside(client, null, props))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(server.count("GET session")).toBe(0)
    online.mockReturnValue(true)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(server.count("GET session")).toBe(2)
    online.mockReturnValue(false)
    await rendered.render(inside(client, null, { session, refetchInterval: 60 }))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.count("GET session")).toBe(3)
    server.session = null
    await act(() => vi.advanceTimersByTimeAsync(300_000))
    expect(server.count("GET session")).toBe(4)
    await rendered.unmount()
  })
})

describe("the session prop", () => {
  test("is adopted when the server renders another one, at once and without a request", async () => {
    const client = createAuthClient()
    const page = probe(client)
    const rendered = await render(inside(client, page.node, { session: null }))
    await rendered.render(inside(client, page.node, { session: person("ada") }))
    await rendered.render(inside(client, page.node, { session: person("bob") }))
    await rendered.render(inside(client, page.node, { session: null }))
    expect(page.history()).toEqual([
      "unauthenticated",
      "authenticated ada",
      "authenticated bob",
      "unauthenticated",
    ])
    expect(server.calls).toEqual([])
  })

  test("no component sees the old session after the new prop", async () => {
    const client = createAuthClient()
    const page = probe(client)
    const rendered = await render(inside(client, page.node, { session: null }))
    page.seen.length = 0
    await rendered.render(inside(client, page.node, { session: person("ada") }))
    expect(page.history()).toEqual(["authenticated ada"])
  })

  test("an equal one, or none, does not undo what was read since", async () => {
    const client = createAuthClient()
    const page = probe(client)
    const rendered = await render(inside(client, page.node, { session: person("ada") }))
    server.session = person("bob")
    await focus()
    await rendered.render(inside(client, page.node, { session: person("ada") }))
    await rendered.render(inside(client, page.node, {}))
    expect(page.now()).toBe("authenticated bob")
  })

  test("wins over a request that was on its way", async () => {
    const client = createAuthClient()
    const page = probe(client)
    const rendered = await render(inside(client, page.node, { session: person("ada") }))
    const slow = later()
    server.next["GET session"] = [slow.promise]
    await focus()
    await rendered.render(inside(client, page.node, { session: null }))
    slow.resolve(Response.json(person("ada")))
    await settle()
    expect(page.now()).toBe("unauthenticated")
  })
})

const keyed = (node: ReactNode, key: number): ReactNode => createElement("div", { key }, node)
