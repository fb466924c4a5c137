/**
 * Every code sample of the articles compiles through the doors, byte for byte, under strict TypeScript.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { type Sample, samples } from "./articles.ts"
import { debugRoute } from "../browser/support/debug-route.ts"
import { compile } from "./compile.ts"
import { installPublished, packDoors, root } from "./tools.ts"

const folder = join(root, "../shared/articles")
const present = existsSync(folder)
const published = present ? await installPublished() : undefined
const SLOW = { timeout: 240_000 }

function textOf({ article, lines: [first, last], before = "", replace }: Sample): string {
  const name = readdirSync(folder).find((each) => each.startsWith(article))!
  const lines = readFileSync(join(folder, name), "utf8")
    .split("\n")
    .slice(first - 1, last)
  const text = `${lines.join("\n")}\n`
  if (replace && !text.includes(replace[0])) throw new Error(`There is no ${replace[0]}`)
  return before + (replace ? text.replace(...replace) : text)
}

/** The adapter, with the `@auth/core` it finds: ours by an override, else its own. */
function drizzle(own: boolean): Record<string, string> {
  const modules = join(published!.v5, "node_modules")
  const adapter = "@auth/drizzle-adapter"
  return {
    [adapter]: join(modules, adapter),
    "drizzle-orm": join(modules, "drizzle-orm"),
    ...(own && { [`${adapter}/node_modules/@auth/core`]: join(modules, "@auth/core") }),
  }
}

it.skipIf(!present)(
  "the debug route that the browser tests run is the article's, byte for byte",
  () => {
    expect(debugRoute).toBe(textOf(samples.find(({ name }) => name === "the debug route")!))
  },
)

describe.skipIf(!published)("samples of ../shared/articles", () => {
  beforeAll(() => packDoors(), 240_000)

  for (const sample of samples) {
    for (const major of sample.majors) {
      const usesDrizzle = sample.name.includes("Drizzle")
      for (const own of usesDrizzle ? [false, true] : [false]) {
        const how = usesDrizzle ? (own ? ", beside the published core" : ", over our core") : ""
        it(`${sample.name}, next-auth ${major}${how}`, SLOW, async () => {
          const { code, output } = await compile({
            major,
            name: `article-${samples.indexOf(sample)}-${Number(own)}`,
            files: { ...sample.beside, [sample.file]: textOf(sample) },
            options: { allowJs: true, checkJs: false },
            ...(usesDrizzle && { packages: drizzle(own) }),
          })
          expect(output).toBe("")
          expect(code).toBe(0)
        })
      }
    }
  }

  it("every sample is there: whatever imports next-auth in an article is in the list", () => {
    for (const name of readdirSync(folder)) {
      const lines = readFileSync(join(folder, name), "utf8").split("\n")
      for (const [index, line] of lines.entries()) {
        if (!/^(import|export|\/\/ .*\.ts)\b/.test(line)) continue
        const covered = samples.some(
          ({ article, lines: [first, last] }) =>
            name.startsWith(article) && first <= index + 1 && index + 1 <= last,
        )
        expect(covered, `${name}:${index + 1} ${line}`).toBe(true)
      }
    }
  })
})
