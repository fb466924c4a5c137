/** Milliseconds of a day, and the day's text, of the last time that was written. */
let day = Number.NaN
let dayText = ""

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"))

const DAY = 86_400_000

/**
 * The same text as `date.toISOString()` (ECMAScript §21.4.4.36), at a third of its cost: each check of a session writes
 * when it ends, and most of those end on the same days.
 *
 * @throws RangeError for a date that is none
 */
export function isoTime(date: Date): string {
  const time = date.getTime()
  const midnight = Math.floor(time / DAY) * DAY
  if (midnight !== day) {
    dayText = date.toISOString().slice(0, -13)
    day = midnight
  }
  const rest = time - midnight
  const milliseconds = rest % 1000
  const seconds = (rest - milliseconds) / 1000
  const minutes = (seconds / 60) | 0
  const clock = `${two[(minutes / 60) | 0]}:${two[minutes % 60]}:${two[seconds % 60]}`
  const zeros = milliseconds > 99 ? "" : milliseconds > 9 ? "0" : "00"
  return `${dayText}${clock}.${zeros}${milliseconds}Z`
}
