import type { InstanceRow } from "../../contracts/keys.ts"

/** What a row says beside its columns; stored as one text of JSON, since it is only ever read as a whole. */
type Said = Pick<InstanceRow, "keys" | "opened" | "sealed">

/** More keys than a ring can have. */
const MAX_IDS = 256
const MAX_LENGTH = 32_768

/** The text for the column `said`; null where the instance says nothing more. */
export function saidText({ keys, opened, sealed }: Said): string | null {
  return keys || opened || sealed ? JSON.stringify({ keys, opened, sealed }) : null
}

/** A row of any driver, as an instance. What can't be read of `said` was not said. */
export function instanceRow(row: Record<string, unknown>): InstanceRow {
  const said = parse(row["said"])
  const keys = ids(said["keys"])
  const opened = counts(said["opened"])
  const sealed = counts(said["sealed"])
  return {
    instance: String(row["instance"]),
    rev: Number(row["rev"]),
    root: String(row["root"]),
    ...(keys && { keys }),
    ...(opened && { opened }),
    ...(sealed && { sealed }),
    seen: Number(row["seen"]),
  }
}

function parse(text: unknown): Record<string, unknown> {
  if (typeof text !== "string" || text.length > MAX_LENGTH) return {}
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function ids(value: unknown): readonly string[] | undefined {
  const fits = Array.isArray(value) && value.length <= MAX_IDS
  return fits && value.every((id) => typeof id === "string") ? (value as string[]) : undefined
}

function counts(value: unknown): Readonly<Record<string, number>> | undefined {
  if (!isObject(value)) return undefined
  const pairs = Object.entries(value)
  const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && (count as number) >= 0
  if (pairs.length > MAX_IDS || !pairs.every(([, count]) => isCount(count))) return undefined
  return Object.fromEntries(pairs as [string, number][])
}
