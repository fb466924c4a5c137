import { VERSION } from "../../src/web/version.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Cli, installCli } from "./sandbox.ts"

const docs =
  "# Errors\n\nWords.\n\n## MissingSecret\n\nThere is none.\n\n```sh\nnpx latchkey secret\n```\n\n## `WeakSecret`\n\nToo short.\n"

let cli: Cli
beforeAll(async () => {
  cli = await installCli(docs)
})
afterAll(() => cli.remove())

test("--help and --version", () => {
  const folder = cli.project()
  expect(cli.run(folder, ["--version"]).stdout).toBe(`${VERSION}\n`)
  const { code, stdout, stderr } = cli.run(folder, ["--help"])
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  for (const command of ["secret", "doctor", "explain"]) {
    expect(stdout).toContain(command)
    const help = cli.run(folder, [command, "--help"])
    expect(help.code).toBe(0)
    expect(help.stdout).toMatch(new RegExp(`^Usage: latchkey ${command}`))
  }
})

test("a wrong command, or none: exit 2, and what was typed isn't repeated", () => {
  const folder = cli.project()
  expect(cli.run(folder, []).code).toBe(2)
  const { code, stderr } = cli.run(folder, ["a-secret-that-slipped"])
  expect(code).toBe(2)
  expect(stderr).not.toContain("slipped")
  expect(cli.run(folder, ["constructor"]).code).toBe(2)
})

test.each([
  "MissingSecret",
  "missingsecret",
  "errors.md#missingsecret",
  "[auth][error] MissingSecret: …",
])("explain %s", (asked) => {
  const { code, stdout } = cli.run(cli.project(), ["explain", asked])
  expect(code).toBe(0)
  expect(stdout).toBe("MissingSecret\n\nThere is none.\n\n```sh\nnpx latchkey secret\n```\n")
})

test("explain lists all, and knows what it doesn't know", () => {
  const folder = cli.project()
  expect(cli.run(folder, ["explain"]).stdout).toBe("MissingSecret\nWeakSecret\nOpenFile\n")
  expect(JSON.parse(cli.run(folder, ["explain", "weaksecret", "--json"]).stdout)).toEqual({
    title: "WeakSecret",
    text: "Too short.",
  })
  const { code, stderr } = cli.run(folder, ["explain", "Nonsense"])
  expect(code).toBe(1)
  expect(stderr).toMatch(/There is no such code/)
})

test("no colours where nobody looks", () => {
  const { stdout } = cli.run(cli.project(), ["doctor"], { FORCE_COLOR: "1" })
  expect(stdout).not.toContain("\u001b")
})
