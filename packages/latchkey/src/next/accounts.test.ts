import { expect, it } from "vitest"
import { signedIn, configure, nextAuth, requestTo } from "../../test/support/next-app.ts"
import { MemoryAdapter } from "../adapters/memory.ts"
import GitHub from "../providers/github.ts"

async function site() {
  const adapter = MemoryAdapter()
  const { auth, handlers } = nextAuth(
    configure({
      adapter,
      session: { strategy: "jwt" },
      providers: [...configure({}).providers, GitHub({ clientId: "id", clientSecret: "secret" })],
    }),
  )
  const cookie = await signedIn(handlers)
  const request = requestTo("/x", { cookie })
  const session = (await (
    await handlers.GET(requestTo("/api/auth/session", { cookie }))
  ).json()) as {
    user: { id: string }
  }
  const { id } = session.user
  await adapter.createUser({ id, email: "ada@example.com", emailVerified: null })
  for (const providerAccountId of ["1", "2"]) {
    const account = {
      provider: "github",
      type: "oauth",
      access_token: `token-${providerAccountId}`,
    }
    await adapter.linkAccount({ ...account, providerAccountId, userId: id } as never)
  }
  return { auth, request, id, cookie }
}

it("auth.accessToken and auth.accounts, for a request and for a user", async () => {
  const { auth, request, id } = await site()
  for (const whose of [{ request }, { user: id }]) {
    const options = { ...whose, providerAccountId: "1" }
    expect(await auth.accessToken("github", options)).toEqual({
      accessToken: "token-1",
      tokenType: "bearer",
    })
    const accounts = await auth.accounts.list(whose)
    expect(accounts.map(({ providerAccountId }) => providerAccountId)).toEqual(["1", "2"])
    expect(JSON.stringify(accounts)).not.toContain("token-")
  }
  const which = { provider: "github", providerAccountId: "2" }
  expect(await auth.accounts.unlink(which, { request })).toBe(true)
  expect(await auth.accounts.unlink(which, { request })).toBe(false)
  const last = auth.accounts.unlink({ provider: "github" }, { request })
  await expect(last).rejects.toMatchObject({ type: "LastSignInMethod" })
})

it("without a session it is an error, not an empty list", async () => {
  const { auth } = await site()
  const request = requestTo("/x", {})
  await expect(auth.accounts.list({ request })).rejects.toMatchObject({ type: "SessionRequired" })
  await expect(auth.accessToken("github", { request })).rejects.toMatchObject({
    type: "SessionRequired",
  })
})
