import { clockOf, monthOf, shortDayOf } from "./words.ts"

/** Where a time lies in the picture. */
export interface Scale {
  readonly from: number
  readonly to: number
  readonly width: number
  x(time: number): number
}

export interface Tick {
  readonly x: number
  readonly label: string
}

export function scale(from: number, to: number, width: number): Scale {
  const x = (time: number): number => round(((time - from) / (to - from)) * width)
  return { from, to, width, x: (time) => Math.min(width, Math.max(0, x(time))) }
}

/** Two digits are enough for a picture. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14].map((count) => count * DAY),
]
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120]
/** Two labels have at least this much room, in pixels. */
const ROOM = 74

/** Round times along the axis, as many as there is room for. */
export function ticks(axis: Scale): Tick[] {
  const span = (ROOM / axis.width) * (axis.to - axis.from)
  const step = STEPS.find((one) => one >= span)
  const times = step ? byStep(axis, step) : byMonths(axis, span / (30 * DAY))
  return times.map((time) => ({ x: axis.x(time), label: label(time, step) }))
}

function label(time: number, step: number | undefined): string {
  if (!step) return monthOf(time)
  return step >= DAY || time % DAY === 0 ? shortDayOf(time) : clockOf(time)
}

function byStep({ from, to }: Scale, step: number): number[] {
  const first = Math.ceil(from / step) * step
  const count = Math.max(0, Math.floor((to - first) / step) + 1)
  return Array.from({ length: count }, (_, index) => first + index * step)
}

function byMonths({ from, to }: Scale, least: number): number[] {
  const step = MONTH_STEPS.find((one) => one >= least) ?? Math.ceil(least / 12) * 12
  const date = new Date(from)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  const times: number[] = []
  for (let next = Math.ceil(month / step) * step; ; next += step) {
    const time = Date.UTC(Math.floor(next / 12), next % 12)
    if (time > to) return times
    if (time >= from) times.push(time)
  }
}
