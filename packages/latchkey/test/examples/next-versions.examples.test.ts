/**
 * The examples with older majors of Next.js, where the middleware runs in the edge runtime: moved to ours, built, and
 * signed in to.
 */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { build, checkTypes, copyExample, type Env, freeAddress, start } from "./support/app.ts"
import {
  expectSignedIn,
  expectSignedOut,
  GRACE,
  openBrowser,
  signInWithPassword,
  signOut,
  type Visitor,
} from "./support/drive.ts"
import { switchToOurs } from "./support/switch.ts"
import { type Registry, root, startRegistry } from "./support/tools.ts"

const versions = join(root, "examples/versions")

let registry: Registry
let visitor: Visitor
beforeAll(async () => {
  registry = await startRegistry()
  visitor = await openBrowser()
})
afterAll(async () => {
  await visitor?.close()
  await registry?.stop()
})

/** Under the names of both generations. */
function settings(url: string, secret: string): Env {
  return { NEXTAUTH_URL: url, NEXTAUTH_SECRET: secret, AUTH_URL: url, AUTH_SECRET: secret }
}

const rows = [
  { example: "v4-app", major: 14, without: ["proxy.ts", "next.config.ts"] },
  { example: "v4-app", major: 15, without: ["proxy.ts"] },
  { example: "v5-lazy", major: 14, without: ["next.config.ts"] },
  { example: "v5-lazy", major: 15, without: ["next.config.ts"] },
]

describe.each(rows)("examples/$example with Next.js $major", ({ example, major, without }) => {
  let folder: string
  let printed: string
  beforeAll(async () => {
    const over = join(versions, `${example}-next-${major}`)
    folder = await copyExample(example, { over, without })
    await switchToOurs(folder, { registry })
  })
  beforeAll(async () => {
    printed = await build(folder)
  })

  it("is built, and compiles as it was", async () => {
    expect(printed).toContain(`Next.js ${major}.`)
    expect(await checkTypes(folder)).toEqual({ code: 0, output: "" })
  })

  it("signs in and out", async () => {
    const url = await freeAddress()
    const secret = randomBytes(32).toString("base64")
    const env = { ...settings(url, secret), ADMIN_PASSWORD: GRACE.password }
    const app = await start(folder, env, { url })
    try {
      const { page } = visitor
      await expectSignedOut(page, url)
      await signInWithPassword(page, url)
      await expectSignedIn(page, url, GRACE.email)
      await signOut(page, url)
      await expectSignedOut(page, url)
    } finally {
      await app.stop()
    }
    expect(visitor.problems).toEqual([])
  })
})
