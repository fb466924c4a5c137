import { expect, it } from "vitest"
import type { Forms } from "./frameworks.ts"
import type { Stage } from "./stage.ts"
import { target } from "./visitor.ts"

/** Signs in and out by the forms of the application's own pages, which the package answers on the server. */
export function playForms(forms: Forms, stage: () => Stage): void {
  it("signs in with a provider by a form of its own, and out", async () => {
    const visitor = stage().visitor()
    const { path, fields } = forms.signIn("local", "/private")
    const start = await visitor.post(path, fields)
    const answer = await stage().comeBack(visitor, start, "grace")
    expect(target(answer, stage().origin)).toBe("/private")
    expect(await visitor.read("/private")).toContain("Signed in as Name of grace")
    const out = forms.signOut("/")
    const left = await visitor.post(out.path, out.fields)
    expect(left.status).toBeLessThan(400)
    expect(visitor.sessionCookies()).toEqual([])
    expect(await visitor.read("/")).toContain("Signed out")
  })

  it("signs in with a password by a form of its own", async () => {
    const visitor = stage().visitor()
    const { path, fields } = forms.signIn("credentials", "/private")
    await visitor.post(path, { ...fields, username: "Long", password: "right" })
    expect(visitor.sessionCookies()).toHaveLength(2)
    expect(await visitor.read("/private")).toContain("Signed in as Long")
  })

  it("a wrong password in a form of its own signs nobody in", async () => {
    const visitor = stage().visitor()
    const { path, fields } = forms.signIn("credentials", "/private")
    await visitor.post(path, { ...fields, username: "Grace", password: "wrong" })
    expect(visitor.sessionCookies()).toEqual([])
    expect(await visitor.read("/")).toContain("Signed out")
  })
}
