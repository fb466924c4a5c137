import { mkdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ownPath } from "../../src/cli/migrate/own-path.ts"
import { STAND_INS } from "../../src/cli/migrate/stand-ins.ts"
import { VERSION } from "../../src/web/version.ts"
import { type Cli, installCli, put } from "../cli/sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const modules = new URL("../../../../node_modules/", import.meta.url).pathname
const source = new URL("../../src/", import.meta.url).pathname
const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8")

function app(version: string, files: Record<string, string>): string {
  const dependencies = { next: "16.0.0", "next-auth": version, react: "19.0.0" }
  const folder = cli.project({
    "package.json": `${JSON.stringify({ name: "app", dependencies }, null, 2)}\n`,
    ...files,
  })
  mkdirSync(join(folder, "node_modules"))
  symlinkSync(join(modules, "typescript"), join(folder, "node_modules/typescript"))
  return folder
}

const rename = (folder: string, ...args: string[]) =>
  cli.run(folder, ["migrate", "--rename", "--yes", "--no-install", ...args])

test("each way to name a module, and nothing else", () => {
  const before = `\uFEFF/// <reference types="next-auth" />
import NextAuth, { type Session } from 'next-auth'
import type { JWT } from "next-auth/jwt" // next-auth/jwt stays in a comment
import GitHub from "next-auth/providers/github"
import { type AppleNonConformUser, default as Apple } from "next-auth/providers/apple"
export * from "next-auth/react"
export { AppleNonConformUser as Mine } from "next-auth/providers/apple"
import old = require("next-auth/next")
declare module "next-auth" {
  interface Session { role: string }
}
declare module "@auth/core/jwt" { interface JWT { role: string } }
type Config = import("next-auth").NextAuthConfig
type All = typeof import(\`next-auth/jwt\`)
const late = () => import("next-auth/react")
jest.mock("next-auth/react", () => ({ ...jest.requireActual("next-auth/react") }))
vi.mock( 'next-auth' , async () => vi.importActual<typeof import("next-auth")>("next-auth"))
require.resolve("next-auth/jwt")
const words = "read about next-auth"; const other = "next-authentic"
import x from "next-auth-extra"
import y from "./next-auth"
`
  const after = before
    .replace('types="next-auth"', 'types="latchkey/doors/v5/index"')
    .replace("from 'next-auth'", "from 'latchkey/doors/v5/index'")
    .replace('from "next-auth/jwt"', 'from "latchkey/doors/v5/jwt"')
    .replace('"next-auth/providers/github"', '"latchkey/providers/github"')
    .replace("{ type AppleNonConformUser,", "{ type AppleUser as AppleNonConformUser,")
    .replace("{ AppleNonConformUser as Mine }", "{ AppleUser as Mine }")
    .replaceAll('"next-auth/providers/apple"', '"latchkey/providers/apple"')
    .replaceAll('"next-auth/react"', '"latchkey/doors/v5/react"')
    .replace('"next-auth/next"', '"latchkey/doors/v5/server-session"')
    .replace('module "next-auth"', 'module "latchkey/doors/v5/index"')
    .replace('"@auth/core/jwt"', '"latchkey/doors/v5/jwt"')
    .replaceAll('import("next-auth")', 'import("latchkey/doors/v5/index")')
    .replace("`next-auth/jwt`", "`latchkey/doors/v5/jwt`")
    .replace("vi.mock( 'next-auth' ", "vi.mock( 'latchkey/doors/v5/index' ")
    .replace('>("next-auth")', '>("latchkey/doors/v5/index")')
    .replace('resolve("next-auth/jwt")', 'resolve("latchkey/doors/v5/jwt")')
  const folder = app("5.0.0-beta.32", { "src/all.ts": before.replaceAll("\n", "\r\n") })
  const { code, stderr } = rename(folder)
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  expect(read(folder, "src/all.ts")).toBe(after.replaceAll("\n", "\r\n"))
  const { dependencies } = JSON.parse(read(folder, "package.json")) as { dependencies: object }
  expect(dependencies).toEqual({ latchkey: `^${VERSION}`, next: "16.0.0", react: "19.0.0" })

  expect(rename(folder).stdout).toContain("Nothing is left to do")
  expect(cli.run(folder, ["migrate", "--undo", "--no-install"]).code).toBe(0)
  expect(read(folder, "src/all.ts")).toBe(before.replaceAll("\n", "\r\n"))
})

test("types in comments of JavaScript, JSX, and require", () => {
  const folder = app("4.24.15", {
    "a.js": `/** @type {import("next-auth").NextAuthOptions} */
const options = {}
const { signIn } = require("next-auth/react")
module.exports = () => <p onClick={() => signIn()}>next-auth</p>
`,
    "b.tsx": `import { useSession } from "next-auth/react"
export const B = <T,>(x: T) => <b>{useSession().status}</b>
`,
  })
  const { code, stdout } = rename(folder)
  expect(code).toBe(0)
  expect(read(folder, "a.js"))
    .toBe(`/** @type {import("latchkey/doors/v4/index").NextAuthOptions} */
const options = {}
const { signIn } = require("latchkey/doors/v4/react")
module.exports = () => <p onClick={() => signIn()}>next-auth</p>
`)
  expect(read(folder, "b.tsx")).toContain('from "latchkey/doors/v4/react"')
  expect(stdout).toMatch(/a\.js:3 calls require\(\)/)
})

test("settings are told of, not touched", () => {
  const config = `export default { transpilePackages: ["next-auth"] }\n`
  const folder = app("5.0.0-beta.32", { "next.config.mjs": config })
  const { stdout } = rename(folder)
  expect(stdout).toContain("next.config.mjs:1 names the package in a setting")
  expect(read(folder, "next.config.mjs")).toBe(config)
})

test("what can't be rewritten is in the way", () => {
  const text = `import { hash } from "next-auth/core/lib/utils"\n`
  const folder = app("4.24.15", { "a.ts": text, "b.vue": `<script>import "next-auth"</script>\n` })
  const { code, stdout } = rename(folder)
  expect(code).toBe(1)
  expect(stdout).toContain("a.ts names next-auth/core/lib/utils, which is not here")
  expect(stdout).toContain("b.vue is not rewritten")
  expect(read(folder, "a.ts")).toBe(text)
  expect(read(folder, "package.json")).toContain('"next-auth": "4.24.15"')
})

test("without a parser it says what to install", () => {
  const folder = cli.project({
    "package.json": '{ "dependencies": { "next-auth": "4.24.15" } }',
    "a.ts": 'import "next-auth"\n',
  })
  const { code, stderr } = rename(folder)
  expect(code).toBe(1)
  expect(stderr).toContain("npm install --save-dev typescript@6")
})

test("after the alias, and for packages that others need by their name", () => {
  const folder = app("4.24.15", { "a.ts": 'import "next-auth"\n' })
  put(
    folder,
    "node_modules/@next-auth/x-adapter/package.json",
    '{ "peerDependencies": { "next-auth": "^4" } }',
  )
  const manifest = read(folder, "package.json")
  const more = manifest.replace('"next":', '"@next-auth/x-adapter": "1.0.0",\n    "next":')
  put(folder, "package.json", more)
  expect(cli.run(folder, ["migrate", "--yes", "--no-install"]).code).toBe(0)
  const { code, stdout, stderr } = rename(folder)
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  expect(stdout).toContain("next-auth stays in package.json")
  expect(read(folder, "a.ts")).toBe('import "latchkey/doors/v4/index"\n')
  expect(read(folder, "package.json")).toContain('"next-auth": "npm:@latchkey/next-auth-v4@')
  expect(cli.run(folder, ["migrate", "--undo", "--no-install"]).code).toBe(0)
  expect(read(folder, "package.json")).toBe(more)
  expect(read(folder, "a.ts")).toBe('import "next-auth"\n')
})

test("every path of a door leads to a module that is there", () => {
  const exists = new Set<string>()
  for (const door of STAND_INS) {
    const paths = [
      ...Object.keys(door.paths),
      ...door.providers.split(" ").map((name) => `./providers/${name}`),
    ]
    for (const path of paths) {
      const own = ownPath(`${door.standsFor}${path.slice(1)}`, door)
      const file = own!.slice("latchkey/".length).replace(/^(adapters|providers)$/, "$1/index")
      expect(read(source, `${file}.ts`).length).toBeGreaterThan(0)
      exists.add(own!)
    }
  }
  expect(exists.size).toBeGreaterThan(120)
  expect(ownPath("next-auth/providers/nobody", STAND_INS[0]!)).toBeUndefined()
})
