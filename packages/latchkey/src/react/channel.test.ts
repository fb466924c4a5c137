// @vitest-environment happy-dom
import { createElement } from "react"
import type { ReactNode } from "react"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, person } from "../../test/react/fake-auth-server.ts"
import { doing, fakeLocation, probe, render, settle, unmountAll } from "../../test/react/render.ts"
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

describe("other tabs", () => {
  async function twoTabs(): Promise<{
    here: AuthClient
    there: AuthClient
    page: ReturnType<typeof probe>
  }> {
    const [here, there] = [createAuthClient(), createAuthClient()]
    const page = probe(there)
    await render(inside(there, page.node, { session: null }))
    await render(inside(here, null, { session: null }))
    await settle(30)
    expect(server.calls).toEqual([])
    return { here, there, page }
  }

  test("follow a sign-in and a sign-out, with one request each and no echo", async () => {
    const { here, page } = await twoTabs()
    await doing(() =>
      here.signIn("credentials", { name: "ada", password: "right", redirect: false }),
    )
    await settle(30)
    expect(page.now()).toBe("authenticated ada")
    expect(server.count("GET session")).toBe(2)
    await doing(() => here.signOut({ redirect: false }))
    await settle(30)
    expect(page.now()).toBe("unauthenticated")
    expect(server.count("GET session")).toBe(3)
  })

  test("follow a sign-out that leaves the page", async () => {
    const { here, page } = await twoTabs()
    await doing(() =>
      here.signIn("credentials", { name: "ada", password: "right", redirect: false }),
    )
    await settle(30)
    await doing(() => here.signOut())
    await settle(30)
    expect(page.now()).toBe("unauthenticated")
  })

  test("learn from a tab that comes back from a provider, signed in", async () => {
    const { page } = await twoTabs()
    server.session = person("ada")
    const back = createAuthClient()
    await render(inside(back, null, { session: person("ada") }))
    await settle(30)
    expect(page.now()).toBe("authenticated ada")
    // Each of the two tabs looks once.
    expect(server.calls).toEqual(["GET session", "GET session"])
  })

  test("of another base path are not disturbed", async () => {
    const { page } = await twoTabs()
    const other = createAuthClient({ basePath: "/admin/auth" })
    await render(inside(other, null, { session: person("root") }))
    await settle(30)
    expect(page.now()).toBe("unauthenticated")
    expect(server.calls).toEqual([])
  })

  test("a message holds nothing of the session", async () => {
    const heard: unknown[] = []
    const channel = new BroadcastChannel("latchkey")
    channel.onmessage = (event) => heard.push(event.data)
    const client = createAuthClient()
    await render(inside(client, null, { session: person("ada") }))
    await settle(30)
    channel.close()
    expect(heard).toEqual([{ basePath: "/api/auth", signedIn: true, changed: false }])
  })

  test("nonsense on the channel does nothing", async () => {
    const { page } = await twoTabs()
    const channel = new BroadcastChannel("latchkey")
    for (const nonsense of [null, 1, "x", {}, { changed: true }]) channel.postMessage(nonsense)
    await settle(30)
    channel.close()
    expect(page.now()).toBe("unauthenticated")
    expect(server.calls).toEqual([])
  })

  test("without BroadcastChannel everything else works", async () => {
    vi.stubGlobal("BroadcastChannel", undefined)
    server.session = person("ada")
    const client = createAuthClient()
    const page = probe(client)
    await render(inside(client, page.node))
    await settle()
    expect(page.now()).toBe("authenticated ada")
    await doing(() => client.signOut({ redirect: false }))
    expect(page.now()).toBe("unauthenticated")
  })
})
