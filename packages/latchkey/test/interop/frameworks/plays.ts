import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { must } from "../../doors/tools.ts"
import { finish } from "./applications.ts"
import { playForms } from "./forms.ts"
import type { Framework } from "./frameworks.ts"
import { findsItsPaths, loadsItsProviders } from "./imports.ts"
import { askForTooMuch, OtherSite, staysHome } from "./refusals.ts"
import { Stage } from "./stage.ts"
import { target, type Visitor } from "./visitor.ts"

const SLOW = { timeout: 240_000 }
/** Two installs and two builds, with what they download. */
const PREPARATION = 480_000
const ADA = "Signed in as Name of ada, ada@example.com, with:local"
const byPassword = (name: string): string =>
  `Signed in as ${name}, grace@example.com, with:credentials`

/** Those who signed in under either, and never out. */
interface SignedIn {
  readonly visitor: Visitor
  readonly text: string
}

/** An application on `@auth/core`, then on ours, then back: nobody notices. */
export function playFramework(framework: Framework): void {
  describe(`@auth/core and ours under ${framework.name}`, () => {
    const signedIn: SignedIn[] = []
    let stage: Stage
    let refusals: Record<string, string> | undefined

    beforeAll(async () => {
      stage = await Stage.set(framework)
    }, PREPARATION)
    afterAll(async () => {
      await stage?.strike()
      await finish()
    })

    it("what it takes of @auth/core is there", () => {
      findsItsPaths(stage.folders, framework.package)
    })

    // @hono/auth-js has none of its own.
    const withProviders = [framework.package].filter((name) => name.startsWith("@auth/"))
    it.each(withProviders)("the providers of %s load", SLOW, async (name) => {
      await loadsItsProviders(stage.folders, name)
    })

    for (const state of ["original", "ours"] as const) {
      describe(`the application on ${state === "ours" ? "ours" : "the original"}`, () => {
        beforeAll(() => stage.run(state), SLOW.timeout)

        it("its types hold, strictly", SLOW, async () => {
          await must("npm", ["run", "types"], { cwd: stage.folders[state] })
        })

        it.each(state === "ours" ? [3] : [])("the %i who were signed in still are", (count) =>
          areIn(signedIn, count),
        )

        it("a guest is sent to sign in", () => meetsGuest(stage))

        it("signs in with a provider", async () => {
          signedIn.push(await byProvider(stage))
        })

        it.each(["Grace", "Long"])("signs in %s with a password", async (name) => {
          signedIn.push(await withPassword(stage, name))
        })

        it("refuses what the other refuses, with the same answers", async () => {
          const answers = await askForTooMuch(stage)
          expect(answers).toEqual((refusals ??= answers))
        })

        const isOpen = framework.unguarded === true && state === "original"
        it(`another site can ${isOpen ? "sign people in and out" : "do nothing"}`, async () => {
          const other = new OtherSite(stage)
          expect(await other.signsIn()).toBe(isOpen)
          expect(await other.signsOut(signedIn.at(-1)!.visitor)).toBe(isOpen)
        })

        it("an address elsewhere is never where a sign-in ends", () => staysHome(stage))

        it("signs out, and only who asked", async () => {
          await leaves(stage, signedIn.at(-1)!.visitor.copy())
          await areIn(signedIn, state === "ours" ? 6 : 3)
        })

        if (framework.forms) playForms(framework.forms, () => stage)
      })
    }

    it("back on the original, whoever was signed in still is, and can leave", SLOW, async () => {
      await stage.run("original")
      await areIn(signedIn, 6)
      for (const { visitor } of signedIn) await leaves(stage, visitor)
    })
  })
}

async function areIn(signedIn: readonly SignedIn[], count: number): Promise<void> {
  expect(signedIn).toHaveLength(count)
  for (const { visitor, text } of signedIn) {
    expect(await visitor.read("/")).toContain(text)
    expect(await visitor.read("/private")).toContain(`${text} For members.`)
  }
}

async function meetsGuest(stage: Stage): Promise<void> {
  const guest = stage.visitor()
  expect(await guest.read("/")).toContain("Signed out")
  const sent = await guest.send("/private")
  expect(sent.status).toSatisfy((status: number) => status >= 302 && status <= 307)
  const to = target(sent, stage.origin)
  expect(decodeURIComponent(to)).toBe(stage.route("/signin?callbackUrl=/private"))
  const page = await (await guest.send(to)).text()
  expect(page).toContain(`action="${stage.origin}${stage.route("/signin/local")}"`)
  expect(await stage.session(guest)).toBe(null)
}

async function byProvider(stage: Stage): Promise<SignedIn> {
  const visitor = stage.visitor()
  const answer = await stage.throughProvider(visitor, "ada")
  expect(target(answer, stage.origin)).toBe("/private")
  expect(await visitor.read("/private")).toContain(ADA)
  expect(await stage.session(visitor)).toMatchObject({
    user: { name: "Name of ada", email: "ada@example.com", image: "with:local" },
    expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
  })
  const checks = [...visitor.cookies.keys()].filter((name) => /pkce|state|nonce/.test(name))
  expect(checks).toEqual([])
  return { visitor, text: ADA }
}

async function withPassword(stage: Stage, name: string): Promise<SignedIn> {
  const visitor = stage.visitor()
  const answer = await stage.logIn(visitor, name)
  expect(target(answer, stage.origin)).toBe("/private")
  const text = byPassword(name)
  expect(await visitor.read("/private")).toContain(text)
  const cookie = "authjs.session-token"
  expect(visitor.sessionCookies()).toEqual(
    name === "Long" ? [`${cookie}.0`, `${cookie}.1`] : [cookie],
  )
  return { visitor, text }
}

async function leaves(stage: Stage, visitor: Visitor): Promise<void> {
  const answer = await stage.submit(visitor, "/signout", { callbackUrl: `${stage.origin}/` })
  expect(target(answer, stage.origin)).toBe("/")
  expect(visitor.sessionCookies()).toEqual([])
  expect(await visitor.read("/")).toContain("Signed out")
  expect(target(await visitor.send("/private"), stage.origin)).toContain("/signin")
}
