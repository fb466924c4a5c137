import type { Session } from "../vocabulary/session.ts"
import { createChannel } from "./channel.ts"
import type { Answer } from "./request.ts"
import { request } from "./request.ts"
import { readMark } from "./session-mark.ts"
import type { AuthClientState, ServerRequestParams } from "./types.ts"

/** `null` is signed out; `undefined` is not known: not read yet, or the server could not say. */
export type Known = Session | null | undefined

export interface SessionStore {
  /** Reads the session for one request. Remembers nothing: a server answers many people. */
  read(params?: ServerRequestParams): Promise<Known>
  /**
   * Reads the session for this browser; callers at the same time share one request. Resolves to what is known
   * then: if the read failed, to what was known before.
   */
  refresh(options?: { broadcast?: boolean | undefined }): Promise<Known>
  /** Takes over a session that came another way than by `refresh`. */
  adopt(session: Session | null): void
  /** The cookies have changed: a request on its way can't know. */
  invalidate(): void
  /** Reads the session anew after such a change. */
  sync(options?: { broadcast?: boolean | undefined }): Promise<Known>
  /**
   * Reads the session anew if a server action has changed it since. Where the server renders it too (`seeded`), that
   * is on its way, and is waited for.
   */
  look(options: { seeded: boolean }): void
  /** Tells the other tabs to look. */
  announce(signedIn: boolean, changed: boolean): void
  /** Calls back with each session, and at once with the one that is known. */
  subscribe(listener: (session: Known) => void): () => void
}

/**
 * The session in an answer. Only a body that says so means signed out; an error, or a page of something in
 * between, means that we don't know.
 */
export function sessionOf({ ok, data }: Answer): Known {
  if (!ok || typeof data !== "object" || Array.isArray(data)) return undefined
  return data && Object.keys(data).length > 0 ? (data as Session) : null
}

/** `expires` moves with each read of a sliding session. */
const identity = (session: Known): string => JSON.stringify({ ...session, expires: "" })

/** Milliseconds in which a page that the server renders anew has its session. */
const SEED_WAIT = 1000

/** What a browser knows of its session, shared by all providers of a client. */
export function createSessionStore(state: AuthClientState): SessionStore {
  const listeners = new Set<(session: Known) => void>()
  let flight: Promise<Known> | undefined
  let epoch = 0
  let seen = readMark()
  let looking: ReturnType<typeof setTimeout> | undefined

  const read = async (params?: ServerRequestParams): Promise<Known> =>
    sessionOf(await request(state, "session", undefined, params))

  function invalidate(): void {
    epoch++
    flight = undefined
  }

  function announce(signedIn: boolean, changed: boolean, mark?: string): void {
    channel.post({ basePath: state.basePath, signedIn, changed, ...(mark && { mark }) })
  }

  /** What is known from now on is at least as new as the mark that is there now. @returns it, if it is a new one */
  function note(): string | undefined {
    const mark = readMark()
    if (mark === seen) return undefined
    seen = mark
    return mark
  }

  function publish(session: Session | null, broadcast: boolean, mark?: string): void {
    const before = state._session
    // The same content keeps its identity, so that nothing renders again.
    if (JSON.stringify(before) !== JSON.stringify(session)) state._session = session
    state._lastSync = Math.floor(Date.now() / 1000)
    for (const listener of listeners) listener(state._session)
    const changed = before !== undefined && identity(before) !== identity(session)
    // The first read tells a tab that came back from a provider signed in to those that were signed out.
    if (broadcast && (changed || before === undefined)) announce(session !== null, changed, mark)
  }

  function refresh({ broadcast = true }: { broadcast?: boolean | undefined } = {}): Promise<Known> {
    if (flight) return flight
    const started = epoch
    const known = seen
    const mark = note()
    const mine = read().then((session) => {
      // Overtaken by a sign-in, a sign-out or a newer session: what this request saw is old.
      if (started !== epoch) return flight ?? state._session
      flight = undefined
      if (session !== undefined) publish(session, broadcast, mark)
      else seen = known
      return state._session
    })
    flight = mine
    return mine
  }

  const sync: SessionStore["sync"] = (options) => {
    invalidate()
    return refresh(options)
  }

  const look: SessionStore["look"] = ({ seeded }) => {
    if (looking !== undefined || readMark() === seen) return
    const attempt = (): void => {
      looking = undefined
      if (readMark() !== seen) void sync()
    }
    if (seeded) looking = setTimeout(attempt, SEED_WAIT)
    else attempt()
  }

  const channel = createChannel(({ basePath, signedIn, changed, mark }) => {
    const known = state._session
    if (basePath !== state.basePath) return
    if (!changed && (known === undefined || signedIn === (known !== null))) return
    if (mark !== undefined && mark === seen) return
    void sync({ broadcast: false })
  })

  return {
    read,
    refresh,
    invalidate,
    sync,
    look,
    announce,
    adopt(session) {
      invalidate()
      publish(session, true, note())
    },
    subscribe(listener) {
      listeners.add(listener)
      if (state._session !== undefined) listener(state._session)
      const hangUp = channel.listen()
      return () => {
        listeners.delete(listener)
        hangUp()
      }
    },
  }
}
