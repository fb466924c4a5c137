/**
 * Each TypeScript sample of README.md and docs compiles, strictly, against the sources.
 *
 * A sample that begins with a comment such as `// app/page.tsx` is that file, and the samples of one page can import
 * each other. A page whose samples use a part that is not here yet waits for it.
 */
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = new URL("../../../../", import.meta.url).pathname
const home = join(root, "packages/latchkey")
/** Inside the repository, so that the samples find what the package has as peers. */
const project = join(root, "node_modules/.cache/latchkey-samples")
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
]

interface Sample {
  readonly page: string
  /** The line of the page that the code begins after. */
  readonly line: number
  readonly path: string
  readonly code: string
}

const fence = /^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm

function samplesOf(page: string): Sample[] {
  const text = readFileSync(join(root, page), "utf8")
  return [...text.matchAll(fence)].flatMap((match, index) => {
    const [, language, , code] = match as unknown as [string, string, string, string]
    if (!/^(?:ts|tsx|typescript)$/.test(language)) return []
    const line = text.slice(0, match.index).split("\n").length
    const extension = language === "tsx" ? "tsx" : "ts"
    const named = /^\/\/ (\S+\.tsx?)\n/.exec(code)?.[1] ?? `sample-${index}.${extension}`
    return [{ page, line, path: join(page.replaceAll(/\W/g, "-"), named), code }]
  })
}

const samples = pages.flatMap(samplesOf)

/** What the package exports, as the sources that it is made from. */
function paths(): Record<string, string[]> {
  const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
    exports: Record<string, { default?: string } | string>
  }
  const mapped: Record<string, string[]> = { "#crypto": [join(home, "src/crypto/node.ts")] }
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target === "string" || !target.default) continue
    const source = target.default
      .replace(/^\.\/dist\/(joined\/)?/, `${home}/src/`)
      .replace(/\.js$/, "")
    mapped[`latchkey${name.slice(1)}`] = [`${source}.ts`, `${source}.tsx`]
  }
  return mapped
}

/** Imports of exports of the package whose sources are not here. */
function missing({ code }: Sample): string[] {
  return [...code.matchAll(/from "(latchkey[^"]*)"/g)]
    .map((match) => match[1]!)
    .filter((name) => (paths()[name] ?? [""])[0] !== "" && !paths()[name]!.some(existsSync))
}

const waiting = new Set(samples.filter((one) => missing(one).length > 0).map(({ page }) => page))
let output = ""

function compile(): Promise<string> {
  const tsc = join(root, "node_modules/.bin/tsc")
  return new Promise((resolve) => {
    execFile(tsc, ["-p", project, "--pretty", "false"], (error, out) =>
      resolve(error && !out ? error.message : out),
    )
  })
}

beforeAll(async () => {
  rmSync(project, { recursive: true, force: true })
  for (const { page, path, code } of samples) {
    if (waiting.has(page)) continue
    mkdirSync(dirname(join(project, path)), { recursive: true })
    // Without an export or import a file is a script, whose names would meet those of other samples.
    writeFileSync(
      join(project, path),
      /^(?:im|ex)port /m.test(code) ? code : `${code}\nexport {}\n`,
    )
  }
  const compilerOptions = {
    strict: true,
    // The sources, which are compiled along, are written for it.
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: "ES2022",
    lib: ["ES2023", "ES2024.String", "DOM", "DOM.Iterable"],
    module: "ESNext",
    moduleResolution: "Bundler",
    jsx: "preserve",
    types: ["node"],
    allowImportingTsExtensions: true,
    isolatedModules: true,
    skipLibCheck: true,
    paths: paths(),
  }
  const include = ["**/*.ts", "**/*.tsx"]
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include }))
  output = await compile()
}, 120_000)

afterAll(() => rmSync(project, { recursive: true, force: true }))

describe("samples", () => {
  it("are found, and the compiler looked at nothing else that is wrong", () => {
    expect(samples.length).toBeGreaterThan(5)
    const folders = samples.map(({ path }) => path)
    const others = output
      .split("\n")
      .filter((line) => /error TS/.test(line))
      .filter((line) => !folders.some((path) => relative(root, line).includes(path)))
    expect(others).toEqual([])
  })

  it("are all checked: no fence opts out", () => {
    for (const page of pages) {
      for (const [, language, rest] of readFileSync(join(root, page), "utf8").matchAll(fence)) {
        expect(`${language}${rest}`, page).toMatch(
          /^(?:|ts|tsx|sh|mermaid|json|html|yaml|toml|dockerfile|prisma)$/,
        )
      }
    }
    expect(samples.filter(({ code }) => /@ts-(?:nocheck|ignore|expect-error)/.test(code))).toEqual(
      [],
    )
  })

  for (const sample of samples) {
    const { page, line, path } = sample
    const names = `${page}:${line}`
    it.skipIf(waiting.has(page))(`${names} compiles`, () => {
      expect(output.split("\n").filter((text) => text.includes(path))).toEqual([])
    })
  }
})
