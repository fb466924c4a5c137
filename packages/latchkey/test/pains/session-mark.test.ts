// @vitest-environment happy-dom
/** Pains 7 and 29, where a browser tells less than Chromium does. In Chromium: test/browser/sessions. */
import { createElement } from "react"
import type { ReactNode } from "react"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { createAuthClient } from "../../src/react/client.ts"
import type { AuthClient, SessionProviderProps } from "../../src/react/types.ts"
import { SESSION_MARK } from "../../src/web/session-mark.ts"
import type { FakeAuthServer } from "../react/fake-auth-server.ts"
import { fakeAuthServer, person } from "../react/fake-auth-server.ts"
import {
  doing,
  fakeLocation,
  focus,
  later,
  probe,
  render,
  settle,
  unmountAll,
} from "../react/render.ts"

let server: FakeAuthServer
let cookies: string
let tells: EventTarget
beforeEach(() => {
  server = fakeAuthServer()
  fakeLocation()
  cookies = "theme=dark"
  tells = new EventTarget()
  vi.spyOn(document, "cookie", "get").mockImplementation(() => cookies)
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

/** What a server action does to this browser. */
function acts(session: ReturnType<typeof person> | null, mark: string): void {
  server.session = session
  cookies = `theme=dark; ${SESSION_MARK}=${mark}`
}
const tell = (): boolean => tells.dispatchEvent(new Event("change"))

describe.each([4, 5, undefined] as const)("the client, compat %s", (compat) => {
  const create = (): AuthClient => createAuthClient(compat ? { compat } : {})

  it("pain 7: looks when the browser tells of cookies, once for each mark", async () => {
    vi.stubGlobal("cookieStore", tells)
    const client = create()
    const page = probe(client)
    await render(inside(client, page.node))
    await settle()
    expect(page.now()).toBe("unauthenticated")
    cookies = "theme=light"
    tell()
    await settle()
    expect(server.count("GET session")).toBe(1)
    acts(person("ada"), "one")
    for (let i = 0; i < 3; i++) tell()
    await settle()
    tell()
    await settle()
    expect(page.now()).toBe("authenticated ada")
    expect(server.count("GET session")).toBe(2)
    acts(null, "two")
    tell()
    await settle()
    expect(page.now()).toBe("unauthenticated")
  })

  it("pain 7: looks when the page is rendered anew, as after any server action, where cookies are not told of", async () => {
    vi.stubGlobal("cookieStore", undefined)
    const client = create()
    const page = probe(client)
    const rendered = await render(inside(client, page.node))
    await settle()
    acts(person("ada"), "one")
    await rendered.render(inside(client, page.node))
    await settle()
    expect(page.now()).toBe("authenticated ada")
    await rendered.render(inside(client, page.node))
    await settle()
    expect(server.count("GET session")).toBe(2)
  })

  it.each(["focus", "pageshow", "popstate"])(
    "pain 7: looks at %s, though signed out",
    async (moment) => {
      const client = create()
      const page = probe(client)
      await render(inside(client, page.node))
      await settle()
      acts(person("ada"), "one")
      window.dispatchEvent(new Event(moment))
      await settle()
      expect(page.now()).toBe("authenticated ada")
      window.dispatchEvent(new Event(moment))
      await settle()
      expect(server.count("GET session")).toBe(2)
    },
  )
})

it("pain 7: a tab that comes to the front reads once for the mark and its focus together", async () => {
  server.session = person("ada")
  const client = createAuthClient({ compat: 5 })
  const page = probe(client)
  await render(inside(client, page.node))
  await settle()
  acts(person("grace"), "one")
  await focus()
  expect(page.now()).toBe("authenticated grace")
  expect(server.count("GET session")).toBe(2)
})

it("pain 7: a read that fails keeps what was known, and is made again", async () => {
  vi.stubGlobal("cookieStore", tells)
  server.session = person("ada")
  const client = createAuthClient({ compat: 5 })
  const page = probe(client)
  await render(inside(client, page.node))
  await settle()
  server.next["GET session"] = [Response.json({ message: "keys" }, { status: 503 })]
  acts(null, "one")
  tell()
  await settle()
  expect(page.now()).toBe("authenticated ada")
  tell()
  await settle()
  expect(page.now()).toBe("unauthenticated")
})

it("pain 7: an answer that was on its way when the action came is not believed", async () => {
  vi.stubGlobal("cookieStore", tells)
  const client = createAuthClient({ compat: 5 })
  const page = probe(client)
  const slow = later()
  server.next["GET session"] = [slow.promise]
  await render(inside(client, page.node))
  acts(person("ada"), "one")
  tell()
  await settle()
  slow.resolve(Response.json(null))
  await settle()
  expect(page.now()).toBe("authenticated ada")
})

it("pain 29: what the server renders with the action is waited for, and then nothing is asked", async () => {
  vi.useFakeTimers()
  vi.stubGlobal("cookieStore", tells)
  const client = createAuthClient({ compat: 5 })
  const page = probe(client)
  const rendered = await render(inside(client, page.node, { session: null }))
  acts(person("ada"), "one")
  tell()
  await vi.advanceTimersByTimeAsync(900)
  await rendered.render(inside(client, page.node, { session: person("ada") }))
  await vi.advanceTimersByTimeAsync(5000)
  expect(page.now()).toBe("authenticated ada")
  expect(server.calls).toEqual([])
  // One that renders nothing anew is followed all the same.
  acts(null, "two")
  tell()
  await vi.advanceTimersByTimeAsync(1100)
  vi.useRealTimers()
  await settle()
  expect(page.now()).toBe("unauthenticated")
  expect(server.calls).toEqual(["GET session"])
})

it("pain 29: a tab that has looked since does not look again because another tells it to", async () => {
  vi.stubGlobal("cookieStore", tells)
  const [here, there] = [createAuthClient({ compat: 5 }), createAuthClient({ compat: 5 })]
  const page = probe(there)
  await render(inside(here, null))
  await render(inside(there, page.node))
  await settle(30)
  const before = server.calls.length
  acts(person("ada"), "one")
  tell()
  await settle(30)
  expect(page.now()).toBe("authenticated ada")
  expect(server.calls.length - before).toBe(2)
  // Without a mark the message is all that there is.
  await doing(() => here.signOut({ redirect: false }))
  await settle(30)
  expect(page.now()).toBe("unauthenticated")
})

it("pain 7: a page that may not read cookies works without", async () => {
  vi.spyOn(document, "cookie", "get").mockImplementation(() => {
    throw new DOMException("sandboxed", "SecurityError")
  })
  server.session = person("ada")
  const client = createAuthClient({ compat: 5 })
  const page = probe(client)
  await render(inside(client, page.node))
  await settle()
  expect(page.now()).toBe("authenticated ada")
})
