/**
 * An application of Auth.js 5 whose configuration is an asynchronous function moves to ours and back. Each step goes
 * on where the last one ended.
 */
import { randomBytes } from "node:crypto"
import { rmSync, writeFileSync } from "node:fs"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import {
  ADA,
  beginOidc,
  enterPassword,
  expectSignedIn,
  expectSignedOut,
  GRACE,
  signInWithOidc,
  signInWithPassword,
  signOut,
} from "./support/drive.ts"
import { type ExampleIssuer, startExampleIssuer } from "./support/issuer.ts"
import { expectNoProblems, expectTypes, Move } from "./support/move.ts"

const BUILT_TWICE = { timeout: 300_000 }
const secret = (): string => randomBytes(32).toString("base64")

const move = new Move()
const first = secret()
let secretFile: string
let issuer: ExampleIssuer

beforeAll(async () => {
  await move.prepare("v5-lazy")
  issuer = await startExampleIssuer(move.url)
  secretFile = move.fileBeside("secret")
  writeFileSync(secretFile, `${first}\n`)
  const env = { SECRET_FILE: secretFile, ADMIN_PASSWORD: GRACE.password }
  Object.assign(move.env, env, issuer.env)
  await move.build()
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
  if (broken) console.log(move.app?.output())
  expectNoProblems(move)
})

const signedOut = (): Promise<void> => expectSignedOut(move.page, move.url)

/** Once by `unstable_update` in a server action, once by `update` of `useSession`; both see what the other did. */
async function rename(name: string): Promise<void> {
  const { page, url } = move
  const shows = (id: string, text: string): Promise<void> =>
    page
      .getByTestId(id)
      .filter({ hasText: new RegExp(`^${text}$`) })
      .waitFor()
  await page.goto(`${url}/private`, { waitUntil: "networkidle" })
  await page.getByLabel("New name").fill(name)
  await page.getByRole("button", { name: "Rename" }).click()
  await shows("server-name", name)
  await shows("client-name", name)
  await page.getByRole("button", { name: "In capitals" }).click()
  await shows("client-name", name.toUpperCase())
  await expectName(name.toUpperCase())
}

async function expectName(name: string): Promise<void> {
  await move.page.goto(`${move.url}/private`)
  expect(await move.page.getByTestId("server-name").textContent()).toBe(name)
  expect(await move.page.getByTestId("client-name").textContent()).toBe(name)
}

/** Grace is an administrator: for server, browser, wrapped route and proxy. */
async function expectGrace(name: string): Promise<void> {
  await expectSignedIn(move.page, move.url, GRACE.email)
  await expectName(name)
  expect(await move.page.getByTestId("client-role").textContent()).toBe("admin")
  const me = { who: GRACE.email, id: "1", role: "admin" }
  expect(await move.ask("/api/me")).toEqual({ status: 200, body: me })
  expect(await move.ask("/api/admin")).toEqual({ status: 200, body: { who: GRACE.email } })
}

/** Ada is not. */
async function expectAda(): Promise<void> {
  await expectSignedIn(move.page, move.url, ADA)
  const me = { who: ADA, id: "ada", role: "member" }
  expect(await move.ask("/api/me")).toEqual({ status: 200, body: me })
  expect((await move.ask("/api/admin")).status).toBe(403)
}

let finishOidc: () => Promise<void>

it("signs in with next-auth 5", BUILT_TWICE, async () => {
  const { page, url } = move
  await expectTypes(move)
  await move.start()
  await signedOut()
  expect((await move.ask("/api/admin")).status).toBe(307)
  await signInWithOidc(page, url)
  await expectAda()
  await signOut(page, url)
  await signInWithPassword(page, url)
  await rename("Amazing Grace")
  await expectGrace("AMAZING GRACE")
  finishOidc = await beginOidc(move.visitor, url, issuer)
})

it("goes on with ours, and Grace with it", BUILT_TWICE, async () => {
  await move.toOurs()
  await move.build()
  await expectTypes(move)
  await move.start()
  await expectGrace("AMAZING GRACE")
  await rename("Grace Hopper")
  await expectGrace("GRACE HOPPER")
})

it("ends a sign-in that was under way at the provider meanwhile", async () => {
  await finishOidc()
  await expectAda()
})

it("signs out, refuses a wrong password, and signs in anew in either way", async () => {
  const { page, url } = move
  await signOut(page, url)
  await signedOut()
  await enterPassword(page, url, "wrong")
  await page.getByText("That name and password don’t match.").waitFor()
  await signInWithPassword(page, url)
  await expectGrace("Grace Hopper")
  await signOut(page, url)
  await signInWithOidc(page, url)
  await expectAda()
})

it("takes another secret at once, fails while there is none, and ends no session by either", async () => {
  writeFileSync(secretFile, secret())
  await signedOut()
  rmSync(secretFile)
  expect((await move.ask("/api/auth/session")).status).toBeGreaterThanOrEqual(500)
  writeFileSync(secretFile, first)
  await expectAda()
})

it("goes back, and Ada with it", BUILT_TWICE, async () => {
  await move.back()
  await move.build()
  await move.start()
  await expectAda()
  await signOut(move.page, move.url)
  await signedOut()
})
