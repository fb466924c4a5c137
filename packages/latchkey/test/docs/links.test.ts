import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const root = new URL("../../../../", import.meta.url).pathname

describe("links", () => {
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"))
  const files = [...pages.map((name) => `docs/${name}`), "README.md", "CONTRIBUTING.md", "SECURITY.md"]

  /** GitHub's anchor of a heading. */
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-")
  const anchorsOf = (file: string): string[] =>
    [...readFileSync(join(root, file), "utf8").matchAll(/^#+ (.*)$/gm)].map((m) => anchorOf(m[1]!))

  it.each(files)("%s: each link inside the repository leads somewhere", (file) => {
    const text = readFileSync(join(root, file), "utf8").replaceAll(/```[\s\S]*?```/g, "")
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue
      const [path, anchor] = target!.split("#") as [string, string?]
      const found = path === "" ? file : join(file, "..", path)
      expect(() => readFileSync(join(root, found)), target).not.toThrow()
      if (anchor !== undefined) expect(anchorsOf(found), target).toContain(anchor)
    }
  })
})
