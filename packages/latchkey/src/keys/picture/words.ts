import type { KeyringStatus } from "../managed/operations.ts"
import { EXPECTED_KEY, type Timeline, type TimelineState } from "./timeline.ts"

/** What a key does, in a word or two. */
export const STATE_WORDS: Readonly<Record<TimelineState, string>> = {
  published: "published",
  active: "seals",
  overdue: "overdue",
  "verify-only": "only opens",
  "registered-only": "registered only",
  "data-only": "stored data only",
  retired: "retired",
  revoked: "revoked",
  destroyed: "destroyed",
}

/** The same in half a sentence. */
export const STATE_MEANINGS: Readonly<Record<TimelineState, string>> = {
  published: "opens, and will seal",
  active: "seals what is new",
  overdue: "seals past its time, without a successor",
  "verify-only": "has sealed; its tokens are still good",
  "registered-only": "revoked, but for sessions that are registered",
  "data-only": "revoked; opens stored data until that is sealed anew",
  retired: "opens nothing any more",
  revoked: "refused for good",
  destroyed: "gone; none of its tokens can be alive",
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `21 Nov 2026`, in UTC. */
export function dayOf(time: number): string {
  return `${shortDayOf(time)} ${new Date(time).getUTCFullYear()}`
}

/** `21 Nov`, in UTC. */
export function shortDayOf(time: number): string {
  const date = new Date(time)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
}

/** `Nov`, in UTC; with the year in January. */
export function monthOf(time: number): string {
  const date = new Date(time)
  const month = MONTHS[date.getUTCMonth()]!
  return date.getUTCMonth() === 0 ? `${month} ${date.getUTCFullYear()}` : month
}

/** `13:20`, in UTC; with seconds where there are any. */
export function clockOf(time: number): string {
  const clock = new Date(time).toISOString().slice(11, 19)
  return clock.endsWith(":00") ? clock.slice(0, 5) : clock
}

/** `21 Nov 2026, 13:20:05 UTC`. */
export function timeOf(time: number): string {
  return `${dayOf(time)}, ${clockOf(Math.floor(time / SECOND) * SECOND)} UTC`
}

/** A span of time in its largest units: `12 days`, `3 h 20 min`, `45 s`. */
export function spanOf(milliseconds: number): string {
  const rest = Math.max(0, milliseconds)
  if (rest >= 2 * DAY) return `${Math.round(rest / DAY)} days`
  if (rest >= HOUR) return pair(rest, [HOUR, "h"], [MINUTE, "min"])
  if (rest >= MINUTE) return pair(rest, [MINUTE, "min"], [SECOND, "s"])
  return `${Math.round(rest / SECOND)} s`
}

type Unit = readonly [number, string]

function pair(time: number, [large, name]: Unit, [small, rest]: Unit): string {
  const total = Math.round(time / small)
  const per = large / small
  const left = total % per
  return `${Math.floor(total / per)} ${name}${left > 0 ? ` ${left} ${rest}` : ""}`
}

/** What happens next by itself, and when. */
export function nextSentence(timeline: Timeline): string {
  const [what] = nextLines(timeline)
  return timeline.next ? `${what} ${distance(timeline)}.` : `${what}.`
}

/** The same in two lines. */
export function nextLines(timeline: Timeline): readonly [what: string, when: string] {
  const { next } = timeline
  if (!next) return ["Nothing happens by itself", ""]
  const what = `${next.text.slice(0, 1).toUpperCase()}${next.text.slice(1)}`
  return [what, `${distance(timeline)}, ${timeOf(next.at)}`]
}

function distance({ next, now }: Timeline): string {
  return !next || next.at <= now ? "at the next look" : `in ${spanOf(next.at - now)}`
}

/** Part of the tokens opened, as a whole number of percent: never 0 or 100 where it is not. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %"
  if (share < 1 && share > 0.99) return "> 99 %"
  return `${Math.round(share * 100)} %`
}

/** The whole picture in sentences. */
export function description(status: KeyringStatus, timeline: Timeline): string {
  const keys = timeline.rows
    .filter(({ id }) => id !== EXPECTED_KEY)
    .map(({ id, imported, spans }) => {
      const span = spans.find(({ to }) => status.now < to) ?? spans.at(-1)!
      const share = status.keys.find((key) => key.id === id)?.share ?? null
      const parts = [
        `Key ${id}${imported ? ", imported," : ""}: ${STATE_WORDS[span.state]} since ${timeOf(span.from)}`,
        ...(share === null ? [] : [`${percent(share)} of the traffic`]),
      ]
      return `${parts.join(", ")}.`
    })
  const { instances, behind } = status
  const who =
    instances.length === 0
      ? "The store tells of no live instance."
      : `${instances.length} live ${instances.length === 1 ? "instance" : "instances"}, ${
          behind.length === 0 ? "all up to date" : `behind: ${behind.join(", ")}`
        }.`
  return [...keys, who, `Next: ${nextSentence(timeline)}`].join(" ")
}
