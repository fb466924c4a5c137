import { redisPairs } from "../../databases/redis.ts"
import { nameable } from "./names.ts"

/** What a record is as a hash. Each value begins with what it is: `d` a time in milliseconds, `j` JSON. */
export type Fields = readonly string[]

/** Fields of our own in a hash; never answered, nor taken from outside. */
const OWN = "#"

/** A value as it is stored; undefined for what can't be. */
export function fieldOf(value: unknown): string | undefined {
  if (value instanceof Date) return `d${timeOf(value)}`
  try {
    const text = JSON.stringify(value) as string | undefined
    return text === undefined ? undefined : `j${text}`
  } catch {
    // A circle, or a big integer.
    return undefined
  }
}

/** Milliseconds since the epoch. Throws a TypeError for a date that is none: it could only be stored as something else. */
export function timeOf(date: Date): number {
  const time = date.getTime()
  if (Number.isNaN(time)) throw new TypeError("The date is not valid.")
  return time
}

/** Some clients answer objects, where `__proto__` would be no field. */
const isName = (name: string): boolean =>
  !name.startsWith(OWN) && name !== "__proto__" && nameable(name)

/** Names and values in turn. What is undefined is not given. */
export function fieldsOf(record: object): Fields {
  return Object.entries(record).flatMap(([name, value]) => {
    const field = isName(name) ? fieldOf(value) : undefined
    return field === undefined ? [] : [name, field]
  })
}

function valueOf(field: string): unknown {
  if (field.startsWith("d")) {
    const date = new Date(Number(field.slice(1) || Number.NaN))
    return Number.isNaN(date.getTime()) ? undefined : date
  }
  if (!field.startsWith("j")) return undefined
  try {
    return JSON.parse(field.slice(1))
  } catch {
    return undefined
  }
}

/** A record from the reply of HGETALL; null where there is none. Garbage is left out, so that it is never a value. */
export function recordOf<T extends object>(reply: unknown): T | null {
  const pairs = redisPairs(reply)
  if (pairs.length === 0) return null
  const known = pairs
    .filter(([name]) => isName(name))
    .map(([name, field]) => [name, valueOf(String(field))] as const)
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as T
}

/** One value of a hash; undefined where it is missing or garbage. */
export function readField(reply: unknown): unknown {
  return reply == null ? undefined : valueOf(String(reply))
}
