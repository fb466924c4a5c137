import { sharedOnce } from "../crypto/memo.ts"
import { fileOf, filesOf, type ReadEnvironment } from "./secret-file.ts"

/** What was found when a name was looked up. Never the value. */
export interface Looked {
  readonly name: string
  readonly state: "set" | "absent" | "empty" | "blank" | "undefined" | "unreadable"
}

/** What the environment says. */
export interface EnvironmentKeys {
  /** The one that seals now first, then all others that open, newest first. */
  readonly secrets: readonly string[]
  /** The name of the one that seals. */
  readonly newest: string | undefined
  /** `AUTH_SECRET` and `NEXTAUTH_SECRET` are both set and differ. */
  readonly differ: boolean
  /** When the next dated one begins to seal, milliseconds since the epoch; undefined where none waits. */
  readonly nextAt: number | undefined
}

/**
 * The names whose value seals, newest first: a list with dates, then what Auth.js documents (the highest number is
 * the newest). `AUTH_SECRET_NEXT` is published ahead: it opens, and seals nothing yet.
 */
export const SECRET_NAMES = [
  "AUTH_SECRETS",
  "AUTH_SECRET_3",
  "AUTH_SECRET_2",
  "AUTH_SECRET_1",
  "AUTH_SECRET",
  "NEXTAUTH_SECRET",
  "AUTH_SECRET_NEXT",
] as const

export type { ReadEnvironment } from "./secret-file.ts"

/** What was read: by name of `SECRET_NAMES`, in their order. */
type Values = readonly (string | undefined)[]

const NOTHING_SET: Values = SECRET_NAMES.map(() => undefined)

/** What the environment last said, and the time for which that holds. Milliseconds since the epoch. */
interface Known {
  readonly values: Values
  readonly own: string | undefined
  readonly older: string | undefined
  readonly from: number
  readonly keys: EnvironmentKeys
}

/**
 * The static tier: what stands in the environment now. Each name is read at each call; the same values give the same
 * object, until a date of theirs comes.
 */
export function environmentKeys(read: ReadEnvironment, now: number = Date.now()): EnvironmentKeys {
  const files = filesOf(read)
  // Whatever moment is asked about, files are looked at now.
  const clock = Date.now()
  // As long as it will be: a list that grows takes room for twice as many.
  const values = NOTHING_SET.slice()
  let own: string | undefined
  let older: string | undefined
  for (let i = 0; i < values.length; i++) {
    const name = SECRET_NAMES[i]!
    const value = read(name)
    if (name === "AUTH_SECRET") own = value
    if (name === "NEXTAUTH_SECRET") older = value
    // A name's value, or that of the file its `_FILE` twin names.
    values[i] = value !== undefined && value.trim() !== "" ? value : files.find(read, name, clock)
  }
  const known = recent().find(values, own, older)
  if (known && now >= known.from && now < (known.keys.nextAt ?? Number.POSITIVE_INFINITY)) {
    return known.keys
  }
  const keys = Object.freeze(judgeValues(values, own, older, now))
  recent().keep({ values, own, older, from: now, keys }, known)
  return keys
}

/** How many environments are remembered: a process has one, and applications with an `env` of their own some more. */
const MOST_KNOWN = 8

/** The environments that were judged last, in a private field: whoever prints the registry sees nothing of them. */
class KnownEnvironments {
  #recent: readonly Known[] = []

  find(values: Values, own: string | undefined, older: string | undefined): Known | undefined {
    for (const one of this.#recent) if (isSame(one, values, own, older)) return one
    return undefined
  }

  /** Puts one first, in the place of what it replaces. */
  keep(known: Known, replaced: Known | undefined): void {
    const others = this.#recent.filter((one) => one !== replaced)
    this.#recent = [known, ...others.slice(0, MOST_KNOWN - 1)]
  }
}

const recent = sharedOnce("environment-keys", () => new KnownEnvironments())

function isSame(
  known: Known,
  values: Values,
  own: string | undefined,
  older: string | undefined,
): boolean {
  for (let i = 0; i < values.length; i++) if (known.values[i] !== values[i]) return false
  return known.own === own && known.older === older
}

function judgeValues(
  values: Values,
  own: string | undefined,
  older: string | undefined,
  now: number,
): EnvironmentKeys {
  const sealing: { name: string; secret: string }[] = []
  const opening: string[] = []
  let nextAt: number | undefined
  for (const [i, name] of SECRET_NAMES.entries()) {
    const value = values[i]
    if (value === undefined) continue
    if (name === "AUTH_SECRET_NEXT") opening.push(value)
    else if (name !== "AUTH_SECRETS") sealing.push({ name, secret: value })
    else {
      const dated = datedSecrets(value)
      sealing.push(...byDate(dated, now).map((secret) => ({ name, secret })))
      const waiting = dated.filter(({ from }) => from > now)
      opening.push(...waiting.map(({ secret }) => secret))
      if (waiting.length > 0) nextAt = Math.min(...waiting.map(({ from }) => from))
    }
  }
  const secrets = Object.freeze([...new Set([...sealing.map(({ secret }) => secret), ...opening])])
  // One that is only published does not make a ring.
  return sealing.length === 0
    ? { secrets: [], newest: undefined, differ: false, nextAt }
    : { secrets, newest: sealing[0]!.name, differ: !!own && !!older && own !== older, nextAt }
}

interface DatedSecret {
  readonly secret: string
  /** When it begins to seal, milliseconds since the epoch. */
  readonly from: number
}

/**
 * `new@2026-12-01T00:00Z,old`: each opens at once, and seals from its date on; without a date, from ever. One deploy
 * so publishes a key and schedules its use.
 */
export function datedSecrets(list: string): DatedSecret[] {
  return list.split(",").flatMap((entry) => {
    const text = entry.trim()
    const at = text.lastIndexOf("@")
    const date = at > 0 ? instantOf(text.slice(at + 1)) : Number.NaN
    if (text === "") return []
    return Number.isNaN(date)
      ? [{ secret: text, from: Number.NEGATIVE_INFINITY }]
      : [{ secret: text.slice(0, at), from: date }]
  })
}

/**
 * Milliseconds since the epoch of a date, or of a date and time (RFC 3339, seconds optional); NaN for anything else.
 * Without an offset it is UTC, never the machine's own zone: instances must agree.
 */
export function instantOf(text: string): number {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(text)
  if (!match) return Number.NaN
  const [, date, time = "00:00", offset = "Z"] = match
  return Date.parse(`${date}T${time}${offset}`)
}

/** Those that have begun, the latest first; of equal dates the first in the list. */
function byDate(dated: readonly DatedSecret[], now: number): string[] {
  return dated
    .filter(({ from }) => from <= now)
    .toSorted((a, b) => (a.from === b.from ? 0 : b.from - a.from))
    .map(({ secret }) => secret)
}

/** The trace for an operator: each name, and what was there. */
export function lookedAt(read: ReadEnvironment): Looked[] {
  return SECRET_NAMES.toReversed().flatMap((name) => {
    const path = read(`${name}_FILE`)
    const found: Looked = { name, state: stateOf(read(name)) }
    if (!path) return [found]
    return [found, { name: `${name}_FILE`, state: fileOf(read, name) ? "set" : "unreadable" }]
  })
}

function stateOf(value: string | undefined): Looked["state"] {
  if (value === undefined) return "absent"
  if (value === "") return "empty"
  return value.trim() === "" ? "blank" : "set"
}

/** What is odd about a value, e.g. quotes that an env file kept; undefined where nothing is. The value is used as it is. */
export function damageOf(value: string): string | undefined {
  if (/^(["'`]).*\1$/s.test(value))
    return "it begins and ends with a quote, which became part of it"
  if (/[\u201c\u201d\u2018\u2019]/.test(value)) return "it holds typographic quotes"
  if (/[\r\n]/.test(value)) return "it holds a line break"
  if (/^\s|\s$/.test(value)) return "it begins or ends with white space"
  return undefined
}
