import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Finding } from "./finding.ts"
import { findNeedle, needlesOf } from "./needles.ts"
import { KEY_NAMES, type Project } from "./project.ts"
import { walk } from "./walk.ts"

const SOURCE = /\.(?:[cm]?[jt]sx?|svelte|vue|astro)$/
const TEST = /(?:^|\/)(?:__tests__|tests?|e2e|spec|fixtures?)\/|\.(?:test|spec)\.\w+$/
const TEXT = /\.(?:json|ya?ml|toml|md|mdx|txt|tf|tfvars|sh|conf|ini|html|sql|properties)$|^[^.]+$/
const SKIP = new Set(["node_modules", "dist", "build", "out", "coverage", "vendor", "target"])
const MAX_FINDINGS = 20

/** A file that sets up authentication; elsewhere `secret:` may be anything. */
const ABOUT_AUTH =
  /next-auth|@auth\/|latchkey|NextAuth|SvelteKitAuth|ExpressAuth|AuthConfig|authOptions/
const names = KEY_NAMES.join("|")
const literal = `(["'\`])((?:(?!\\1)[^\\\\\\n$]|\\\\.)+)\\1`
/** `secret: "…"`, `secret = "…"`, also in a list. */
const ASSIGNED = new RegExp(
  `(?<![\\w$])(?:secret|clientSecret|${names})["']?\\s*[:=]\\s*\\[?\\s*${literal}`,
)
/** `process.env.AUTH_SECRET ?? "…"`: what everyone who has the code knows. */
const FALLBACK = new RegExp(`\\b(?:${names})["']?\\]?!?\\s*(?:\\?\\?|\\|\\|)=?\\s*${literal}`)

/** Whether a secret stands in the code. */
export function checkSource(project: Project): Finding[] {
  const needles = needlesOf(project.secrets.keys())
  const meant = new Set(project.secretFiles.map(({ path }) => path))
  const findings: Finding[] = []
  const files = walk(project.folder, {
    skip: (name) => SKIP.has(name) || name.startsWith("."),
    maxFiles: 10_000,
    maxBytes: 512 * 1024,
  })
  for (const file of files) {
    const isSource = SOURCE.test(file)
    if ((!isSource && !TEXT.test(file)) || meant.has(join(project.folder, file))) continue
    const bytes = readFileSync(join(project.folder, file))
    const known = findNeedle(bytes, needles)
    if (known) {
      findings.push(
        hardCoded(file, known.line, `The secret in use stands in the code ${known.form}`),
      )
    } else if (isSource && !TEST.test(file)) {
      findings.push(...literals(file, bytes.toString("utf8")))
    }
    if (findings.length >= MAX_FINDINGS) break
  }
  return findings
}

function literals(file: string, text: string): Finding[] {
  if (!ABOUT_AUTH.test(text) && !text.includes("AUTH_SECRET")) return []
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (/^\s*(?:\/\/|\*|\/\*|#|<!--)/.test(line)) return []
    if (FALLBACK.test(line)) {
      const message = "The secret has a fallback in the code, which everyone who has the code knows"
      return [hardCoded(file, at + 1, message)]
    }
    const found = ASSIGNED.exec(line)
    // The name of a variable isn't its value.
    if (!found || /^[A-Z][A-Z\d_]+$/.test(found[2]!)) return []
    return [hardCoded(file, at + 1, "A secret is written into the code")]
  })
}

function hardCoded(file: string, line: number, message: string): Finding {
  return {
    code: "HardCodedSecret",
    severity: "error",
    file,
    line,
    message,
    fix: "Remove it: AUTH_SECRET is read from the environment by itself. Make a new one: npx latchkey secret",
  }
}
