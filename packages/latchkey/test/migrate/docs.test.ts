/**
 * Every command of docs/migrate, as it stands there, in a project of that kind.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Machine, type RealProject, startMachine } from "./real-project.ts"

let machine: Machine
beforeAll(async () => {
  machine = await startMachine()
}, 300_000)
afterAll(() => machine.stop(), 60_000)

const folder = new URL("../../../../docs/migrate/", import.meta.url).pathname
const SECRET = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
const quiet = { ".npmrc": "legacy-peer-deps=true\n" }

const four = {
  ...quiet,
  "package.json": json({ dependencies: { express: "5.1.0", "next-auth": "4.24.15" } }),
  "pages/api/auth/[...nextauth].ts":
    'import NextAuth from "next-auth"\nexport default NextAuth({})\n',
}
const five = {
  ...quiet,
  "package.json": json({
    type: "module",
    dependencies: { "@auth/drizzle-adapter": "1.11.3", "next-auth": "5.0.0-beta.32" },
    devDependencies: { typescript: "5.9.3" },
  }),
  ".env": `AUTH_SECRET=${SECRET}\n`,
  "auth.ts":
    'import NextAuth from "next-auth"\nexport const { handlers, auth } = NextAuth({ providers: [] })\n',
  "seal.mjs": `import { encode } from "next-auth/jwt"
console.log(await encode({ token: { sub: "1" }, secret: "${SECRET}", salt: "authjs.session-token" }))
`,
}

const PAGES: Record<string, Record<string, string>> = {
  "README.md": five,
  "v5.md": five,
  "v4.md": four,
  "v4-pages.md": four,
  "monorepo.md": {
    ...quiet,
    "package.json": json({ private: true, workspaces: ["apps/*"] }),
    "apps/a/package.json": json({ name: "a", dependencies: { "next-auth": "4.24.15" } }),
    "apps/b/package.json": json({ name: "b", dependencies: { "@auth/core": "0.41.3" } }),
  },
}

test("every page has a project here", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(PAGES).sort())
})

test.each(Object.entries(PAGES))("%s", { timeout: 300_000 }, (page, files) => {
  const project = machine.project("npm", files)
  project.must("npm", ["install"])
  const cookie = project.has("seal.mjs") ? project.must("node", ["seal.mjs"]).trim() : ""
  const text = readFileSync(join(folder, page), "utf8")
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1]!)
  expect(blocks.length).toBeGreaterThan(1)
  const before = project.read("package.json")
  for (const block of blocks) {
    // What undoes goes on from the block before; others begin anew.
    if (!block.includes("--undo") && !block.includes("auth secret")) backToTheStart(project)
    for (const line of block.trim().split("\n")) {
      const { code, stdout, stderr } = project.run("sh", ["-c", `COOKIE='${cookie}'; ${line}`])
      expect(code, `${line}\n${stdout}${stderr}`).toBe(0)
      if (line.includes("--cookie")) expect(stdout).toContain("The cookie that was given opens")
      if (line.includes("--ready")) expect(stdout).toContain("instrumentation.ts (new)")
      if (line.includes("--undo")) expect(project.read("package.json")).toBe(before)
      else if (line.includes("--dry-run")) expect(project.read("package.json")).toBe(before)
      else expect(project.has(".latchkey/migrate.json")).toBe(true)
    }
  }
})

function backToTheStart(project: RealProject): void {
  if (project.has(".latchkey/migrate.json")) expect(project.migrate(["--undo"]).code).toBe(0)
}
