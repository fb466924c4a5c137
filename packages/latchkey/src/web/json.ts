/** Deeper than any body of ours, and shallow enough for every recursive reader behind us. */
const MAX_DEPTH = 32

/** Names by which a merge could reach a prototype (PP-1). */
const poisoned: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"])

/** Whether a key could reach a prototype when it is merged or looked up carelessly. */
export function isPoisonedKey(key: string): boolean {
  return poisoned.has(key)
}

/**
 * Reads a JSON object from outside: no other value, no byte order mark, no member twice (RFC 8259 §4), at most 32 levels
 * deep, and without `__proto__`, `constructor` and `prototype` at any level. The object itself has no prototype.
 */
export function parseJsonObject(text: string): Record<string, unknown> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined
  if (!isUnambiguous(text)) return undefined
  clean(value as Record<string, unknown>)
  return Object.assign(Object.create(null), value) as Record<string, unknown>
}

/** Takes the poisoned keys out of every level. Bounded, since {@link isUnambiguous} bounds the depth. */
function clean(value: object): void {
  for (const key of Object.keys(value)) {
    if (!Array.isArray(value) && isPoisonedKey(key)) {
      Reflect.deleteProperty(value, key)
      continue
    }
    const child = (value as Record<string, unknown>)[key]
    if (typeof child === "object" && child !== null) clean(child)
  }
}

/** Whether valid JSON text is shallow enough and has no member twice, on which parsers differ. One pass. */
function isUnambiguous(text: string): boolean {
  const open: (Set<string> | undefined)[] = []
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === "{" || char === "[") {
      if (open.push(char === "{" ? new Set() : undefined) > MAX_DEPTH) return false
    } else if (char === "}" || char === "]") {
      open.pop()
    } else if (char === '"') {
      const end = endOfString(text, i)
      const members = open.at(-1)
      if (members && isMemberName(text, end + 1)) {
        const name = JSON.parse(text.slice(i, end + 1)) as string
        if (members.has(name)) return false
        members.add(name)
      }
      i = end
    }
  }
  return true
}

/** Index of the quote that closes the string. */
function endOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1
  return i
}

function isMemberName(text: string, after: number): boolean {
  let i = after
  while (i < text.length && " \t\n\r".includes(text[i]!)) i++
  return text[i] === ":"
}
