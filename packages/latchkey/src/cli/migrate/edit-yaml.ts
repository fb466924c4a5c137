/** A file of settings is written in a way that is not edited here: the line has to be put in by hand. */
export class UneditableYaml extends Error {}

/**
 * The text of a `pnpm-workspace.yaml` with this entry below `overrides`. Every other line stays.
 *
 * @throws UneditableYaml where `overrides` is not written as a block
 */
export function setYamlOverride(text: string, name: string, value: string): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const lines = text.split(/\r?\n/)
  const head = lines.findIndex((line) => /^(["']?)overrides\1\s*:/.test(line))
  if (head < 0) {
    const trimmed = text.replace(/\s+$/, "")
    const gap = trimmed === "" ? "" : `${end}${end}`
    return `${trimmed}${gap}overrides:${end}  "${name}": "${value}"${end}`
  }
  if (!/^(["']?)overrides\1\s*:\s*(?:#.*)?$/.test(lines[head]!)) throw new UneditableYaml()
  const block = blockBelow(lines, head)
  const indent = block.indent ?? "  "
  const own = block.lines.find((at) => keyOf(lines[at]!) === name)
  const line = `${indent}"${name}": "${value}"`
  if (own !== undefined) lines[own] = line
  else lines.splice((block.lines.at(-1) ?? head) + 1, 0, line)
  return lines.join(end)
}

/** The names and values below `overrides`. */
export function yamlOverrides(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/)
  const head = lines.findIndex((line) => /^(["']?)overrides\1\s*:/.test(line))
  if (head < 0) return new Map()
  return new Map(
    blockBelow(lines, head).lines.flatMap((at): [string, string][] => {
      const key = keyOf(lines[at]!)
      const value = /:\s+(.*?)\s*(?:#.*)?$/.exec(lines[at]!)?.[1]?.replace(/^(["'])(.*)\1$/, "$2")
      return key === undefined || value === undefined ? [] : [[key, value]]
    }),
  )
}

/** The entries of the items below `packages`: which folders belong to the workspace. */
export function yamlPackages(text: string): string[] {
  const lines = text.split(/\r?\n/)
  const head = lines.findIndex((line) => /^packages\s*:/.test(line))
  if (head < 0) return []
  const flow = /^packages\s*:\s*\[(.*)\]/.exec(lines[head]!)?.[1]
  if (flow !== undefined) return flow.split(",").map(unquoted).filter(Boolean)
  const found: string[] = []
  for (const line of lines.slice(head + 1)) {
    const item = /^\s*-\s+(.*?)\s*(?:\s#.*)?$/.exec(line)?.[1]
    if (item !== undefined) found.push(unquoted(item))
    else if (/^\S/.test(line) && !line.startsWith("#")) break
  }
  return found
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2")
}

function keyOf(line: string): string | undefined {
  return /^\s+(?:"([^"]+)"|'([^']+)'|([^\s"'#][^:]*?))\s*:(?:\s|$)/
    .exec(line)
    ?.slice(1)
    .find((part) => part !== undefined)
}

function blockBelow(
  lines: readonly string[],
  head: number,
): { indent: string | undefined; lines: number[] } {
  const found: number[] = []
  let indent: string | undefined
  for (let at = head + 1; at < lines.length; at += 1) {
    const line = lines[at]!
    if (/^\s*(?:#.*)?$/.test(line)) continue
    const own = /^\s*/.exec(line)![0]
    if (own === "") break
    indent ??= own
    if (own === indent) found.push(at)
  }
  return { indent, lines: found }
}
