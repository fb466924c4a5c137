// @vitest-environment happy-dom
import { createElement } from "react"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, ORIGIN, person } from "../../test/react/fake-auth-server.ts"
import type { FakeLocation, Probe } from "../../test/react/render.ts"
import { doing, fakeLocation, probe, render, settle, unmountAll } from "../../test/react/render.ts"
import { createAuthClient } from "./client.ts"
import type { AuthClient } from "./types.ts"

let server: FakeAuthServer
let location: FakeLocation
let client: AuthClient
let page: Probe
beforeEach(async () => {
  server = fakeAuthServer()
  server.session = person("ada")
  location = fakeLocation()
  client = createAuthClient()
  page = probe(client)
  await render(createElement(client.SessionProvider, { session: server.session }, page.node))
})
afterEach(async () => {
  await unmountAll()
  vi.unstubAllGlobals()
})

test("posts with the CSRF token and leaves; the page does not change before it goes", async () => {
  await client.signOut({ redirectTo: "/bye" })
  await settle()
  expect(server.calls).toEqual(["GET csrf", "POST signout"])
  expect(server.bodies).toEqual([{ csrfToken: "csrf-1", callbackUrl: "/bye" }])
  expect(location.visited).toEqual([`${ORIGIN}/bye`])
  expect(page.history()).toEqual(["authenticated ada"])
})

test("at the provider too: asks for that, and says what becomes of it", async () => {
  for (const provider of [true, "keycloak", false, undefined]) {
    await client.signOut({ provider, redirectTo: "/bye" })
  }
  expect(server.bodies.map(({ provider }) => provider)).toEqual([
    "true",
    "keycloak",
    undefined,
    undefined,
  ])
  const said = { url: `${ORIGIN}/api/auth/signout/provider`, provider: "pending" }
  server.next["POST signout"] = [Response.json(said), Response.json(said)]
  expect(await doing(() => client.signOut({ provider: true, redirect: false }))).toEqual(said)
  await client.signOut({ provider: true })
  expect(location.visited.at(-1)).toBe(said.url)
})

test("at the provider too, where signing out failed: the page that asks again knows of it", async () => {
  server.next["POST signout"] = [new Response(null, { status: 500 })]
  await client.signOut({ provider: true, redirectTo: "/bye" })
  expect(location.visited.join()).toMatch(/\/api\/auth\/signout\?callbackUrl=%2Fbye&provider=true$/)
})

test("redirect: false stays; no further request is needed to know", async () => {
  const result = await doing(() => client.signOut({ redirect: false, callbackUrl: "/bye" }))
  await settle()
  expect(result).toEqual({ url: `${ORIGIN}/bye` })
  expect(page.history()).toEqual(["authenticated ada", "unauthenticated"])
  expect(server.count("GET session")).toBe(0)
  expect(location.visited).toEqual([])
})

test("a refused CSRF token signs nobody out", async () => {
  server.next["GET csrf"] = [Response.json({ csrfToken: "old" })]
  const result = await client.signOut({ redirect: false })
  await settle()
  expect(result.url).toContain("error=MissingCSRF")
  expect(page.history()).toEqual(["authenticated ada"])
})

test.each<[string, () => Response | Error]>([
  ["500", () => Response.json({ url: "/" }, { status: 500 })],
  ["no network", () => new Error("offline")],
  ["a page", () => new Response("<html>")],
])("%s: nobody believes to be signed out who is not", async (_, answer) => {
  server.next["POST signout"] = [answer(), answer()]
  await expect(client.signOut({ redirect: false })).rejects.toThrow("the session goes on")
  await client.signOut({ redirectTo: "/bye" })
  expect(location.visited).toEqual(["/api/auth/signout?callbackUrl=%2Fbye"])
  expect(page.history()).toEqual(["authenticated ada"])
})

test("called as an event handler it takes the event for no option", async () => {
  await client.signOut({ type: "click" } as object)
  expect(location.visited).toEqual([`${ORIGIN}/page`])
})
