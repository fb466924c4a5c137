/** Values of another type, and fields that nobody asked for: no effect, and never a 500. */
import { describe, expect, it } from "vitest"
import { methodOf, sendTo } from "./support/requests.ts"
import { routeRows } from "./support/routes-table.ts"
import { doors, ORIGIN, siteOf } from "./support/site.ts"
import { watched } from "./support/watched.ts"

const posts = routeRows.filter((row) => methodOf(row) === "POST")
const strange: readonly unknown[] = [
  [],
  ["a", "b"],
  [["a"]],
  {},
  { $gt: "" },
  { $ne: null },
  { $regex: ".*" },
  { toString: "x", valueOf: 1 },
  { length: 3, 0: "a" },
  0,
  1,
  -1,
  1e300,
  true,
  false,
  null,
  "",
  "\0",
  "true",
  "x".repeat(10_000),
]

const mapped = (fields: object, to: (value: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, to(value)]))

describe.each(doors)("PP-4: values of another type, through %s", (_, door) => {
  const fields = posts.flatMap((row) => row.names.map((name) => [row.path, name, row] as const))
  it.each(fields)(
    "POST %s, %s: no 500, and no store is asked for anything but text",
    async (_path, name, row) => {
      const site = siteOf()
      const asked = watched(site.adapter)
      const visitor = site.visitor(door)
      visitor.config = { ...visitor.config, adapter: asked.adapter }
      await visitor.signIn()
      await visitor.csrfToken()
      for (const value of strange) {
        const valid = {
          email: "ada@example.com",
          token: "x".repeat(40),
          name: "Ada",
          password: "right",
        }
        const answer = await sendTo(visitor, row, {
          carrier: "json",
          fields: { ...valid, [name]: value },
        })
        expect(answer.status, JSON.stringify(value)).toBeLessThan(500)
      }
      expect(asked.strange).toEqual([])
    },
  )
})

describe.each(doors)("PP-4: what `authorize` is given, through %s", (_, door) => {
  it.each(strange.filter((value) => typeof value === "object" && value !== null))(
    "is never %j",
    async (value) => {
      const site = siteOf()
      const visitor = site.visitor(door)
      await visitor.csrfToken()
      const row = posts.find(({ path }) => path === "/callback/credentials")!
      for (const name of ["name", "password", "more"]) {
        const fields = { name: "Ada", password: "right", [name]: value }
        const answer = await sendTo(visitor, row, { carrier: "json", fields })
        expect(new URL(answer.headers.get("location")!).searchParams.get("error")).toBe(
          "CredentialsSignin",
        )
      }
      expect(site.typed).toEqual([])
    },
  )

  it.each(strange.filter((value) => typeof value !== "object" || value === null))(
    "is text, for %j",
    async (value) => {
      const site = siteOf()
      const visitor = site.visitor(door)
      await visitor.csrfToken()
      const row = posts.find(({ path }) => path === "/callback/credentials")!
      const fields = { name: value, password: value, more: value }
      await sendTo(visitor, row, { carrier: "json", fields })
      const given = value === null ? {} : mapped(fields, String)
      expect(site.typed).toEqual([given])
    },
  )
})

describe.each(doors)("PP-3: fields that nobody asked for, through %s", (_, door) => {
  const extra = {
    role: "admin",
    admin: true,
    id: "id-Eve",
    sub: "id-Eve",
    userId: "id-Eve",
    email: "eve@example.com",
    emailVerified: "2020-01-01",
    provider: "idp",
    providerAccountId: "1",
    expires: "2999-01-01",
    exp: 32_503_680_000,
    iat: 0,
    jti: "x",
    sid: "x",
    user: { id: "id-Eve", role: "admin" },
  }

  it("change no session", async () => {
    const visitor = siteOf().visitor(door)
    await visitor.signIn()
    const was = await visitor.session()
    const row = posts.find(({ path }) => path === "/session")!
    for (const fields of [extra, { data: extra }, { data: { user: extra } }, { data: [extra] }]) {
      const answer = await visitor.send(row.path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: ORIGIN },
        body: JSON.stringify({ csrfToken: await visitor.csrfToken(), ...fields }),
      })
      expect(answer.status).toBe(200)
      const { expires, ...now } = (await visitor.session()) as { expires: string }
      expect(now).toEqual({ user: (was as { user: object }).user })
      expect(Date.parse(expires)).toBeLessThan(Date.now() + 31 * 86_400_000)
    }
  })

  it("make no user and no account more than the flow does", async () => {
    const site = siteOf()
    const visitor = site.visitor(door)
    const text = Object.fromEntries(
      Object.entries(extra).map(([name, value]) => [name, String(value)]),
    )
    await visitor.post("/signin/email", { ...text, email: "ada@example.com" })
    await visitor.open()
    const user = await site.adapter.getUserByEmail("ada@example.com")
    expect(Object.keys(user!).toSorted()).toEqual(["email", "emailVerified", "id"])
    expect(user!.id).not.toBe("id-Eve")
    await visitor.post("/signout")
    await visitor.through(text)
    const other = await site.adapter.getUserByAccount({
      provider: "idp",
      providerAccountId: "ada-there",
    })
    expect(other).toMatchObject({ email: "ada@idp.example" })
    expect(other).not.toHaveProperty("role")
    expect(await site.adapter.getUserByEmail("eve@example.com")).toBeNull()
    expect(await site.adapter.getUser("id-Eve")).toBeNull()
  })
})
