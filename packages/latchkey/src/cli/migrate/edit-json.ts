import { type JsonMember, type JsonNode, parseJsonTree } from "./json-tree.ts"

/**
 * The text with this string at this path. Everything else stays as it is written: indentation, line ends, comments,
 * order. A new key goes where the alphabet puts it, if its neighbours are in that order, else last.
 *
 * @throws SyntaxError where the text is no JSON, or where the path leads through something that is no object
 */
export function setJson(text: string, path: readonly string[], value: string): string {
  let node = parseJsonTree(text)
  for (const [depth, key] of path.entries()) {
    if (node.kind !== "object")
      throw new SyntaxError(`${path.slice(0, depth).join(".")} is no object`)
    const member = find(node.members, key)
    if (!member) {
      const style = styleOf(text)
      const put = written(path.slice(depth + 1), value, style, depth + 1)
      return insert(text, node, `${JSON.stringify(key)}:${style.space}${put}`, {
        style,
        // The order of what stands at the top has a meaning to people.
        before: depth === 0 ? undefined : nextOf(node, key),
      })
    }
    node = member.value
  }
  return text.slice(0, node.start) + JSON.stringify(value) + text.slice(node.end)
}

/** The text without this path; an object that becomes empty goes too, if it has no comment in it. */
export function removeJson(text: string, path: readonly string[]): string {
  const [key] = path.slice(-1)
  let node = parseJsonTree(text)
  for (const part of path.slice(0, -1)) {
    const member = node.kind === "object" ? find(node.members, part) : undefined
    if (!member) return text
    node = member.value
  }
  if (node.kind !== "object" || key === undefined) return text
  const at = node.members.findLastIndex((member) => member.key === key)
  if (at < 0) return text
  if (node.members.length === 1 && path.length > 1) return removeJson(text, path.slice(0, -1))
  return cut(text, node.members, at)
}

interface Style {
  /** Of one level; null where all stands in one line. */
  readonly indent: string | null
  readonly end: string
  /** Behind a colon, and behind a comma in a line. */
  readonly space: string
}

function styleOf(text: string): Style {
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  const body = text.replace(/^\uFEFF/, "").trim()
  const indent = /^[{[][^\S\n]*\r?\n([ \t]+)["[{/]/.exec(body)?.[1] ?? "  "
  const space = /"\s*:\S/.test(body) ? "" : " "
  return { indent: body.includes("\n") ? indent : null, end, space }
}

function find(members: readonly JsonMember[], key: string): JsonMember | undefined {
  return members.findLast((member) => member.key === key)
}

/** The value below the keys that are not there yet. */
function written(keys: readonly string[], value: string, style: Style, depth: number): string {
  const [first, ...rest] = keys
  if (first === undefined) return JSON.stringify(value)
  const { indent, end, space } = style
  const entry = `${JSON.stringify(first)}:${space}${written(rest, value, style, depth + 1)}`
  if (indent === null) return `{${space}${entry}${space}}`
  return `{${end}${indent.repeat(depth + 1)}${entry}${end}${indent.repeat(depth)}}`
}

type ObjectNode = Extract<JsonNode, { kind: "object" }>

interface Place {
  readonly style: Style
  /** The member that it goes before; undefined: last. */
  readonly before: JsonMember | undefined
}

function insert(text: string, node: ObjectNode, entry: string, place: Place): string {
  const { before: next } = place
  const { indent, end, space } = place.style
  const last = node.members.at(-1)
  if (!last) {
    const base = /^[ \t]*/.exec(lineBefore(text, node.start))![0]
    const body =
      indent === null ? `${space}${entry}${space}` : `${end}${base}${indent}${entry}${end}${base}`
    return `${text.slice(0, node.start)}{${body}}${text.slice(node.end)}`
  }
  const gap = gapBefore(text, (next ?? last).start) ?? space
  if (next) return `${text.slice(0, next.start)}${entry},${gap}${text.slice(next.start)}`
  const { end: behind } = last.value
  return `${text.slice(0, behind)},${gap}${entry}${text.slice(behind)}`
}

/** Where the alphabet puts a key among its neighbours, if they are in that order. */
function nextOf({ members }: ObjectNode, key: string): JsonMember | undefined {
  return isSorted(members) ? members.find((member) => member.key > key) : undefined
}

function isSorted(members: readonly JsonMember[]): boolean {
  return (
    members.length > 1 && members.every(({ key }, at) => at === 0 || members[at - 1]!.key <= key)
  )
}

/** The line break and indentation before this place; undefined where it is in the midst of a line. */
function gapBefore(text: string, at: number): string | undefined {
  return /\r?\n[ \t]*$/.exec(text.slice(0, at))?.[0]
}

function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, at)
}

function cut(text: string, members: readonly JsonMember[], at: number): string {
  const { start, value } = members[at]!
  const comma = /^[^\S\n]*,/.exec(text.slice(value.end))?.[0].length ?? 0
  const before = members[at - 1]
  const gap = gapBefore(text, start) ?? ""
  if (comma > 0 || !before) {
    const rest = text.slice(value.end + comma)
    return text.slice(0, start - gap.length) + (gap === "" ? rest.replace(/^ /, "") : rest)
  }
  // The last one takes the comma of the one before it along.
  return text.slice(0, before.value.end) + text.slice(value.end)
}
