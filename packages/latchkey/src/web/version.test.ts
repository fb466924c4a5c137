import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { VERSION } from "./version.ts"

it("the version in the source is that of the package; `node tools/version.mjs` writes it", () => {
  const file = new URL("../../package.json", import.meta.url)
  expect(VERSION).toBe((JSON.parse(readFileSync(file, "utf8")) as { version: string }).version)
})
