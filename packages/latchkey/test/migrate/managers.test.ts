/**
 * One project, each package manager: installed from a registry, moved, and moved back. A session goes along each time.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Machine, type ManagerTitle, type RealProject, startMachine } from "./real-project.ts"

let machine: Machine
beforeAll(async () => {
  machine = await startMachine()
}, 300_000)
afterAll(() => machine.stop(), 60_000)

const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const salt = "authjs.session-token"

/** Without Next.js, which they would install as a peer and nothing here needs. */
const settings = {
  ".npmrc": "legacy-peer-deps=true\nauto-install-peers=false\n",
  "bunfig.toml": "[install]\npeer = false\n",
}
const files = {
  ...settings,
  "package.json": `${JSON.stringify(
    {
      name: "app",
      private: true,
      type: "module",
      dependencies: { "@auth/drizzle-adapter": "1.11.3", "next-auth": "5.0.0-beta.32" },
    },
    null,
    2,
  )}\n`,
  ".env": `AUTH_SECRET=${SECRET}\n`,
  "seal.mjs": `import { encode } from "next-auth/jwt"
console.log(await encode({ token: { sub: "ada" }, secret: "${SECRET}", salt: "${salt}" }))
`,
  "open.mjs": `import { decode } from "next-auth/jwt"
console.log((await decode({ token: process.argv[2], secret: "${SECRET}", salt: "${salt}" })).sub)
`,
  // What an adapter finds as its core is what counts, not what lies in the project's own folder. The published one
  // hides its package.json.
  "names.mjs": `import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
const app = createRequire(import.meta.url)
const adapter = createRequire(app.resolve("@auth/drizzle-adapter"))
const nameOf = (require, name) => {
  try {
    return JSON.parse(readFileSync(require.resolve(name + "/package.json"), "utf8")).name
  } catch (error) {
    if (!/not defined by "?exports"?/.test(error.message)) throw error
    return name
  }
}
console.log(nameOf(app, "next-auth"), nameOf(adapter, "@auth/core"))
`,
}

const cases: [ManagerTitle, { lock: string; files?: Record<string, string>; node?: string[] }][] = [
  ["npm", { lock: "package-lock.json" }],
  ["pnpm", { lock: "pnpm-lock.yaml" }],
  ["pnpm-10", { lock: "pnpm-lock.yaml" }],
  ["yarn classic", { lock: "yarn.lock" }],
  ["yarn berry", { lock: "yarn.lock", files: { ".yarnrc.yml": "nodeLinker: node-modules\n" } }],
  [
    "yarn berry",
    { lock: "yarn.lock", files: { ".yarnrc.yml": "nodeLinker: pnp\n" }, node: ["yarn", "node"] },
  ],
  ["bun", { lock: "bun.lock" }],
]

describe.each(cases)(
  "%s %o",
  (title, { lock, files: more = {}, node: [node, ...args] = [process.execPath] }) => {
    test("there and back, and nobody is signed out", { timeout: 300_000 }, () => {
      const project = machine.project(title, { ...files, ...more })
      const program = title.split(/[ -]/)[0]!
      const node_ = (...words: string[]): string => project.must(node!, [...args, ...words]).trim()
      project.must(program, ["install"])
      const before = snapshot(project, lock)
      const session = node_("seal.mjs")
      expect(node_("names.mjs")).toBe("next-auth @auth/core")

      const dry = project.migrate(["--dry-run"])
      expect(dry).toMatchObject({ code: 0, stderr: "" })
      expect(snapshot(project, lock)).toEqual(before)

      const moved = project.migrate(["--yes"])
      expect(moved.code, moved.stdout + moved.stderr).toBe(0)
      expect(node_("names.mjs")).toBe("@latchkey/next-auth-v5 @latchkey/auth-core")
      expect(node_("open.mjs", session)).toBe("ada")
      const later = node_("seal.mjs")
      expect(project.migrate(["--yes"]).stdout).toContain("Nothing is left to do")

      const back = project.migrate(["--undo"])
      expect(back.code, back.stdout + back.stderr).toBe(0)
      expect(snapshot(project, lock)).toEqual(before)
      expect(node_("names.mjs")).toBe("next-auth @auth/core")
      expect(node_("open.mjs", session)).toBe("ada")
      expect(node_("open.mjs", later)).toBe("ada")
      expect(project.has(".latchkey")).toBe(false)
    })
  },
)

function snapshot(project: RealProject, lock: string): Record<string, string | undefined> {
  const names = ["package.json", lock, "pnpm-workspace.yaml", ".env"]
  return Object.fromEntries(
    names.map((name) => [name, project.has(name) ? project.read(name) : undefined]),
  )
}
