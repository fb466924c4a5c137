import { describe, expect, it } from "vitest"
import { doors, nextAuth } from "../../test/support/next-app.ts"
import { MemoryAdapter } from "../adapters/memory.ts"
import { testVisitor } from "../testing/test-visitor.ts"
import type { NextAuthConfig } from "./types.ts"

const ada = { name: "Ada", email: "ada@example.com" }
const grace = { id: "grace", name: "Grace", email: "grace@example.com" }

const configOf = (strategy: "jwt" | "database"): NextAuthConfig => ({
  providers: [],
  secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
  adapter: MemoryAdapter(),
  session: { strategy, records: true, ...(strategy === "jwt" ? { revocable: true } : {}) },
})

describe.each(doors)("auth.sessions through %s", (_, door) => {
  it.each(["jwt", "database"] as const)(
    "lists and ends those of whoever asks: %s",
    async (kind) => {
      const { auth } = nextAuth(configOf(kind), door)
      const [laptop, phone, tablet] = [
        await testVisitor(auth, { user: ada, headers: { "user-agent": "laptop" } }),
        await testVisitor(auth, { user: ada, headers: { "user-agent": "phone" } }),
        await testVisitor(auth, { user: ada, headers: { "user-agent": "tablet" } }),
      ]
      const stranger = await testVisitor(auth, { user: grace })
      const nobody = await testVisitor(auth)
      const { sessions } = auth
      const list = await laptop.run(() => sessions.list())
      expect(list.map(({ userAgent, current }) => [userAgent, current]).toSorted()).toEqual([
        ["laptop", true],
        ["phone", false],
        ["tablet", false],
      ])
      const { id } = list.find(({ userAgent }) => userAgent === "phone")!
      expect((await stranger.run(() => sessions.end(id))).ids).toEqual([])
      expect((await nobody.run(() => sessions.end(id))).ids).toEqual([])
      expect(await phone.run(() => auth())).toMatchObject({ user: { name: "Ada" } })
      expect((await laptop.run(() => sessions.end(id))).ids).toEqual([id])
      expect(await phone.run(() => auth())).toBe(null)
      expect((await laptop.run(() => sessions.endOthers())).ids).toHaveLength(1)
      expect(await tablet.run(() => auth())).toBe(null)
      expect((await laptop.run(() => sessions.endAll())).ids).toHaveLength(1)
      expect(await laptop.run(() => auth())).toBe(null)
      expect(await laptop.run(() => sessions.list())).toEqual([])
      expect(await nobody.run(() => sessions.list())).toEqual([])
      expect(await nobody.run(() => sessions.endAll())).toEqual({ ids: [], complete: true })
      expect(await stranger.run(() => auth())).toMatchObject({ user: { name: "Grace" } })
    },
  )
})
