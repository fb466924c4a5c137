import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { startDemo } from "./support/demo-app.ts"
import { describeFlows } from "./support/flows.ts"
import { folder } from "./support/folder.ts"

describeFlows("the demo in next dev, with no secret set", { mode: "dev" })

describe("the development secret", () => {
  it("is made once, where git does not look, and said so", async () => {
    const app = await startDemo({ mode: "dev" })
    const file = join(folder, ".env.development.local")
    const made = readFileSync(file, "utf8")
    expect(made).toMatch(/^AUTH_SECRET=.{43,}$/m)
    expect(execFileSync("git", ["check-ignore", file], { encoding: "utf8" })).toContain(file)
    await app.crashAndRestart()
    await app.stop()
    expect(readFileSync(file, "utf8")).toBe(made)
    const secret = /^AUTH_SECRET=(.+)$/m.exec(made)![1]!
    expect(app.output()).toMatch(/\[auth\]\[info\] keys: (?:ring=\S+ rev=\d+ )?active=\S+ /)
    expect(app.output()).not.toContain(secret)
  })
})
