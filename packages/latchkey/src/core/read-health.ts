import type { HealthAnswer, HealthDetails } from "../contracts/health.ts"

/**
 * A health answer, out of JSON that came from outside; null where it is none. Details that are not whole are left out,
 * since another version may have written them.
 */
export function readHealthAnswer(value: unknown): HealthAnswer | null {
  if (!isObject(value)) return null
  const { status, key, instance, development, details } = value
  if ((status !== "ok" && status !== "unavailable") || !isId(instance)) return null
  if (key !== null && !isId(key)) return null
  return {
    status,
    key,
    instance,
    ...(development === true ? { development } : {}),
    ...(isDetails(details) ? { details } : {}),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{8}$/.test(value)
}

const isText = (value: unknown): boolean => value === null || typeof value === "string"
const isTime = (value: unknown): boolean => value === null || Number.isFinite(value)
const isIds = (value: unknown): boolean => Array.isArray(value) && value.every(isId)
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string")

function isDetails(value: unknown): value is HealthDetails {
  if (!isObject(value)) return false
  const { version, host, error, source, failure, since, refreshed, now } = value
  return (
    typeof version === "string" &&
    [host, error, source, failure].every(isText) &&
    [now, since, refreshed].every(isTime) &&
    isIds(value["accepts"]) &&
    isIds(value["refused"]) &&
    isObject(value["providers"]) &&
    isSessions(value["sessions"]) &&
    isRing(value["ring"])
  )
}

function isSessions(value: unknown): boolean {
  return value === null || (isObject(value) && isId(value["key"]) && isIds(value["accepts"]))
}

function isRing(value: unknown): boolean {
  if (value === null) return true
  if (!isObject(value)) return false
  const { name, store, instance, rev, read, root, failure, instances, behind, differing } = value
  return (
    [name, store, instance].every((one) => typeof one === "string") &&
    [rev, read].every(isTime) &&
    [root, failure].every(isText) &&
    (instances === null || Array.isArray(instances)) &&
    isNames(behind) &&
    isNames(differing)
  )
}
