import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { allowedComparisons, allowedJson, allowedUrls } from "./lint/allowed.mjs"
import { bin, root } from "./run.mjs"

const config = join(root, "tools/lint/oxlintrc.json")
let folder

/** What the linter says of these folders. */
function lint(paths, { cwd = root, file = config, env = {} } = {}) {
  try {
    const args = ["-c", file, "--format", "unix", ...paths]
    const options = { cwd, encoding: "utf8", stdio: "pipe", env: { ...process.env, ...env } }
    return execFileSync(join(bin, "oxlint"), args, { ...options, maxBuffer: 1e8 })
  } catch (error) {
    return String(error.stdout) + String(error.stderr)
  }
}

/** What is said of one file with this text. */
function said(name, text, file = config) {
  const house = join(folder, "packages/latchkey/src")
  rmSync(house, { recursive: true, force: true })
  mkdirSync(dirname(join(house, name)), { recursive: true })
  writeFileSync(join(house, name), text)
  return lint(["packages"], { cwd: folder, file })
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-lint-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const given = "declare const a: any, b: any, token: any, expectedMac: any\n"

describe("EN-4: secrets are compared by one helper", () => {
  it.each([
    "token === a",
    "a !== expectedMac",
    "a == b.csrfToken",
    "a.secret != b",
    'a["password"] === b',
    "(a.digest as string) === b",
    "a.signature! === b",
    "a?.stateToken === b",
    "(await a.hash) === b",
    "a.token.slice(0, 8) === b",
    "String(a.nonce) === b",
    "(a.challenge ?? b) === a",
    "`${a.verifier}` === b",
    "a.includes(token)",
    "a.indexOf(b.secret) === 0",
    "b.startsWith(expectedMac)",
  ])("%s is refused", (code) => {
    const output = said("web/planted.ts", `${given}export const x = ${code}\n`)
    expect(output).toMatch(/planted\.ts.*house\(constant-time\)/)
  })

  it.each([
    "token === undefined",
    'token !== ""',
    "token === null",
    "typeof token === a",
    "token.length === a.length",
    "a.tokenType === b",
    "a.secretName === b",
    'a.includes(".")',
    "token.includes(a)",
    "a === b",
  ])("%s is not", (code) => {
    expect(said("web/planted.ts", `${given}export const x = ${code}\n`)).not.toContain("house(")
  })
})

describe("what comes from outside has one reader", () => {
  it.each([
    ["new URL(a)", "own-urls"],
    ["JSON.parse(a)", "own-json"],
  ])("%s is refused where nobody says why not", (code, rule) => {
    const output = said("actions/planted.ts", `${given}export const x = ${code}\n`)
    expect(output).toContain(`house(${rule})`)
    expect(said("cli/planted.ts", `${given}export const x = ${code}\n`)).not.toContain("house(")
  })

  it("nothing is written to the console but by the logger", () => {
    const file = join(root, ".oxlintrc.json")
    expect(said("actions/planted.ts", "console.log(1)\n", file)).toContain("no-console")
  })
})

describe("the exceptions", () => {
  const all = { allowedComparisons, allowedUrls, allowedJson }
  const rules = {
    allowedComparisons: "constant-time",
    allowedUrls: "own-urls",
    allowedJson: "own-json",
  }

  it("are needed, each of them", () => {
    const everything = lint(["packages/latchkey/src"], { env: { LATCHKEY_LINT_ALL: "1" } })
    const lines = everything.split("\n").filter((line) => line.includes("house("))
    const idle = Object.entries(all).flatMap(([list, exceptions]) =>
      exceptions.filter(
        ({ file, code = "" }) =>
          !lines.some(
            (line) =>
              line.includes(`/src/${file}`) &&
              line.includes(`house(${rules[list]})`) &&
              line.includes(`⟨${code}`),
          ),
      ),
    )
    expect(idle).toEqual([])
  })

  it("say why", () => {
    for (const { why } of Object.values(all).flat()) expect(why.length).toBeGreaterThan(10)
  })

  it("leave nothing else", () => {
    expect(lint(["packages/latchkey/src"])).not.toContain("house(")
  })
})
