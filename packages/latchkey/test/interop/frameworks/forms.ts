import { expect, it } from "vitest"
import type { Forms } from "./frameworks.ts"
import type { Stage } from "./stage.ts"
import { target, type Visitor } from "./visitor.ts"

/** Signs in and out by the forms of the application's own pages, which the package answers on the server. */
export function playForms({ prefix }: Forms, stage: () => Stage): void {
  const withPassword = async (username: string, password: string): Promise<Visitor> => {
    const visitor = stage().visitor()
    const fields = { providerId: "credentials", username, password }
    await visitor.fill("/", prefixed(fields, prefix))
    return visitor
  }

  it("signs in with a provider by a form of its own, and out", async () => {
    const visitor = stage().visitor()
    const start = await visitor.fill("/")
    const answer = await stage().comeBack(visitor, start, "grace")
    expect(target(answer, stage().origin)).toBe("/private")
    expect(await visitor.read("/private")).toContain("Signed in as Name of grace")
    const left = await visitor.fill("/")
    expect(left.status).toBeLessThan(400)
    // Nothing that is said of a redirect may hold for a page of the application.
    expect(left.headers.get("content-security-policy")).toBeNull()
    expect(left.headers.get("referrer-policy")).toBeNull()
    expect(visitor.sessionCookies()).toEqual([])
    expect(await visitor.read("/")).toContain("Signed out")
  })

  it("signs in with a password by a form of its own", async () => {
    const visitor = await withPassword("Long", "right")
    expect(visitor.sessionCookies()).toHaveLength(2)
    expect(await visitor.read("/private")).toContain("Signed in as Long")
  })

  it("a wrong password in a form of its own signs nobody in", async () => {
    const visitor = await withPassword("Grace", "wrong")
    expect(visitor.sessionCookies()).toEqual([])
    expect(await visitor.read("/")).toContain("Signed out")
  })
}

function prefixed(fields: Record<string, string>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name === "providerId" ? name : `${prefix}${name}`,
      value,
    ]),
  )
}
