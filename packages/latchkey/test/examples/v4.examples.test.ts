/**
 * Applications of NextAuth 4 that move to ours and back: nobody is signed out, and no line of theirs changes.
 *
 * The steps of an application build on one another, as they would on the day of the move.
 */
import { randomBytes } from "node:crypto"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import {
  build,
  checkTypes,
  copyExample,
  filesOf,
  freeAddress,
  type RunningApp,
  start,
} from "./support/app.ts"
import {
  ADA,
  beginOidc,
  enterPassword,
  expectSignedIn,
  expectSignedOut,
  GRACE,
  openBrowser,
  sessionCookie,
  signInWithOidc,
  signInWithPassword,
  signOut,
  type Visitor,
} from "./support/drive.ts"
import { type ExampleIssuer, startExampleIssuer } from "./support/issuer.ts"
import { switchBack, switchToOurs } from "./support/switch.ts"
import { type Registry, startRegistry } from "./support/tools.ts"

let registry: Registry
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry?.stop())

const examples = [
  {
    name: "v4-app",
    cookie: "next-auth.session-token",
    first: { who: GRACE.email, signIn: signInWithPassword },
    second: { who: ADA, signIn: signInWithOidc },
  },
  {
    name: "v4-pages",
    cookie: "club.session",
    first: { who: ADA, signIn: signInWithOidc },
    second: { who: GRACE.email, signIn: signInWithPassword },
  },
]

describe.each(examples)("examples/$name", ({ name, cookie, first, second }) => {
  const secret = randomBytes(32).toString("base64")
  let folder: string
  let url: string
  let issuer: ExampleIssuer
  let visitor: Visitor
  let app: RunningApp | undefined
  let asWritten: Record<string, string>

  /** Starts what is built, where the other one was. */
  async function restart(NEXTAUTH_SECRET: string = secret): Promise<void> {
    await app?.stop()
    const env = { NEXTAUTH_URL: url, NEXTAUTH_SECRET, ...issuer.env }
    app = await start(folder, env, { url })
  }

  beforeAll(async () => {
    url = await freeAddress()
    issuer = await startExampleIssuer(url)
    folder = await copyExample(name)
    asWritten = filesOf(folder)
    visitor = await openBrowser()
  })
  afterAll(async () => {
    await visitor?.close()
    await app?.stop()
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
    await build(folder)
    await restart()
    const { page } = visitor
    await expectSignedOut(page, url)
    await first.signIn(page, url)
    await expectSignedIn(page, url, first.who)
    finishOidc = await beginOidc(visitor, url, issuer)
  })

  it("is switched by the command alone, compiles as it was, and builds without any secret", async () => {
    await switchToOurs(folder, { registry })
    const { "package.json": manifest, "package-lock.json": lock, ...rest } = filesOf(folder)
    expect({ ...asWritten, ...rest }).toEqual(asWritten)
    expect([manifest, lock]).not.toContain(asWritten["package.json"])
    expect(await checkTypes(folder)).toEqual({ code: 0, output: "" })
    await build(folder)
  })

  it("has signed nobody out, and keeps the session alive", async () => {
    const before = await sessionCookie(visitor, cookie)
    await restart()
    await expectSignedIn(visitor.page, url, first.who)
    const after = await sessionCookie(visitor, cookie)
    expect(after.value).not.toBe(before.value)
    expect(after.expires).toBeGreaterThan(before.expires)
    // The same kind of cookie as before.
    expect({ ...after, value: "", expires: 0 }).toEqual({ ...before, value: "", expires: 0 })
  })

  it("ends a sign-in that was under way at the provider meanwhile", async () => {
    await finishOidc()
    await expectSignedIn(visitor.page, url, ADA)
  })

  it("signs out, refuses a wrong password, and signs in anew in either way", async () => {
    const { page } = visitor
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
  })

  it("answers nobody under another secret, and the same person again under the first", async () => {
    await restart(randomBytes(32).toString("base64"))
    await expectSignedOut(visitor.page, url)
    await restart()
    await expectSignedIn(visitor.page, url, second.who)
  })

  it("goes back by the command alone, with the session that ours wrote", async () => {
    finishOidc = await beginOidc(visitor, url, issuer)
    await switchBack(folder, { registry })
    expect(filesOf(folder)).toEqual(asWritten)
    expect(await checkTypes(folder)).toEqual({ code: 0, output: "" })
    await build(folder)
    await restart()
    const { page } = visitor
    await expectSignedIn(page, url, second.who)
    await finishOidc()
    await expectSignedIn(page, url, ADA)
    await signOut(page, url)
    await expectSignedOut(page, url)
  })

  it("has shown no error to anybody", () => {
    expect(visitor.problems).toEqual([])
  })
})
