import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { recordAt } from "./manifest.ts"
import type { Note } from "./plan.ts"
import { STOOD_FOR } from "./uses.ts"
import type { Workspace } from "./workspace.ts"

/** Patches of packages that won't be there any more: their tools fail where a patch doesn't apply. */
export function findPatches({ root, manifest, members }: Workspace): Note[] {
  const files = members.flatMap(({ folder, shown }) =>
    ["patches", ".yarn/patches"].flatMap((at) =>
      list(join(folder, at)).map((name) =>
        shown === "." ? `${at}/${name}` : `${shown}/${at}/${name}`,
      ),
    ),
  )
  const patched = files.filter((file) => STOOD_FOR.some((name) => isPatchOf(file, name)))
  const listed = [
    ...Object.keys(recordAt(manifest.content, "pnpm", "patchedDependencies")),
    ...Object.keys(recordAt(manifest.content, "patchedDependencies")),
    ...inSettings(join(root, "pnpm-workspace.yaml")),
  ].filter((name) => STOOD_FOR.includes(name.replace(/(?<=.)@.*$/, "")))
  return [...new Set([...patched, ...listed])].map((what): Note => ({
    kind: "stop",
    code: "Patched",
    text: `${what} changes code that won't be installed any more, and its tool will fail for it. Look at what it mends, then remove it (and its line in patchedDependencies or the patch: of package.json)`,
  }))
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

/** `next-auth+4.24.5.patch`, `@auth+core+0.41.0.patch`, `next-auth@4.24.5.patch`, `@auth__core.patch`, `next-auth-npm-…`. */
function isPatchOf(file: string, name: string): boolean {
  const base = file.slice(file.lastIndexOf("/") + 1)
  return ["+", "__", "-"].some((mark) => {
    const written = name.replace("/", mark)
    return new RegExp(`^${written.replaceAll("+", "\\+")}(?:[+@]|-npm-|\\.patch$)`).test(base)
  })
}

function inSettings(file: string): string[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, "utf8")
  const block = /^patchedDependencies:\s*\n((?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? ""
  return [...block.matchAll(/^\s+["']?(@?[^"':\s]+)["']?\s*:/gm)].map((match) => match[1]!)
}
