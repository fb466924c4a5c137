import { CommandError } from "../command.ts"

/** The names a rotation goes through: the highest number is the newest. */
export const RING_NAMES = [
  "AUTH_SECRET",
  "AUTH_SECRET_1",
  "AUTH_SECRET_2",
  "AUTH_SECRET_3",
] as const

/**
 * The name for a secret that is newer than all of these.
 *
 * @throws CommandError where none is free
 */
export function nextRingName(used: readonly string[]): string {
  const last = RING_NAMES.findLastIndex((name) => used.includes(name))
  const next = RING_NAMES[last + 1]
  if (next) return next
  throw new CommandError(
    "All of AUTH_SECRET, AUTH_SECRET_1, AUTH_SECRET_2 and AUTH_SECRET_3 are in use. Nothing was changed. " +
      "Drop the oldest, which is AUTH_SECRET, by renaming each to the name before it; then rotate again",
  )
}
