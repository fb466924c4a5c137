import type { Context, ReactElement } from "react"
import { createElement, useEffect, useMemo, useState } from "react"
import { inBrowser } from "./auth-url.ts"
import { watchMark } from "./session-mark.ts"
import type { Known, SessionStore } from "./session-store.ts"
import type {
  AuthClientState,
  SessionContextValue,
  SessionProviderProps,
  UpdateSession,
} from "./types.ts"

export interface ProviderParts {
  readonly state: AuthClientState
  readonly store: SessionStore
  readonly context: Context<SessionContextValue | undefined>
  readonly update: UpdateSession
}

/** Reads until there is an answer: without one nobody knows whether to show a page or the way to sign in. */
function load(store: SessionStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = 500
  let stopped = false
  const attempt = async (): Promise<void> => {
    if ((await store.refresh()) !== undefined || stopped) return
    timer = setTimeout(() => void attempt(), (wait = Math.min(wait * 2, 30_000)))
  }
  void attempt()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

function usePolling({ state, store }: ProviderParts, props: SessionProviderProps): void {
  const { refetchInterval = 0, refetchWhenOffline, refetchOnWindowFocus = true } = props

  useEffect(() => {
    if (!refetchOnWindowFocus) return
    // Who is signed out hears of a sign-in from the tab it happened in.
    const look = (): void => {
      if (document.visibilityState === "visible" && state._session !== null) void store.refresh()
    }
    const end = new AbortController()
    document.addEventListener("visibilitychange", look, end)
    return () => end.abort()
  }, [refetchOnWindowFocus])

  useEffect(() => {
    if (!refetchInterval) return
    const timer = setInterval(() => {
      const offline = refetchWhenOffline === false && !navigator.onLine
      if (state._session && !offline) void store.refresh()
    }, refetchInterval * 1000)
    return () => clearInterval(timer)
  }, [refetchInterval, refetchWhenOffline])
}

/** @see AuthClient.SessionProvider */
export function useSessionProvider(
  parts: ProviderParts,
  props: SessionProviderProps,
): ReactElement {
  const { state, store, context, update } = parts
  const given = props.session
  const [session, setSession] = useState<Known>(given)
  const [adopted, setAdopted] = useState<Known>(given)

  // By value: a parent that renders again with an equal object has no news, and may be older than what was read.
  if (
    given !== undefined &&
    given !== adopted &&
    JSON.stringify(given) !== JSON.stringify(adopted)
  ) {
    setAdopted(given)
    setSession(given)
  }

  // While rendering, since effects of children come before ours. Never on a server, which answers many people.
  if (inBrowser()) {
    if (props.basePath) state.basePath = props.basePath
    if (props.baseUrl) state.baseUrl = props.baseUrl
  }

  useEffect(() => store.subscribe(setSession), [])
  useEffect(() => {
    if (session === undefined) return load(store)
    store.adopt(session)
    return undefined
  }, [adopted])
  usePolling(parts, props)
  // A server action renders the page anew where it changes cookies: this looks then, and whenever the browser tells.
  const seeded = given !== undefined
  useEffect(() => watchMark(() => store.look({ seeded })), [seeded])
  useEffect(() => store.look({ seeded }))

  const value = useMemo((): SessionContextValue => {
    if (session) return { data: session, status: "authenticated", update }
    return { data: null, status: session === null ? "unauthenticated" : "loading", update }
  }, [session])
  return createElement(context.Provider, { value }, props.children)
}
