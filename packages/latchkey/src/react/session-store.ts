import type { Session } from "../vocabulary/session.ts"
import { createChannel } from "./channel.ts"
import type { Answer } from "./request.ts"
import { cookiesOf, request } from "./request.ts"
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

/** What a browser knows of its session, shared by all providers of a client. */
export function createSessionStore(state: AuthClientState): SessionStore {
  const listeners = new Set<(session: Known) => void>()
  let flight: Promise<Known> | undefined
  let epoch = 0

  const read = async (params?: ServerRequestParams): Promise<Known> =>
    sessionOf(await request(state, "session", cookiesOf(params)))

  function invalidate(): void {
    epoch++
    flight = undefined
  }

  function announce(signedIn: boolean, changed: boolean): void {
    channel.post({ basePath: state.basePath, signedIn, changed })
  }

  function publish(session: Session | null, broadcast: boolean): void {
    const before = state._session
    // The same content keeps its identity, so that nothing renders again.
    if (JSON.stringify(before) !== JSON.stringify(session)) state._session = session
    state._lastSync = Math.floor(Date.now() / 1000)
    for (const listener of listeners) listener(state._session)
    const changed = before !== undefined && identity(before) !== identity(session)
    // The first read tells a tab that came back from a provider signed in to those that were signed out.
    if (broadcast && (changed || before === undefined)) announce(session !== null, changed)
  }

  function refresh({ broadcast = true }: { broadcast?: boolean | undefined } = {}): Promise<Known> {
    if (flight) return flight
    const started = epoch
    const mine = read().then((session) => {
      // Overtaken by a sign-in, a sign-out or a newer session: what this request saw is old.
      if (started !== epoch) return flight ?? state._session
      flight = undefined
      if (session !== undefined) publish(session, broadcast)
      return state._session
    })
    flight = mine
    return mine
  }

  const sync: SessionStore["sync"] = (options) => {
    invalidate()
    return refresh(options)
  }

  const channel = createChannel(({ basePath, signedIn, changed }) => {
    const known = state._session
    if (basePath !== state.basePath) return
    if (!changed && (known === undefined || signedIn === (known !== null))) return
    void sync({ broadcast: false })
  })

  return {
    read,
    refresh,
    invalidate,
    sync,
    announce,
    adopt(session) {
      invalidate()
      publish(session, true)
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
