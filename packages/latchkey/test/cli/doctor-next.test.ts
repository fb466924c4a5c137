import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { generateSecret } from "../../src/keys/generate.ts"
import { type Cli, installCli } from "./sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

interface Finding {
  readonly code: string
  readonly severity: string
  readonly message: string
}

function findings(version: string | undefined, dependency = "next"): Finding[] {
  const installed = version && {
    "node_modules/next/package.json": JSON.stringify({ name: "next", version }),
  }
  const folder = cli.project({
    "package.json": JSON.stringify({ dependencies: { [dependency]: "*" } }),
    ".env.production": `AUTH_SECRET=${generateSecret({ environment: "production" })}\n`,
    ...installed,
  })
  const { stdout, code } = cli.run(folder, ["doctor", "--json", "--env", "production"], {})
  const all = (JSON.parse(stdout) as { findings: Finding[] }).findings
  const ours = all.filter((one) => one.code === "OutdatedNext")
  // A warning by itself fails no build.
  if (ours.length > 0) expect([code, ours[0]!.severity]).toEqual([0, "warning"])
  return ours
}

/** @see ADV-NX09, ADV-NX01, ADV-NX03 */
describe("ADV-NX09: the Next.js that is installed", () => {
  it.each([
    ["13.5.9", "14.2.25"],
    ["14.2.24", "14.2.25"],
    ["15.2.2", "15.5.16"],
    ["15.5.7", "15.5.16"],
    ["16.0.6", "16.2.6"],
    ["16.2.5", "16.2.6"],
  ])("%s has known holes, which %s has not", (version, safe) => {
    expect(findings(version)[0]?.message).toBe(
      `Next.js ${version} has holes that are known and fixed in ${safe}`,
    )
  })

  it.each(["14.2.25", "14.3.0", "15.5.16", "16.2.6", "16.10.0", "17.0.0", "16.3.0-canary.1"])(
    "%s has none that we know",
    (version) => expect(findings(version)).toEqual([]),
  )

  it("is not judged where there is none, or no application of it", () => {
    expect(findings(undefined)).toEqual([])
    expect(findings("14.2.0", "express")).toEqual([])
  })
})
