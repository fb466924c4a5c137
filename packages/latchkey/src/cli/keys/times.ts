import { type Duration, milliseconds } from "../../keys/managed/policy.ts"
import { UsageError } from "../command.ts"

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const

/** `12 days`, `3 hours`, `a moment`. */
export function spanOf(ms: number): string {
  const time = Math.abs(ms)
  const fits = (size: number): boolean => time >= size * 2 || time === size
  const [name, unit] = UNITS.find(([, size]) => fits(size)) ?? UNITS[3]
  const count = Math.round(time / unit)
  if (count === 0) return "a moment"
  return `${count} ${name}${count === 1 ? "" : "s"}`
}

/** `in 12 days`, `3 hours ago`, `now`. */
export function relative(at: number, now: number): string {
  if (Math.abs(at - now) < 1_000) return "now"
  return at > now ? `in ${spanOf(at - now)}` : `${spanOf(at - now)} ago`
}

/** `2026-12-01 00:00Z`. */
function absolute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ").concat("Z")
}

/** `2026-12-01T00:00Z`, as a list with dates takes it. */
export function isoMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`
}

export function both(at: number, now: number): string {
  return `${absolute(at)} (${relative(at, now)})`
}

/** `30d`, `15m`, … as an option gives it. */
export function durationOption(value: unknown, name: string, fallback: number): number {
  if (value === undefined) return fallback
  try {
    return milliseconds(value as Duration, `--${name}`)
  } catch {
    throw new UsageError(`--${name} takes a time span such as 30d, 12h, 5m or 30s`)
  }
}
