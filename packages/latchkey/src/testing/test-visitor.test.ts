import { inspect } from "node:util"
import { afterEach, describe, expect, it, vi } from "vitest"
import { configure, credentials, doors, nextAuth, SECRET } from "../../test/support/next-app.ts"
import { MemoryAdapter } from "../adapters/memory.ts"
import { testVisitor } from "./test-visitor.ts"

afterEach(() => vi.unstubAllEnvs())

describe.each(doors)("a visitor of %s", (_, door) => {
  it.each([undefined, "jwt", "database"] as const)(
    "is signed in, adapter: %s",
    async (strategy) => {
      const more = strategy ? { adapter: MemoryAdapter(), session: { strategy } } : {}
      const { auth, handlers, signOut } = nextAuth(configure(more), door)
      const ada = await testVisitor(auth, { user: { name: "Ada", email: "ada@example.com" } })
      const shown = { user: { id: ada.user!.id, name: "Ada", email: "ada@example.com" } }
      expect(await ada.run(() => auth())).toMatchObject(shown)
      const answer = await handlers.GET(ada.request("/api/auth/session") as never)
      expect(await answer.json()).toMatchObject(shown)
      ada.keep(answer)
      expect(await ada.run(() => auth())).toMatchObject(shown)
      await ada.run(() => signOut({ redirect: false }))
      expect(await ada.run(() => auth())).toBeNull()
    },
  )

  it("is the same user the next time, where there is an adapter", async () => {
    const { auth } = nextAuth(configure({ adapter: MemoryAdapter() }), door)
    const user = { name: "Ada", email: "ada@example.com" }
    const [one, two] = [await testVisitor(auth, { user }), await testVisitor(auth, { user })]
    expect(one.user!.id).toBe(two.user!.id)
  })

  it("is nobody, and can sign in as the application lets them", async () => {
    const { auth, signIn } = nextAuth(configure(), door)
    const visitor = await testVisitor(auth)
    expect(visitor.cookies).toEqual([])
    expect(await visitor.run(() => auth())).toBeNull()
    const fields = { name: "Ada", password: "right", redirect: false }
    await visitor.run(() => signIn("credentials", fields))
    expect(await visitor.run(() => auth())).toMatchObject({ user: { id: "7" } })
  })

  it("beside another is not mixed up with them", async () => {
    const { auth } = nextAuth(configure(), door)
    const names = ["Ada", "Grace", "Eve"]
    const visitors = await Promise.all(names.map((name) => testVisitor(auth, { user: { name } })))
    const seen = await Promise.all(visitors.map((each) => each.run(() => auth())))
    expect(seen.map((session) => session?.user?.name)).toEqual(names)
  })
})

it("has the cookies of the origin it visits, as a browser would get them", async () => {
  const options = { user: { name: "Ada" }, url: "https://app.example/path" }
  const { cookies } = await testVisitor(configure(), { ...options, compat: 5 })
  expect(cookies).toEqual([
    {
      name: "__Secure-authjs.session-token",
      value: expect.stringMatching(/^eyJ/) as string,
      url: "https://app.example",
    },
  ])
})

it("is no way in where this is no test", async () => {
  const { auth } = nextAuth(configure())
  const ada = await testVisitor(auth, { user: { name: "Ada" } })
  for (const mode of ["production", "development", "", "Test"]) {
    vi.stubEnv("NODE_ENV", mode)
    await expect(ada.run(() => auth())).rejects.toThrow(/outside a request scope/)
  }
})

it("is signed in by the application's own keys alone", async () => {
  const stranger = await testVisitor(configure({ env: { AUTH_SECRET: `other ${SECRET}` } }), {
    user: { name: "Ada" },
  })
  const { auth } = nextAuth(configure())
  expect(await stranger.run(() => auth())).toBeNull()
})

it("knows what it can't work with", async () => {
  await expect(testVisitor({})).rejects.toThrow(TypeError)
  await expect(testVisitor(undefined)).rejects.toThrow(TypeError)
  const ending = configure({ callbacks: { jwt: () => null } })
  await expect(testVisitor(ending, { user: { name: "Ada" } })).rejects.toThrow("jwt callback")
})

it("auth shows nothing of the configuration that it leads to", () => {
  const { auth } = nextAuth({ providers: [credentials], secret: SECRET })
  for (const showHidden of [false, true]) {
    expect(inspect(auth, { showHidden, depth: 10 })).not.toContain(SECRET)
  }
  // Nor does a copy lead there.
  expect(Object.getOwnPropertySymbols({ ...auth })).toEqual([])
})
