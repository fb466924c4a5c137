import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Edits } from "./edits.ts"
import type { MemberUses, Note } from "./plan.ts"
import type { Source } from "./sources.ts"

const PAGE = "docs/migrate/README.md#ready"

/** `--ready`: one line in `instrumentation.ts`, so that what is missing shows when the server starts. */
export function planReady(edits: Edits, members: readonly MemberUses[]): Note[] {
  return members
    .filter(({ uses }) => uses.some(({ name }) => name === "next-auth"))
    .flatMap((member) => readyIn(edits, member))
}

function readyIn(edits: Edits, { folder, sources, shown }: MemberUses): Note[] {
  const at = existsSync(join(folder, "src")) ? "src/" : ""
  const written = ["ts", "js", "mjs"].map((ending) => `${at}instrumentation.${ending}`)
  const there = written.find((name) => existsSync(join(folder, name)))
  const home = sources.find(exportsAuth)
  const where = shown === "." ? "" : `${shown}/`
  if (!home) {
    const text = `${where}No file exports \`auth\`, so the line for instrumentation.ts is to be written by hand: await NextAuth(authOptions).auth.ready()`
    return [{ kind: "warning", code: "ReadyByHand", text, see: PAGE }]
  }
  const line = lineFor(home, at)
  if (there !== undefined) {
    if (edits.text(join(folder, there)).includes("auth.ready(")) return []
    const text = `${where}${there} is yours: add to its register() by hand: ${line.join("; ")}`
    return [{ kind: "warning", code: "ReadyByHand", text, see: PAGE }]
  }
  const ending = /\.[cm]?jsx?$/.test(home.path) ? "js" : "ts"
  const body = `export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return
${line.map((one) => `  ${one}`).join("\n")}
}
`
  edits.edit(join(folder, `${at}instrumentation.${ending}`), () => body)
  return []
}

const EXPORTED =
  /export\s+const\s*\{[^}]*\bauth\b[^}:]*\}\s*=\s*NextAuth\s*\(|export\s+const\s+auth\s*=/

function exportsAuth({ path, text }: Source): boolean {
  return !/\.(?:test|spec)\./.test(path) && EXPORTED.test(text) && /\bNextAuth\s*\(/.test(text)
}

/** Imported late: the edge has its own copy of that module, and a build imports it too. */
function lineFor({ path }: Source, at: string): string[] {
  const below =
    at !== "" && path.startsWith(at) ? path.slice(at.length) : `${at === "" ? "" : "../"}${path}`
  const module = `${below.startsWith("../") ? "" : "./"}${below.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "")}`
  return [`const { auth } = await import("${module}")`, "await auth.ready()"]
}
