/**
 * Two applications with next-auth 5, switched to ours and back while a browser stays open.
 */
import { randomBytes } from "node:crypto"
import { renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import {
  appEnv,
  build,
  checkTypes,
  copyExample,
  type Env,
  freeAddress,
  type RunningApp,
  start,
} from "./support/app.ts"
import {
  ADA,
  enterPassword,
  expectSignedIn,
  expectSignedOut,
  GRACE,
  openBrowser,
  signInWithOidc,
  signInWithPassword,
  signOut,
  type Visitor,
} from "./support/drive.ts"
import { type ExampleGitHub, MONA, startGitHub } from "./support/github.ts"
import { type ExampleIssuer, startExampleIssuer } from "./support/issuer.ts"
import { type ExampleMail, startMail } from "./support/mail.ts"
import { switchBack, switchToOurs } from "./support/switch.ts"
import { must, type Registry, startRegistry } from "./support/tools.ts"

const secret = (): string => randomBytes(32).toString("base64")

let registry: Registry
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry?.stop())

/** An application in its folder, at one address all the time. */
class Example {
  folder = ""
  url = ""
  env: Env = {}
  app: RunningApp | undefined
  visitor!: Visitor

  async prepare(name: string): Promise<void> {
    ;[this.folder, this.url, this.visitor] = await Promise.all([
      copyExample(name),
      freeAddress(),
      openBrowser(),
    ])
    this.env = { AUTH_URL: this.url }
  }

  /** Builds what is installed. None of the settings is there yet. */
  async build(): Promise<void> {
    await build(this.folder)
  }

  /** As the application's owner would. */
  async checkTypes(): Promise<void> {
    const { code, output } = await checkTypes(this.folder)
    expect(output).toBe("")
    expect(code).toBe(0)
  }

  async start(env: Env = {}): Promise<void> {
    await this.stop()
    this.app = await start(this.folder, { ...this.env, ...env }, { url: this.url })
  }

  async stop(): Promise<void> {
    await this.app?.stop()
    this.app = undefined
  }

  async close(): Promise<void> {
    await this.stop()
    await this.visitor?.close()
  }

  get page(): Page {
    return this.visitor.page
  }

  /** What the page answers a script of its own. */
  async ask(path: string): Promise<{ status: number; body: unknown }> {
    const response = await this.page.request.get(`${this.url}${path}`, { maxRedirects: 0 })
    const body: unknown = await response.json().catch(() => null)
    return { status: response.status(), body }
  }
}

describe("sessions in a database", () => {
  const example = new Example()
  let github: ExampleGitHub
  let mail: ExampleMail
  let userId: unknown

  beforeAll(async () => {
    ;[github, mail] = await Promise.all([startGitHub(), startMail()])
    await example.prepare("v5-database")
    const DATABASE_FILE = join(example.folder, "notes.sqlite")
    Object.assign(example.env, { DATABASE_FILE, AUTH_SECRET: secret() }, github.env, mail.env)
    await must("npm", ["run", "db"], { cwd: example.folder, env: appEnv({ DATABASE_FILE }) })
    await example.build()
  })
  afterAll(async () => {
    await example.close()
    await Promise.all([github?.stop(), mail?.stop()])
  })
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.log(example.app?.output())
    expect(example.visitor.problems).toEqual([])
  })

  async function signInWithGitHub(): Promise<void> {
    const { page, url } = example
    await page.goto(`${url}/`, { waitUntil: "networkidle" })
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
    await page.getByRole("button", { name: "Sign in with GitHub" }).click()
    await page.waitForURL(`${url}/`)
  }

  async function addNote(body: string): Promise<void> {
    const { page, url } = example
    await page.goto(`${url}/private`, { waitUntil: "networkidle" })
    await page.getByLabel("Note").fill(body)
    await page.getByRole("button", { name: "Add" }).click()
    await page.getByRole("listitem").filter({ hasText: body }).waitFor()
  }

  async function rename(name: string): Promise<void> {
    const { page, url } = example
    await page.goto(`${url}/profile`, { waitUntil: "networkidle" })
    await page.getByLabel("Name").fill(name)
    await page.getByRole("button", { name: "Change" }).click()
    await page
      .getByTestId("name")
      .filter({ hasText: new RegExp(name) })
      .waitFor()
    expect((await example.ask("/api/me")).body).toMatchObject({ name })
  }

  /** Mona sees what is hers, and is who she was. */
  async function expectMona(name: string, notes: string[]): Promise<void> {
    await expectSignedIn(example.page, example.url, MONA.email, { token: false })
    expect(await example.ask("/api/me")).toEqual({
      status: 200,
      body: { who: MONA.email, id: userId, name },
    })
    const { body } = await example.ask("/api/notes")
    expect((body as { body: string }[]).map((note) => note.body)).toEqual(notes)
  }

  it("is written for next-auth 5", async () => {
    await example.checkTypes()
    await example.start()
    await expectSignedOut(example.page, example.url, { token: false })
    await signInWithGitHub()
    userId = ((await example.ask("/api/me")).body as { id: string }).id
    expect(userId).toMatch(/^[0-9a-f-]{36}$/)
    await addNote("by next-auth")
    await rename("Mona")
    await expectMona("Mona", ["by next-auth"])
  })

  it("goes on with ours, and Mona with it", { timeout: 240_000 }, async () => {
    await example.stop()
    await switchToOurs(example.folder, { registry })
    await example.build()
    await example.checkTypes()
    await example.start()
    await expectMona("Mona", ["by next-auth"])
    await rename("Mona L.")
    await addNote("by latchkey")
    await expectMona("Mona L.", ["by next-auth", "by latchkey"])
  })

  it("signs people in, too", async () => {
    const { page, url } = example
    await page.context().clearCookies()
    await expectSignedOut(page, url, { token: false })
    await signInByMail("grace@example.com")
    await expectSignedIn(page, url, "grace@example.com", { token: false })
    await signOut(page, url)
    await expectSignedOut(page, url, { token: false })
    await signInWithGitHub()
    await expectMona("Mona L.", ["by next-auth", "by latchkey"])
  })

  async function signInByMail(address: string): Promise<void> {
    const { page, url } = example
    await page.goto(`${url}/`, { waitUntil: "networkidle" })
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
    await page.getByRole("textbox", { name: /mail/i }).fill(address)
    await page.getByRole("button", { name: "Sign in with Nodemailer" }).click()
    await page.waitForURL(/verify-request/)
    await page.goto(mail.linkFor(address))
    await page.waitForURL(`${url}/`)
  }

  it("keeps its sessions under another secret", async () => {
    await example.start({ AUTH_SECRET: secret() })
    await expectMona("Mona L.", ["by next-auth", "by latchkey"])
  })

  it("has nobody, and does not fall over, while its database is gone", async () => {
    const { page, url } = example
    const file = example.env["DATABASE_FILE"]!
    await example.stop()
    renameSync(file, `${file}.gone`)
    await example.start()
    await expectSignedOut(page, url, { token: false })
    expect((await example.ask("/api/auth/session")).body).toBeNull()
    expect(example.app!.output()).toMatch(/\[auth\]\[error\] SessionTokenError/)
    await example.stop()
    rmSync(file)
    renameSync(`${file}.gone`, file)
    await example.start()
    await expectMona("Mona L.", ["by next-auth", "by latchkey"])
  })

  it("goes back, and Mona with it", { timeout: 240_000 }, async () => {
    await example.stop()
    await switchBack(example.folder, { registry })
    await example.build()
    await example.start()
    await expectMona("Mona L.", ["by next-auth", "by latchkey"])
    await signOut(example.page, example.url)
    await expectSignedOut(example.page, example.url, { token: false })
  })
})

describe("a configuration that is a function", () => {
  const example = new Example()
  let issuer: ExampleIssuer
  const file = (): string => join(example.folder, "auth-secret")
  const first = secret()

  beforeAll(async () => {
    await example.prepare("v5-lazy")
    issuer = await startExampleIssuer(example.url)
    writeFileSync(file(), `${first}\n`)
    const env = { SECRET_FILE: file(), ADMIN_PASSWORD: GRACE.password }
    Object.assign(example.env, env, issuer.env)
    await example.build()
  })
  afterAll(async () => {
    await example.close()
    await issuer?.stop()
  })
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.log(example.app?.output())
    expect(example.visitor.problems).toEqual([])
  })

  /** Server and browser know the same name; both changes of it are changes of the token. */
  async function rename(name: string): Promise<void> {
    const { page, url } = example
    await page.goto(`${url}/private`, { waitUntil: "networkidle" })
    await page.getByLabel("New name").fill(name)
    await page.getByRole("button", { name: "Rename" }).click()
    await page
      .getByTestId("server-name")
      .filter({ hasText: new RegExp(name) })
      .waitFor()
    await page
      .getByTestId("client-name")
      .filter({ hasText: new RegExp(name) })
      .waitFor()
    await page.getByRole("button", { name: "In capitals" }).click()
    await page
      .getByTestId("client-name")
      .filter({ hasText: new RegExp(name.toUpperCase()) })
      .waitFor()
    await expectName(name.toUpperCase())
  }

  async function expectName(name: string): Promise<void> {
    await example.page.goto(`${example.url}/private`)
    expect(await example.page.getByTestId("server-name").textContent()).toBe(name)
    expect(await example.page.getByTestId("client-name").textContent()).toBe(name)
  }

  async function expectGrace(name: string): Promise<void> {
    await expectSignedIn(example.page, example.url, GRACE.email)
    expect(await example.ask("/api/admin")).toEqual({ status: 200, body: { who: GRACE.email } })
    expect((await example.ask("/api/me")).body).toEqual({
      who: GRACE.email,
      id: "1",
      role: "admin",
    })
    await expectName(name)
  }

  async function expectAda(): Promise<void> {
    await expectSignedIn(example.page, example.url, ADA)
    expect((await example.ask("/api/me")).body).toEqual({ who: ADA, id: "ada", role: "member" })
    expect((await example.ask("/api/admin")).status).toBe(403)
  }

  it("is written for next-auth 5", async () => {
    const { page, url } = example
    await example.checkTypes()
    await example.start()
    await expectSignedOut(page, url)
    expect((await example.ask("/api/admin")).status).toBe(307)
    await signInWithOidc(page, url)
    await expectAda()
    await signOut(page, url)
    await signInWithPassword(page, url)
    await rename("Amazing Grace")
    await expectGrace("AMAZING GRACE")
  })

  it("goes on with ours, and Grace with it", { timeout: 240_000 }, async () => {
    await example.stop()
    await switchToOurs(example.folder, { registry })
    await example.build()
    await example.checkTypes()
    await example.start()
    await expectGrace("AMAZING GRACE")
    await rename("Grace Hopper")
    await expectGrace("GRACE HOPPER")
  })

  it("signs people in, too", async () => {
    const { page, url } = example
    await signOut(page, url)
    await expectSignedOut(page, url)
    await enterPassword(page, url, "wrong")
    await page.getByText("That name and password don’t match.").waitFor()
    await signInWithPassword(page, url)
    await expectGrace("Grace Hopper")
    await signOut(page, url)
    await signInWithOidc(page, url)
    await expectAda()
  })

  it("sees another secret at once, and ends nothing that comes back", async () => {
    const { page, url } = example
    writeFileSync(file(), secret())
    await expectSignedOut(page, url)
    rmSync(file())
    const { status } = await example.ask("/api/auth/session")
    expect(status).toBeGreaterThanOrEqual(500)
    writeFileSync(file(), first)
    await expectAda()
  })

  it("goes back, and Ada with it", { timeout: 240_000 }, async () => {
    const { page, url } = example
    await example.stop()
    await switchBack(example.folder, { registry })
    await example.build()
    await example.start()
    await expectAda()
    await signOut(page, url)
    await expectSignedOut(page, url)
  })
})
