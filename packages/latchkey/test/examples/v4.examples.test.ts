/**
 * Applications of NextAuth 4 that move to ours and back: nobody is signed out, and no line of theirs changes.
 *
 * The steps of an application build on one another, as they would on the day of the move.
 */
import { randomBytes } from "node:crypto"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import {
  ADA,
  beginOidc,
  enterPassword,
  expectSignedIn,
  expectSignedOut,
  GRACE,
  sessionCookie,
  signInWithOidc,
  signInWithPassword,
  signOut,
} from "./support/drive.ts"
import { type ExampleIssuer, startExampleIssuer } from "./support/issuer.ts"
import { expectNoProblems, expectTypes, Move } from "./support/move.ts"

interface Person {
  who: string
  signIn: (page: Page, url: string) => Promise<void>
  /** What the application shows of the fields that its callbacks have added. */
  details: string
}

interface Example {
  name: string
  cookie: string
  /** Each in one of the two ways. */
  first: Person
  second: Person
  details: (page: Page, url: string) => Promise<string | null>
  /** Changes the session from the browser, where the application lets people. */
  rename?: (page: Page, url: string, nickname: string) => Promise<void>
}

const examples: Example[] = [
  {
    name: "v4-app",
    cookie: "next-auth.session-token",
    first: { who: GRACE.email, signIn: signInWithPassword, details: "librarian" },
    second: { who: ADA, signIn: signInWithOidc, details: "member" },
    details: async (page, url) => {
      await page.goto(`${url}/`)
      return page.getByTestId("role").textContent()
    },
  },
  {
    name: "v4-pages",
    cookie: "club.session",
    first: { who: ADA, signIn: signInWithOidc, details: "0 Jane" },
    second: { who: GRACE.email, signIn: signInWithPassword, details: "9 Jane" },
    details: async (page, url) => {
      await page.goto(`${url}/private`)
      return page.getByTestId("shirt").textContent()
    },
    rename: async (page, url, nickname) => {
      await page.goto(`${url}/private`, { waitUntil: "networkidle" })
      await page.getByLabel("Nickname").fill(nickname)
      await page.getByRole("button", { name: "Print it" }).click()
      await page.getByTestId("shirt").filter({ hasText: nickname }).waitFor()
    },
  },
]

const secret = (): string => randomBytes(32).toString("base64")

describe.each(examples)("examples/$name", ({ name, cookie, first, second, details, rename }) => {
  const move = new Move()
  let issuer: ExampleIssuer

  beforeAll(async () => {
    await move.prepare(name)
    const { url } = move
    issuer = await startExampleIssuer(url)
    move.env = { NEXTAUTH_URL: url, NEXTAUTH_SECRET: secret(), ...issuer.env }
  })
  afterAll(async () => {
    await move.close()
    await issuer?.stop()
  })

  let broken = false
  beforeEach(({ skip }) => {
    if (broken) skip("an earlier step failed")
  })
  afterEach(({ task }) => {
    broken ||= task.result?.state === "fail"
  })

  let finishOidc: () => Promise<void>

  it("builds with next-auth 4.24.15 and signs in", async () => {
    await move.build()
    await move.start()
    const { page, url } = move
    await expectSignedOut(page, url)
    await first.signIn(page, url)
    await expectSignedIn(page, url, first.who)
    await rename?.(page, url, "Jane")
    expect(await details(page, url)).toBe(first.details)
    finishOidc = await beginOidc(move.visitor, url, issuer)
  })

  it("is switched by the command alone", () => move.toOurs())

  it("compiles as it was, and builds without any secret", async () => {
    await expectTypes(move)
    await move.build()
  })

  it("has signed nobody out, and keeps the session alive", async () => {
    const { page, url, visitor } = move
    const before = await sessionCookie(visitor, cookie)
    await move.start()
    await expectSignedIn(page, url, first.who)
    expect(await details(page, url)).toBe(first.details)
    const after = await sessionCookie(visitor, cookie)
    expect(after.value).not.toBe(before.value)
    expect(after.expires).toBeGreaterThan(before.expires)
    // The same kind of cookie as before.
    expect({ ...after, value: "", expires: 0 }).toEqual({ ...before, value: "", expires: 0 })
  })

  it("ends a sign-in that was under way at the provider meanwhile", async () => {
    await finishOidc()
    await expectSignedIn(move.page, move.url, ADA)
  })

  it("signs out, refuses a wrong password, and signs in anew in either way", async () => {
    const { page, url } = move
    await signOut(page, url)
    await expectSignedOut(page, url)
    await enterPassword(page, url, "wrong")
    await page.getByText(/CredentialsSignin|Those details don’t match/).waitFor()
    await expectSignedOut(page, url)
    await first.signIn(page, url)
    await expectSignedIn(page, url, first.who)
    await signOut(page, url)
    await second.signIn(page, url)
    await expectSignedIn(page, url, second.who)
    await rename?.(page, url, "Jane")
    expect(await details(page, url)).toBe(second.details)
  })

  it("answers nobody under another secret, and the same person again under the first", async () => {
    const { page, url } = move
    await move.start({ NEXTAUTH_SECRET: secret() })
    await expectSignedOut(page, url)
    await move.start()
    await expectSignedIn(page, url, second.who)
  })

  it("goes back by the command alone", async () => {
    finishOidc = await beginOidc(move.visitor, move.url, issuer)
    await move.back()
  })

  it("keeps the session that ours wrote", async () => {
    const { page, url } = move
    await expectTypes(move)
    await move.build()
    await move.start()
    await expectSignedIn(page, url, second.who)
    expect(await details(page, url)).toBe(second.details)
    await finishOidc()
    await expectSignedIn(page, url, ADA)
    await signOut(page, url)
    await expectSignedOut(page, url)
    expectNoProblems(move)
  })
})
