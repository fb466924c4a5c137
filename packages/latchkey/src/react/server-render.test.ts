// @vitest-environment happy-dom
import { createElement } from "react"
import type { ReactNode } from "react"
import { renderToString } from "react-dom/server"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, person } from "../../test/react/fake-auth-server.ts"
import { fakeLocation, probe, render, unmountAll } from "../../test/react/render.ts"
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

describe("on a server", () => {
  test("renders the session it was given, fetches nothing, remembers nothing", async () => {
    vi.stubGlobal("document", undefined)
    const client = createAuthClient()
    const page = probe(client)
    const props = { session: person("ada"), basePath: "/other" }
    const html = renderToString(inside(client, page.node, props))
    await new Promise((resolve) => setTimeout(resolve))
    expect(html).toBe("<p>authenticated ada</p>")
    expect(renderToString(inside(client, page.node))).toBe("<p>loading</p>")
    expect(server.calls).toEqual([])
    expect(client.__NEXTAUTH).toMatchObject({ _session: undefined, basePath: "/api/auth" })
  })

  test("the browser takes the page over as it is", async () => {
    const client = createAuthClient()
    const page = probe(client)
    const node = inside(client, page.node, { session: person("ada") })
    const complaints = vi.spyOn(console, "error")
    const rendered = await render(node, { html: renderToString(node) })
    expect(rendered.container.innerHTML).toBe("<p>authenticated ada</p>")
    expect(complaints).not.toHaveBeenCalled()
    expect(server.calls).toEqual([])
  })
})
