import type {
  AdapterAccount,
  AdapterAccountType,
  AdapterAuthenticator,
  AdapterUser,
} from "../../contracts/adapter.ts"
import type { Row, SqlValue } from "../../databases/database.ts"

/** ISO 8601 with a time zone, or SQLite's own form, which is in UTC. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/

/**
 * Reads a stored time: milliseconds since the epoch as this adapter, Drizzle's and Prisma's write them, or the text
 * that D1's and Kysely's write. Null for anything else, so that garbage is never a time in the future.
 */
export function readDate(value: unknown): Date | null {
  if (typeof value === "number") return valid(new Date(value))
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? BigInt(value) : value
  if (typeof number === "bigint") return valid(new Date(Number(number)))
  if (value instanceof Date) return valid(value)
  const match = typeof value === "string" ? DATE.exec(value) : null
  if (!match) return null
  const text = match[0].replace(" ", "T")
  return valid(new Date(match[1] || text.length === 10 ? text : `${text}Z`))
}

const valid = (date: Date): Date | null => (Number.isNaN(date.getTime()) ? null : date)

/** Throws a TypeError for a date that is none: it could only be stored as something else. */
export function writeDate(date: Date): number {
  const time = date.getTime()
  if (Number.isNaN(time)) throw new TypeError("The date is not valid.")
  return time
}

/** What a column can hold of any value; null for what it can't. */
export function writeValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "bigint") return value
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  return typeof value === "boolean" ? Number(value) : null
}

/** Text of a column; numbers are the ids of some tables, bytes the text of some columns of MySQL. */
export function text(value: unknown): string | null {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "bigint") return String(value)
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : null
}

/** Drivers answer a boolean as itself, as a number, as text or as a bit. */
const isTrue = (value: unknown): boolean =>
  value === true || Number(value instanceof Uint8Array ? value[0] : value) === 1

/** A user from its row. The e-mail address is null where the provider gave none. */
export function readUser(row: Row): AdapterUser {
  // 0 is how some tables say "no".
  const verified = row["emailVerified"] ? readDate(row["emailVerified"]) : null
  return {
    id: text(row["id"]) ?? "",
    name: text(row["name"]),
    email: text(row["email"]) as string,
    emailVerified: verified,
    image: text(row["image"]),
  }
}

/** The optional columns of an account. */
export const TOKEN_COLUMNS = [
  "refresh_token",
  "access_token",
  "expires_at",
  "token_type",
  "scope",
  "id_token",
  "session_state",
] as const

export function readAccount(row: Row): AdapterAccount {
  const account: AdapterAccount = {
    userId: text(row["userId"]) ?? "",
    type: text(row["type"]) as AdapterAccountType,
    provider: text(row["provider"]) ?? "",
    providerAccountId: text(row["providerAccountId"]) ?? "",
  }
  for (const column of TOKEN_COLUMNS) {
    const value = row[column]
    if (value == null) continue
    account[column as string] = column === "expires_at" ? Number(value) : text(value)
  }
  return account
}

export function readAuthenticator(row: Row): AdapterAuthenticator {
  return {
    credentialID: text(row["credentialID"]) ?? "",
    userId: text(row["userId"]) ?? "",
    providerAccountId: text(row["providerAccountId"]) ?? "",
    credentialPublicKey: text(row["credentialPublicKey"]) ?? "",
    counter: Number(row["counter"]),
    credentialDeviceType: text(row["credentialDeviceType"]) ?? "",
    credentialBackedUp: isTrue(row["credentialBackedUp"]),
    transports: text(row["transports"]),
  }
}
