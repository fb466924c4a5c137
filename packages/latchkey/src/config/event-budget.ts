import type { NotedEvent, SecurityEventType } from "../contracts/security-events.ts"
import { BoundedMap, sharedMemo } from "../crypto/memo.ts"

/** Milliseconds that a budget is for. */
const WINDOW = 60_000
/** What anybody can cause with one request and no knowledge: so many of each reason in a window. */
const CHEAP = 60
/** Sign-ins that fail are what an officer looks for: more of those, and still not endless. */
const FAILED = 600

const cheap: ReadonlySet<SecurityEventType> = new Set(["session-refused", "csrf-refused"])
/** So many sessions are remembered, of which an event was noted. */
const SESSIONS = 1_000

interface Window {
  began: number
  noted: number
  suppressed: number
}

/** What became of the question whether an event may be noted. */
export type Budgeted =
  | { readonly noted: true; readonly suppressed: number }
  /** `first`: the first one in its window, which is worth a line in the log. */
  | { readonly noted: false; readonly first: boolean }

/**
 * Whether there is room for an event. Those that tell of success always have some. A session that was refused is noted
 * once a minute, and what anybody can cause at will so often in a minute; how many were left out is told by the next.
 */
export function withinBudget(
  { type, outcome, reason, session }: NotedEvent,
  now: number = Date.now(),
): Budgeted {
  const limit = cheap.has(type) ? CHEAP : outcome === "success" ? Infinity : FAILED
  if (limit === Infinity) return { noted: true, suppressed: 0 }
  const { windows, sessions } = memo()
  if (type === "session-refused" && session !== undefined) {
    if (isWithin(sessions.get(session), now)) return { noted: false, first: false }
    sessions.set(session, now)
  }
  const kind = `${type} ${outcome} ${reason ?? ""}`
  const known = windows.get(kind)
  const window = known && isWithin(known.began, now) ? known : next(known, now)
  windows.set(kind, window)
  if (window.noted >= limit) {
    window.suppressed++
    return { noted: false, first: window.suppressed === 1 }
  }
  // How many the window before left out is told once, by its successor's first event.
  const suppressed = window.noted++ === 0 ? window.suppressed : 0
  if (suppressed > 0) window.suppressed = 0
  return { noted: true, suppressed }
}

function next(before: Window | undefined, now: number): Window {
  return { began: now, noted: 0, suppressed: before?.suppressed ?? 0 }
}

/** A clock that was set back begins anew. */
function isWithin(began: number | undefined, now: number): boolean {
  return began !== undefined && now >= began && now - began < WINDOW
}

const memo = (): { windows: BoundedMap<string, Window>; sessions: BoundedMap<string, number> } =>
  sharedMemo("security-event-budget", () => ({
    windows: new BoundedMap<string, Window>(200),
    sessions: new BoundedMap<string, number>(SESSIONS),
  }))
