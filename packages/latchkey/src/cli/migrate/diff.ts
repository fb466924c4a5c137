/** A line of a comparison: kept, gone or new. */
interface Line {
  readonly mark: " " | "-" | "+"
  readonly text: string
}

const CONTEXT = 2

/** What differs between two texts, line by line, with two lines around it, as people know it from git. */
export function diffLines(before: string, after: string): string[] {
  const lines = compare(split(before), split(after))
  const shown = new Set<number>()
  for (const [at, { mark }] of lines.entries()) {
    if (mark === " ") continue
    for (let near = at - CONTEXT; near <= at + CONTEXT; near += 1) shown.add(near)
  }
  const found: string[] = []
  for (const [at, { mark, text }] of lines.entries()) {
    if (!shown.has(at)) continue
    if (found.length > 0 && !shown.has(at - 1)) found.push("  …")
    found.push(`${mark} ${text}`)
  }
  return found
}

function split(text: string): string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/)
}

/** The longest common subsequence, after what both begin and end with is set aside. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  const same = (lines: readonly string[]): Line[] => lines.map((text) => ({ mark: " ", text }))
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ]
}

/** More lines than this are shown as replaced as a whole. */
const MOST = 2000

function middle(before: readonly string[], after: readonly string[]): Line[] {
  if (before.length > MOST || after.length > MOST) return replaced(before, after)
  const lengths = before.map(() => new Uint16Array(after.length + 1))
  lengths.push(new Uint16Array(after.length + 1))
  for (let a = before.length - 1; a >= 0; a -= 1) {
    for (let b = after.length - 1; b >= 0; b -= 1) {
      lengths[a]![b] =
        before[a] === after[b]
          ? lengths[a + 1]![b + 1]! + 1
          : Math.max(lengths[a + 1]![b]!, lengths[a]![b + 1]!)
    }
  }
  const found: Line[] = []
  let [a, b] = [0, 0]
  while (a < before.length && b < after.length) {
    if (before[a] === after[b]) {
      found.push({ mark: " ", text: before[a]! })
      a += 1
      b += 1
    } else if (lengths[a + 1]![b]! >= lengths[a]![b + 1]!)
      found.push({ mark: "-", text: before[a++]! })
    else found.push({ mark: "+", text: after[b++]! })
  }
  return [...found, ...replaced(before.slice(a), after.slice(b))]
}

function replaced(before: readonly string[], after: readonly string[]): Line[] {
  return [
    ...before.map((text): Line => ({ mark: "-", text })),
    ...after.map((text): Line => ({ mark: "+", text })),
  ]
}
