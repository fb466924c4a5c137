import { describe, expect, it } from "vitest"
import { adapterConformance } from "../testing/index.ts"
import { MemoryAdapter } from "./memory.ts"

describe("MemoryAdapter", () => {
  adapterConformance({ adapter: () => MemoryAdapter(), test: { describe, it } })

  it("keeps fields that an application adds to its users, nested ones as copies", async () => {
    const { createUser, getUser } = MemoryAdapter()
    const roles = ["admin"]
    const user = { id: "1", email: "a@example.com", emailVerified: null, roles }
    await createUser(user)
    roles.push("root")
    expect(await getUser("1")).toMatchObject({ roles: ["admin"] })
  })

  it("gives a user an id where none came", async () => {
    const { createUser, getUser } = MemoryAdapter()
    const created = await createUser({ email: "a@example.com", emailVerified: null } as never)
    expect(created.id).toMatch(/^[\da-f-]{36}$/)
    expect(await getUser(created.id)).toEqual(created)
  })

  it("treats a session with an unreadable end as none", async () => {
    const { createUser, createSession, getSessionAndUser } = MemoryAdapter()
    await createUser({ id: "1", email: "a@example.com", emailVerified: null })
    await createSession({ sessionToken: "t", userId: "1", expires: new Date(Number.NaN) })
    expect(await getSessionAndUser("t")).toBeNull()
  })

  it("refuses a counter without an end", async () => {
    const { increment } = MemoryAdapter()
    await expect(
      (async () => increment({ key: "k", by: 1, expires: new Date(Number.NaN) }))(),
    ).rejects.toThrow(TypeError)
  })

  it("shares nothing between two adapters", async () => {
    await MemoryAdapter().createUser({ id: "1", email: "a@example.com", emailVerified: null })
    expect(await MemoryAdapter().getUser("1")).toBeNull()
  })
})
