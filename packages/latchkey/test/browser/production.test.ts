import { randomBytes } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Browser } from "playwright-core"
import { Detector } from "../leaks/detector.ts"
import { sessionCookie, signInAsAda, startBrowser, whoIsIn } from "./support/browser.ts"
import { startDemo } from "./support/demo-app.ts"
import { describeFlows } from "./support/flows.ts"
import { folder } from "./support/folder.ts"

const secret = (): string => randomBytes(32).toString("base64")
const [a, b] = [secret(), secret()]

describeFlows("the demo in next start", { mode: "start", env: { AUTH_SECRET: a } })

describe("one build, made without a secret", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())

  it("runs with one secret, then another, and a cookie of the first outlives the second", async () => {
    const env = { AUTH_SECRET: a, DEMO_KEYS: "static" }
    const app = await startDemo({ mode: "start", env })
    const page = await (await browser.newContext()).newPage()
    await signInAsAda(page, app.url)
    await app.crashAndRestart({ AUTH_SECRET: b })
    expect(await whoIsIn(page, app.url)).toBe("Signed out")
    await app.crashAndRestart({ AUTH_SECRET: a })
    expect(await whoIsIn(page, app.url)).toBe("Ada Lovelace")
    await app.stop()
  })

  it("rotates by environment without signing anyone out", async () => {
    const env = { AUTH_SECRET: a, DEMO_UPDATE_AGE: "1", DEMO_KEYS: "static" }
    const app = await startDemo({ mode: "start", env })
    const page = await (await browser.newContext()).newPage()
    await signInAsAda(page, app.url)
    const before = await sessionCookie(page.context())
    await app.crashAndRestart({ AUTH_SECRET: a, AUTH_SECRET_1: b })
    await page.waitForTimeout(1500)
    expect(await whoIsIn(page, app.url)).toBe("Ada Lovelace")
    const after = await sessionCookie(page.context())
    expect(after!.value).not.toBe(before!.value)
    await app.crashAndRestart({ AUTH_SECRET: b })
    expect(await whoIsIn(page, app.url)).toBe("Ada Lovelace")
    await app.stop()
  })

  it("keeps sessions in the database where that is asked for", async () => {
    const env = { AUTH_SECRET: a, DEMO_SESSION: "database" }
    const app = await startDemo({ mode: "start", env })
    const page = await (await browser.newContext()).newPage()
    await signInAsAda(page, app.url)
    const { value } = (await sessionCookie(page.context()))!
    expect(value).not.toMatch(/^eyJ/)
    const shown = await page.evaluate("fetch('/api/auth/session').then((answer) => answer.text())")
    expect(shown).toContain("Ada Lovelace")
    expect(shown).not.toContain(value)
    await app.crashAndRestart()
    expect(await whoIsIn(page, app.url)).toBe("Ada Lovelace")
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByText("Signed out").waitFor()
    expect(await whoIsIn(page, app.url)).toBe("Signed out")
    await app.stop()
  })

  async function refusal(env: Record<string, string>): Promise<string> {
    const error = await startDemo({ mode: "start", env }).then(
      (app) => app.stop().then(() => new Error("It serves.")),
      (reason: unknown) => reason,
    )
    return String(error)
  }

  it("does not serve without a secret, and says what is missing", async () => {
    const said = await refusal({ DEMO_KEYS: "static" })
    expect(said).toContain("[auth][error] MissingSecret: Please define a `secret`.")
  })

  it("makes no ring without a secret to wrap it with, and says so", async () => {
    const said = await refusal({})
    expect(said).toContain("There is no root for ring auth")
  })

  it("holds no secret", async () => {
    const app = await startDemo({ mode: "start", env: { AUTH_SECRET: a } })
    await app.stop()
    const output = join(folder, ".next")
    const files = readdirSync(output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // What `next dev` has compiled is of another run.
      .filter((file) => !file.startsWith(join(output, "dev")))
    expect(files.length).toBeGreaterThan(50)
    const forbidden = [a, b, ...app.secrets].map((value) => ({ name: "a secret", value }))
    const detector = new Detector(forbidden)
    for (const file of files) detector.search(file, readFileSync(file))
    expect(detector.leaks).toEqual([])
    // What is in a bundle would be found there: the server's names the cookie.
    const planted = new Detector([{ name: "planted", value: "session-token" }])
    for (const file of files) planted.search(file, readFileSync(file))
    expect(planted.leaks.length).toBeGreaterThan(0)
  })
})
