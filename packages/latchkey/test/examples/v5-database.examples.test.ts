/**
 * An application of Auth.js 5 whose sessions are in a database, with the published Drizzle adapter, moves to ours and
 * back. Each step goes on where the last one ended.
 */
import { randomBytes } from "node:crypto"
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest"
import { appEnv } from "./support/app.ts"
import { expectSignedIn, expectSignedOut, signOut } from "./support/drive.ts"
import { type ExampleGitHub, MONA, startGitHub } from "./support/github.ts"
import { type ExampleMail, startMail } from "./support/mail.ts"
import { expectNoProblems, expectTypes, Move } from "./support/move.ts"
import { must } from "./support/tools.ts"

const BUILT_TWICE = { timeout: 300_000 }
const secret = (): string => randomBytes(32).toString("base64")

const move = new Move()
let github: ExampleGitHub
let mail: ExampleMail
let userId: unknown

beforeAll(async () => {
  github = await startGitHub()
  mail = await startMail()
  await move.prepare("v5-database")
  const DATABASE_FILE = move.fileBeside("sqlite")
  Object.assign(move.env, { DATABASE_FILE, AUTH_SECRET: secret() }, github.env, mail.env)
  await must("npm", ["run", "db"], { cwd: move.folder, env: appEnv({ DATABASE_FILE }) })
  await move.build()
})
afterAll(async () => {
  await move.close()
  await github?.stop()
  await mail?.stop()
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

const database = { token: false }
const signedOut = (): Promise<void> => expectSignedOut(move.page, move.url, database)

/** From the button of the application over the built-in page. */
async function toBuiltInPage(): Promise<void> {
  const { page, url } = move
  await page.goto(`${url}/`, { waitUntil: "networkidle" })
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
}

async function signInWithGitHub(): Promise<void> {
  await toBuiltInPage()
  await move.page.getByRole("button", { name: "Sign in with GitHub" }).click()
  await move.page.waitForURL(`${move.url}/`)
}

async function signInByMail(address: string): Promise<void> {
  const { page, url } = move
  await toBuiltInPage()
  const field = page.getByRole("textbox", { name: /mail/i })
  await field.fill(address)
  await field.press("Enter")
  await page.waitForURL(/verify-request/)
  await page.goto(mail.linkFor(address))
  await page.waitForURL(`${url}/`)
}

async function addNote(body: string): Promise<void> {
  const { page, url } = move
  await page.goto(`${url}/private`, { waitUntil: "networkidle" })
  await page.getByLabel("Note").fill(body)
  await page.getByRole("button", { name: "Add" }).click()
  await page.getByRole("listitem").filter({ hasText: body }).waitFor()
}

/** By `update` of `useSession`: the application's callback writes it to the database. */
async function rename(name: string): Promise<void> {
  const { page, url } = move
  await page.goto(`${url}/profile`, { waitUntil: "networkidle" })
  await page.getByLabel("Name").fill(name)
  await page.getByRole("button", { name: "Change" }).click()
  await page
    .getByTestId("name")
    .filter({ hasText: new RegExp(`^${name}$`) })
    .waitFor()
}

/** What an installed package says it is. */
function installed(name: string): Record<string, unknown> {
  const manifest = join(move.folder, "node_modules", name, "package.json")
  return JSON.parse(readFileSync(manifest, "utf8")) as Record<string, unknown>
}

/** Mona sees what is hers, and is who she was. */
async function expectMona(name: string, notes: string[]): Promise<void> {
  await expectSignedIn(move.page, move.url, MONA.email, database)
  const body = { who: MONA.email, id: userId, name }
  expect(await move.ask("/api/me")).toEqual({ status: 200, body })
  const { body: kept } = await move.ask("/api/notes")
  expect((kept as { body: string }[]).map((note) => note.body)).toEqual(notes)
}

it("signs in with next-auth 5", BUILT_TWICE, async () => {
  await expectTypes(move)
  await move.start()
  await signedOut()
  await signInWithGitHub()
  userId = ((await move.ask("/api/me")).body as { id: unknown }).id
  expect(userId).toMatch(/^[0-9a-f-]{36}$/)
  await addNote("by next-auth")
  await rename("Mona")
  await expectMona("Mona", ["by next-auth"])
})

it("goes on with ours, and Mona with it", BUILT_TWICE, async () => {
  await move.toOurs()
  expect(installed("@auth/drizzle-adapter")).toMatchObject({ version: "1.11.3" })
  expect(installed("@auth/core")).toMatchObject({ name: "@latchkey/auth-core" })
  expect(existsSync(join(move.folder, "node_modules/@auth/drizzle-adapter/node_modules"))).toBe(
    false,
  )
  await move.build()
  await expectTypes(move)
  await move.start()
  await expectMona("Mona", ["by next-auth"])
  await rename("Mona L.")
  await addNote("by latchkey")
  await expectMona("Mona L.", ["by next-auth", "by latchkey"])
})

it("signs people in by mail and by GitHub, whose accounts are found again", async () => {
  await signOut(move.page, move.url)
  await signedOut()
  await signInByMail("grace@example.com")
  await expectSignedIn(move.page, move.url, "grace@example.com", database)
  await signOut(move.page, move.url)
  await signInWithGitHub()
  await expectMona("Mona L.", ["by next-auth", "by latchkey"])
})

it("keeps sessions under another secret: they are in the database", async () => {
  await move.start({ AUTH_SECRET: secret() })
  await expectMona("Mona L.", ["by next-auth", "by latchkey"])
})

it("knows nobody while the database is gone, and Mona when it is back", async () => {
  const file = move.env["DATABASE_FILE"]!
  await move.stop()
  renameSync(file, `${file}.gone`)
  await move.start()
  await signedOut()
  expect(await move.ask("/api/auth/session")).toEqual({ status: 200, body: null })
  expect(move.app!.output()).toContain("no such table: session")
  await move.stop()
  rmSync(file)
  renameSync(`${file}.gone`, file)
  await move.start()
  await expectMona("Mona L.", ["by next-auth", "by latchkey"])
})

it("goes back, and Mona with it", BUILT_TWICE, async () => {
  await move.back()
  await move.build()
  await move.start()
  await expectMona("Mona L.", ["by next-auth", "by latchkey"])
  await signOut(move.page, move.url)
  await signedOut()
})
