// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { FakeAuthServer } from "../../test/react/fake-auth-server.ts"
import { fakeAuthServer, ORIGIN, person } from "../../test/react/fake-auth-server.ts"
import type { FakeLocation } from "../../test/react/render.ts"
import { fakeLocation } from "../../test/react/render.ts"
import { createAuthClient } from "./client.ts"

let server: FakeAuthServer
let location: FakeLocation
beforeEach(() => {
  server = fakeAuthServer()
  location = fakeLocation()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const right = { name: "ada", password: "right" }
const wrong = { name: "ada", password: "wrong" }

describe("credentials", () => {
  test("right, staying: ok, and the session is there", async () => {
    const client = createAuthClient()
    const result = await client.signIn("credentials", { ...right, redirect: false })
    const url = `${ORIGIN}/page`
    expect(result).toEqual({ error: undefined, code: undefined, status: 200, ok: true, url })
    expect(client.__NEXTAUTH._session).toEqual(person("ada"))
    expect(location.visited).toEqual([])
    expect(server.bodies).toEqual([{ ...right, csrfToken: "csrf-1", callbackUrl: url }])
  })

  test("right, leaving: goes where asked", async () => {
    const result = await createAuthClient().signIn("credentials", { ...right, redirectTo: "/home" })
    expect(result).toBeUndefined()
    expect(location.visited).toEqual([`${ORIGIN}/home`])
  })

  test("wrong: an error is not ok", async () => {
    const client = createAuthClient()
    const result = await client.signIn("credentials", { ...wrong, redirect: false })
    expect(result).toEqual({
      error: "CredentialsSignin",
      code: "credentials",
      status: 200,
      ok: false,
      url: null,
    })
    expect(server.count("GET session")).toBe(0)
  })

  test("wrong, leaving: to the page with the error", async () => {
    await createAuthClient().signIn("credentials", wrong)
    expect(location.visited[0]).toContain("/signin?error=CredentialsSignin")
  })

  test.each([undefined, 4, 5] as const)("wrong is not ok, compat %s", async (compat) => {
    const client = createAuthClient(compat ? { compat } : {})
    const result = await client.signIn("credentials", { ...wrong, redirect: false })
    expect(result).toMatchObject({ error: "CredentialsSignin", ok: false, status: 200, url: null })
  })

  test("the error of an earlier attempt is not taken for one of this", async () => {
    fakeLocation(`${ORIGIN}/login?error=CredentialsSignin&code=credentials&next=1`)
    const client = createAuthClient()
    const result = await client.signIn("credentials", { ...right, redirect: false })
    expect(result).toMatchObject({ error: undefined, ok: true })
    expect(server.bodies[0]?.["callbackUrl"]).toBe(`${ORIGIN}/login?code=credentials&next=1`)
  })

  test("fields that are not given are not sent", async () => {
    const fields = { ...right, otp: undefined, redirect: false as const }
    await createAuthClient().signIn("credentials", fields)
    expect(server.bodies[0]).not.toHaveProperty("otp")
  })
})

describe("OAuth and mail", () => {
  test("goes to the provider, with the authorization parameters", async () => {
    await createAuthClient().signIn("github", { callbackUrl: "/home" }, { prompt: "login" })
    expect(location.visited).toEqual(["https://github.example/authorize?client_id=1&state=x"])
    expect(server.calls).toEqual(["GET providers", "GET csrf", "POST signin/github?prompt=login"])
    expect(server.bodies[0]?.["callbackUrl"]).toBe("/home")
  })

  test("redirect: false gives the provider's URL", async () => {
    const result = await createAuthClient().signIn("github", { redirect: false })
    expect(result).toMatchObject({ ok: true, url: expect.stringContaining("github.example") })
    expect(location.visited).toEqual([])
  })

  test("as in next-auth 4: redirect: false is for credentials and mail", async () => {
    const client = createAuthClient({ compat: 4 })
    await expect(client.signIn("github", { redirect: false })).resolves.toBeUndefined()
    expect(location.visited).toHaveLength(1)
    const mail = await client.signIn("email", { email: "a@b.example", redirect: false })
    expect(mail).toMatchObject({
      ok: true,
      error: null,
      url: expect.stringContaining("/verify-request"),
    })
    expect(server.bodies[1]).toMatchObject({ json: "true", email: "a@b.example" })
  })
})

describe("without a provider that can be used", () => {
  test.each([undefined, null, { type: "click" }])(
    "%j goes to the sign-in page",
    async (provider) => {
      await createAuthClient().signIn(provider as unknown as string, { callbackUrl: "/home" })
      expect(location.visited).toEqual(["/api/auth/signin?callbackUrl=%2Fhome"])
    },
  )

  test.each(["nope", "constructor", "__proto__", ""])(
    "unknown %j too; or says so",
    async (provider) => {
      const client = createAuthClient()
      await client.signIn(provider, { redirectTo: "/home" })
      expect(location.visited).toEqual(["/api/auth/signin?callbackUrl=%2Fhome"])
      const result = await client.signIn(provider, { redirect: false })
      expect(result).toMatchObject({ error: "Configuration", ok: false, url: null })
      expect(location.visited).toHaveLength(1)
    },
  )

  test("a passkey has its own signIn", async () => {
    const started = createAuthClient().signIn("passkey")
    await expect(started).rejects.toThrow(TypeError)
    await expect(started).rejects.toThrow('"latchkey/webauthn"')
    expect(server.calls.filter((call) => call.startsWith("POST"))).toEqual([])
  })
})

describe("when the server fails", () => {
  test("a refused CSRF token is an error", async () => {
    server.next["GET csrf"] = [Response.json({ csrfToken: "old" })]
    const result = await createAuthClient().signIn("credentials", { ...right, redirect: false })
    expect(result).toMatchObject({ error: "MissingCSRF", ok: false, url: null })
  })

  test("the form is sent without a token where there is none: the check may be off", async () => {
    server.next["GET csrf"] = [new Response("", { status: 404 })]
    server.csrfToken = ""
    const result = await createAuthClient().signIn("credentials", { ...right, redirect: false })
    expect(result).toMatchObject({ ok: true })
  })

  test("next-auth 4's way to refuse a token is an error too", async () => {
    const url = `${ORIGIN}/api/auth/signin?csrf=true`
    server.next["POST callback/credentials"] = [Response.json({ url })]
    const client = createAuthClient({ compat: 4 })
    const result = await client.signIn("credentials", { ...right, redirect: false })
    expect(result).toMatchObject({ error: "MissingCSRF", url: null })
  })

  test.each<[string, string, () => Response | Error, number]>([
    ["providers out of reach", "GET providers", () => new Error("offline"), 0],
    ["500", "POST callback/credentials", () => new Response("oops", { status: 500 }), 500],
    ["no network", "POST callback/credentials", () => new Error("offline"), 0],
    ["no URL", "POST callback/credentials", () => Response.json({}), 200],
  ])("%s: a result, or the error page", async (_, call, answer, status) => {
    server.next[call] = [answer(), answer()]
    const client = createAuthClient()
    const result = await client.signIn("credentials", { ...right, redirect: false })
    expect(result).toEqual({
      error: "Configuration",
      code: undefined,
      status,
      ok: false,
      url: null,
    })
    await client.signIn("credentials", right)
    expect(location.visited).toEqual(["/api/auth/error?error=Configuration"])
  })

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,x",
    "blob:https://app.example/1",
    "http://",
  ])("an address that must not be followed is not: %j", async (url) => {
    const client = createAuthClient()
    server.next["POST callback/credentials"] = [Response.json({ url }), Response.json({ url })]
    server.next["POST signout"] = [Response.json({ url })]
    await client.signIn("credentials", right)
    const result = await client.signIn("credentials", { ...right, redirect: false })
    expect(result).toMatchObject({ ok: false, url: null })
    await client.signOut()
    expect(location.visited).toEqual([
      "/api/auth/error?error=Configuration",
      expect.stringMatching(/^\/api\/auth\/signout\?/),
    ])
  })
})

test("a fragment of this page loads it anew, of another doesn't", async () => {
  const client = createAuthClient()
  await client.signIn("credentials", { ...right, redirectTo: "/other#top" })
  expect(location.reload).not.toHaveBeenCalled()
  await client.signIn("credentials", { ...right, redirectTo: "/page#top" })
  expect(location.visited).toEqual([`${ORIGIN}/other#top`, `${ORIGIN}/page#top`])
  expect(location.reload).toHaveBeenCalledTimes(1)
})
