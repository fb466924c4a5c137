/** Pains 14, 16 and 17: ids, passwords with sessions in a database, and what a wrong password comes to. */
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { CredentialsSignin } from "../../src/errors.ts"
import { getServerSession } from "../../src/doors/v4/index.ts"
import NextAuth from "../../src/doors/v5/index.ts"
import { testVisitor } from "../../src/testing/index.ts"
import { Browser, locationOf, SECRET, v4, v5 } from "../support/browser.ts"
import { credentials, silent } from "../support/next-app.ts"

class Locked extends CredentialsSignin {
  override code = "locked"
}

const provider = {
  ...credentials,
  authorize(typed: Record<string, unknown>) {
    if (typed["name"] === "locked") throw new Locked()
    if (typed["name"] === "broken") throw new TypeError("the database password is hunter2")
    return typed["password"] === "right" ? { id: "7", name: "Ada" } : null
  },
}
const config = { providers: [provider], secret: SECRET, trustHost: true, logger: silent }
const right = { name: "Ada", password: "right" }
const doors = [
  ["v5 door", v5],
  ["v4 door", v4],
] as const

describe.each(doors)("through %s", (_, door) => {
  it("pain 14: session.user.id is there without a callback, in the browser and on the server", async () => {
    const browser = new Browser(config, { door })
    await browser.post("/callback/credentials", right)
    expect(await browser.session()).toMatchObject({ user: { id: "7", name: "Ada" } })
    const adapter = MemoryAdapter()
    const both = { ...config, adapter, session: { strategy: "database" as const } }
    const compat = door.compat as 4 | 5
    for (const each of [config, both]) {
      const visitor = await testVisitor(each, { user: { name: "Ada" }, compat })
      const { auth } = NextAuth(each)
      const seen: unknown = await visitor.run(() =>
        compat === 4 ? getServerSession(each as never) : auth(),
      )
      expect(visitor.user!.id).toMatch(/./)
      expect(seen).toMatchObject({ user: { id: visitor.user!.id } })
    }
  })

  it("pain 16: a password begins a session in the database, like any other way in", async () => {
    const adapter = MemoryAdapter()
    const ada = await adapter.createUser!({
      id: "x",
      name: "Ada",
      email: "a@b.example",
      emailVerified: null,
    })
    const authorize = (): typeof ada => ada
    const browser = new Browser(
      {
        ...config,
        adapter,
        session: { strategy: "database" },
        providers: [{ ...provider, authorize }],
      },
      { door },
    )
    await browser.post("/callback/credentials", right)
    const [, cookie] = [...browser.cookies].find(([name]) => name.includes("session-token"))!
    const row = await adapter.getSessionAndUser!(cookie.value)
    expect(row?.user.id).toBe(ada.id)
    for (let i = 0; i < 2; i++) {
      expect(await browser.session()).toMatchObject({ user: { id: ada.id, name: "Ada" } })
    }
    await browser.post("/signout")
    expect(await adapter.getSessionAndUser!(cookie.value)).toBeNull()
  })

  it("pain 17: a code of the application's own reaches the sign-in page; what else was thrown does not", async () => {
    const browser = new Browser(config, { door })
    const go = async (name: string): Promise<string> => {
      const { pathname, search } = locationOf(
        await browser.post("/callback/credentials", { name, password: "wrong" }),
      )
      return `${pathname.replace(browser.basePath, "")}${search}`
    }
    expect(await go("Ada")).toBe("/signin?error=CredentialsSignin&code=credentials")
    expect(await go("locked")).toBe("/signin?error=CredentialsSignin&code=locked")
    const broken = await go("broken")
    expect(broken).toMatch(/^\/error\?error=Configuration/)
    expect(broken).not.toContain("hunter2")
  })
})

describe("pain 17: signIn in a server action", () => {
  const { auth, signIn } = NextAuth(config)

  it("pain 17: with redirect: false answers the URL and throws nothing, least of all NEXT_REDIRECT", async () => {
    const visitor = await testVisitor(auth)
    const options = { ...right, redirect: false, redirectTo: "/in" } as const
    expect(await visitor.run(() => signIn("credentials", options))).toBe("http://localhost:3000/in")
    expect(await visitor.run(() => auth())).toMatchObject({ user: { id: "7" } })
  })

  it("pain 17: throws the application's own error for a wrong password, never a redirect", async () => {
    for (const redirect of [false, true]) {
      for (const [name, code] of [
        ["Ada", "credentials"],
        ["locked", "locked"],
      ]) {
        const visitor = await testVisitor(auth)
        const options = { name, password: "wrong", redirect }
        const thrown = await visitor
          .run(() => signIn("credentials", options))
          .then(
            () => undefined,
            (error: unknown) => error,
          )
        expect(thrown).toBeInstanceOf(CredentialsSignin)
        expect(thrown).toMatchObject({ type: "CredentialsSignin", code })
        expect(thrown).not.toHaveProperty("digest")
        expect(visitor.cookies.some((cookie) => cookie.name.includes("session-token"))).toBe(false)
      }
    }
  })
})
