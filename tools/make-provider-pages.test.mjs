import { readdirSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"
import { docstringOf, entries, factsOf, pageOf, pageProblem } from "./make-provider-pages.mjs"
import { root } from "./run.mjs"

const dialects = join(root, "packages/latchkey/test/providers/dialects")
const list = await entries()

describe("docs/providers.md", () => {
  it("is as it would be written", async () => {
    expect(await pageProblem()).toBeUndefined()
  })

  it("has a row for each provider", () => {
    const modules = pageOf(list).match(/^\| .* \| `[\w-]+` \|/gm)
    expect(modules).toHaveLength(list.length)
    expect(list.length).toBeGreaterThan(40)
  })
})

describe("docstrings", () => {
  const services = list.filter(({ type, id }) => type !== "credentials" && id !== "<id>")
  const oauth = services.filter(({ type }) => type === "oidc" || type === "oauth")

  it.each(oauth)("$module: names its variables and its callback by its id", (entry) => {
    const prefix = `AUTH_${entry.id.toUpperCase().replaceAll("-", "_")}`
    expect(entry.env.slice(0, 2)).toEqual([`${prefix}_ID`, `${prefix}_SECRET`])
    expect(entry.env.every((name) => name.startsWith(prefix))).toBe(true)
    expect(entry.callback).toBe(`/api/auth/callback/${entry.id}`)
  })

  it.each(services)("$module: its links are links", ({ register, docs }) => {
    for (const url of [register, docs].filter(Boolean)) {
      expect(new URL(url).protocol).toBe("https:")
    }
  })

  it("say what is over, and only of what is", async () => {
    for (const file of readdirSync(dialects)) {
      const { dialect } = await import(pathToFileURL(join(dialects, file)).href)
      const { deprecated } = list.find(({ module }) => `${module}.ts` === file)
      expect(Boolean(deprecated), file).toBe(dialect.status !== undefined)
    }
  })
})

describe("the reader of docstrings", () => {
  it("takes the one before the factory", () => {
    const source =
      "/** Other. */\nconst a = 1\n\n/**\n * This\n * one.\n */\nexport default function A() {}"
    expect(docstringOf(source)).toBe("This\none.")
  })

  it("finds what is there, over line ends, and not in the example", () => {
    const text = [
      "Acme.",
      "",
      "Environment: `AUTH_ACME_ID`,",
      "`AUTH_ACME_SECRET`. Callback URL: `<origin>/api/auth/callback/acme`.",
      "",
      "@deprecated Ended on",
      "  2026-01-01.",
      "@see {@link https://acme.example/apps Register an app}",
      "@example",
      "AUTH_OTHER_ID `AUTH_OTHER_ID`",
    ].join("\n")
    expect(factsOf(text)).toEqual({
      env: ["AUTH_ACME_ID", "AUTH_ACME_SECRET"],
      callback: "/api/auth/callback/acme",
      register: "https://acme.example/apps",
      deprecated: "Ended on 2026-01-01.",
    })
    expect(factsOf("Nothing.")).toEqual({ env: [] })
  })
})
