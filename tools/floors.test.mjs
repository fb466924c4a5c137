import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { withFloors } from "./floors.mjs"
import { bin, root } from "./run.mjs"

let folder

/** What the linter says of a small house of files below `packages/latchkey/src`. */
function lint(files) {
  const house = join(folder, "packages/latchkey/src")
  rmSync(house, { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, name)), { recursive: true })
    writeFileSync(join(house, name), text)
  }
  try {
    const args = ["-c", join(folder, ".oxlintrc.json"), "--format", "unix", "packages"]
    execFileSync(join(bin, "oxlint"), args, { cwd: folder, encoding: "utf8", stdio: "pipe" })
    return ""
  } catch (error) {
    return String(error.stdout) + String(error.stderr)
  }
}

describe("the floors of the house", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "latchkey-floors-"))
    writeFileSync(join(folder, ".oxlintrc.json"), readFileSync(join(root, ".oxlintrc.json")))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("are the ones that the linter holds", () => {
    const config = JSON.parse(readFileSync(join(root, ".oxlintrc.json"), "utf8"))
    expect(withFloors(config)).toEqual(config)
  })

  it("let an import go down", () => {
    const files = {
      "web/cookie.ts": "export const cookie = 1\n",
      "keys/ring.ts": 'import { cookie } from "../web/cookie.ts"\nexport const ring = cookie\n',
    }
    expect(lint(files)).toBe("")
  })

  it("refuse an import that goes up", () => {
    const files = {
      "core/handle.ts": "export const handle = 1\n",
      "web/cookie.ts": 'import { handle } from "../core/handle.ts"\nexport const cookie = handle\n',
    }
    expect(lint(files)).toMatch(/web\/cookie\.ts.*no-restricted-imports/)
  })

  it("refuse an import that goes up, from a folder within a room, types included", () => {
    const files = {
      "core/handle.ts": "export interface Handle {}\n",
      "adapters/sql/row.ts":
        'import type { Handle } from "../../core/handle.ts"\nexport type Row = Handle\n',
    }
    expect(lint(files)).toMatch(/adapters\/sql\/row\.ts.*no-restricted-imports/)
  })

  it("refuse an import between siblings", () => {
    const files = {
      "oauth/start.ts": "export const start = 1\n",
      "email/send.ts": 'import { start } from "../oauth/start.ts"\nexport const send = start\n',
    }
    expect(lint(files)).toMatch(/email\/send\.ts.*no-restricted-imports/)
  })

  it("refuse Node's own modules but where they belong", () => {
    const text = 'import { hash } from "node:crypto"\nexport const digest = hash\n'
    expect(lint({ "web/digest.ts": text })).toMatch(/web\/digest\.ts.*no-restricted-imports/)
    expect(lint({ "crypto/node.ts": text, "adapters/sqlite.ts": text })).toBe("")
  })

  it("refuse a circle, though only of types", () => {
    const files = {
      "keys/a.ts": 'import type { B } from "./b.ts"\nexport interface A {\n  b: B\n}\n',
      "keys/b.ts": 'import type { A } from "./a.ts"\nexport interface B {\n  a: A\n}\n',
    }
    expect(lint(files)).toMatch(/no-cycle/)
  })
})
