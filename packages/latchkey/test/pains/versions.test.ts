/** Pain 35: a major that never left its beta. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { root } from "../doors/tools.ts"

it.each([
  ["next-auth-v4", /^4\.\d+\.\d+$/],
  ["next-auth-v5", /^5\.\d+\.\d+$/],
  ["auth-core", /^0\.41\.\d+$/],
])("pain 35: %s has a stable version of the line that it stands for", (folder, stable) => {
  const manifest = readFileSync(join(root, "packages", folder, "package.json"), "utf8")
  expect((JSON.parse(manifest) as { version: string }).version).toMatch(stable)
})
