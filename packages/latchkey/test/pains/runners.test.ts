/**
 * Pain 30: applications that are tested. Real projects of vitest and jest, with the packed doors under the names they
 * stand for, import `next-auth`, `next-auth/react` and code of their own that calls `auth()`.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ensureInstalled } from "../../../../tools/install.mjs"
import { cache, toolEnv } from "../../../../tools/run.mjs"
import { appOf, bin, packDoors, pinnedNode, root, run } from "../doors/tools.ts"

const SLOW = { timeout: 240_000 }
const home = join(cache, `runners-${process.pid}`)
const runners = join(root, "test-runners")
const jest = join(runners, "node_modules/jest/bin/jest.js")

beforeAll(async () => {
  // One after the other: a failure of one must not cut the other short, which holds a lock.
  await ensureInstalled(runners)
  await packDoors()
}, 300_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

const secret = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const silent = "logger: { error() {}, warn() {}, debug() {}, info() {} }"
const expected = (body: string): string => `
  ${body}
    const nobody = await testVisitor(app)
    expect(await nobody.run(() => greeting())).toBe("Sign in")
    const ada = await testVisitor(app, { user: { id: "1", name: "Ada", role: "admin" }, compat })
    expect(await ada.run(() => greeting())).toBe("Hello Ada, admin")
    const session = { user: { id: "1", name: "Ada" }, expires: "2099-01-01T00:00:00.000Z" }
    const html = renderToStaticMarkup(createElement(SessionProvider, { session }, createElement(Who)))
    expect(html).toBe("<p>Ada</p>")
  })`
const who = `
  import { createElement } from "react"
  import { useSession } from "next-auth/react"
  export function Who() {
    const { data, status } = useSession()
    return createElement("p", null, data ? data.user.name : status)
  }`
const callbacks = `callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, role: user.role } : token),
    session: ({ session, token }) => ({ ...session, role: token.role }),
  }`
const fifth = {
  "auth.js": `
    import NextAuth from "next-auth"
    import GitHub from "next-auth/providers/github"
    export const { auth, handlers } = NextAuth({ providers: [GitHub], secret: "${secret}", ${silent}, ${callbacks} })`,
  "greeting.js": `
    import { auth } from "./auth"
    export async function greeting() {
      const session = await auth()
      return session ? "Hello " + session.user.name + ", " + session.role : "Sign in"
    }`,
  "who.js": who,
}
const imports = `
  import { createElement } from "react"
  import { renderToStaticMarkup } from "react-dom/server"
  import { SessionProvider } from "next-auth/react"
  import { testVisitor } from "latchkey/testing"
  import { auth as app } from "./auth"
  import { greeting } from "./greeting"
  import { Who } from "./who"
  const compat = undefined`

/** Writes a project; what it doesn't have itself it finds in the repository's own folder. */
function project(major: 4 | 5, name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(home, name)
  cpSync(join(appOf(major), "node_modules"), join(folder, "node_modules"), { recursive: true })
  for (const [file, text] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

async function tested(
  command: string,
  args: string[],
  cwd: string,
): Promise<{ code: number; output: string }> {
  const env = { ...toolEnv({ NODE_ENV: "test", CI: "1", NO_COLOR: "1" }) } as Record<string, string>
  for (const name of Object.keys(env))
    if (/^VITEST|^FORCE_COLOR$|^(NEXT)?AUTH_/.test(name)) delete env[name]
  return run(command, args, { cwd, env })
}

describe("vitest without a configuration", () => {
  it(
    "pain 30: imports next-auth, next-auth/react and code that calls auth(), and signs a user in",
    SLOW,
    async () => {
      const test = `import { expect, test } from "vitest"\n${imports}\n${expected(`test("a page", async () => {`)}`
      const cwd = project(5, "vitest", { ...fifth, "page.test.js": test })
      const { code, output } = await tested(join(bin, "vitest"), ["run", "--root", cwd], cwd)
      expect(output).toMatch(/Tests +1 passed/)
      expect(code).toBe(0)
    },
  )

  it("pain 30: a test of such a project can fail", SLOW, async () => {
    const test = `import { expect, test } from "vitest"\n${imports}\n${expected(`test("a page", async () => {`)}`
    const files = { ...fifth, "page.test.js": test.replace("Hello Ada, admin", "Hello Eve") }
    const cwd = project(5, "vitest-fails", files)
    const { code, output } = await tested(join(bin, "vitest"), ["run", "--root", cwd], cwd)
    expect(output).toMatch(/Tests +1 failed/)
    expect(output).toContain("Hello Ada, admin")
    expect(code).not.toBe(0)
  })
})

describe("jest", () => {
  it("pain 30: as next/jest sets it up, with our packages in transpilePackages", SLOW, async () => {
    const cwd = project(5, "next-jest", {
      ...fifth,
      "next.config.js": `module.exports = { transpilePackages: ["next-auth", "latchkey", "jose", "oauth4webapi"] }`,
      "jest.config.js": `module.exports = require("next/jest")({ dir: __dirname })({ testEnvironment: "node" })`,
      "app/.keep": "",
      "page.test.js": `${imports}\n${expected(`test("a page", async () => {`)}`,
    })
    const { code, output } = await tested(pinnedNode(), [jest, "--rootDir", cwd], cwd)
    expect(output).toMatch(/Tests: +1 passed/)
    expect(code).toBe(0)
  })

  it(
    "pain 30: without a configuration, CommonJS, next-auth 4 and Node's own flag for modules",
    SLOW,
    async () => {
      const cwd = project(4, "jest", {
        "options.js": `exports.authOptions = { providers: [], secret: "${secret}", ${silent}, ${callbacks} }`,
        "greeting.js": `
        const { getServerSession } = require("next-auth")
        const { authOptions } = require("./options")
        exports.greeting = async () => {
          const session = await getServerSession(authOptions)
          return session ? "Hello " + session.user.name + ", " + session.role : "Sign in"
        }`,
        "who.js": `
        const { createElement } = require("react")
        const { useSession } = require("next-auth/react")
        exports.Who = () => createElement("p", null, useSession().data?.user.name)`,
        "page.test.js": `
        const { createElement } = require("react")
        const { renderToStaticMarkup } = require("react-dom/server")
        const { SessionProvider } = require("next-auth/react")
        const { testVisitor } = require("latchkey/testing")
        const { authOptions: app } = require("./options")
        const { greeting } = require("./greeting")
        const { Who } = require("./who")
        const compat = 4
        ${expected(`test("a page", async () => {`)}`,
      })
      const args = ["--experimental-vm-modules", jest, "--rootDir", cwd]
      const { code, output } = await tested(pinnedNode(), args, cwd)
      expect(output).toMatch(/Tests: +1 passed/)
      expect(code).toBe(0)
    },
  )
})
