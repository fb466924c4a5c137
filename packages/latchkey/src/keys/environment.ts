/** What was found when a name was looked up. Never the value. */
export interface Looked {
  readonly name: string
  readonly state: "set" | "absent" | "empty" | "blank" | "undefined"
}

/** What the environment says. */
export interface EnvironmentKeys {
  /** Newest first. */
  readonly secrets: readonly string[]
  /** The name of the one that seals. */
  readonly newest: string | undefined
  /** `AUTH_SECRET` and `NEXTAUTH_SECRET` are both set and differ. */
  readonly differ: boolean
}

/** The names, newest first: Auth.js documents that the highest number is the newest. */
export const SECRET_NAMES = [
  "AUTH_SECRET_3",
  "AUTH_SECRET_2",
  "AUTH_SECRET_1",
  "AUTH_SECRET",
  "NEXTAUTH_SECRET",
] as const

export type ReadEnvironment = (name: string) => string | undefined

/** The static tier: what stands in the environment now. */
export function environmentKeys(read: ReadEnvironment): EnvironmentKeys {
  const secrets: string[] = []
  let newest: string | undefined
  for (const name of SECRET_NAMES) {
    const value = read(name)
    if (value === undefined || value.trim() === "" || secrets.includes(value)) continue
    newest ??= name
    secrets.push(value)
  }
  const own = read("AUTH_SECRET")
  const older = read("NEXTAUTH_SECRET")
  return { secrets, newest, differ: !!own && !!older && own !== older }
}

/** The trace for an operator: each name, and what was there. */
export function lookedAt(read: ReadEnvironment): Looked[] {
  return SECRET_NAMES.toReversed().map((name) => ({ name, state: stateOf(read(name)) }))
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
