import type { AuthConfig } from "../config/auth-config.ts"
import {
  type ListedSession,
  listSessions,
  type RevokedSessions,
  revokeSessions,
  type SessionsEnded,
} from "../core/sessions.ts"
import { configOf, type Site } from "./place.ts"
import { requestScope } from "./scope.ts"

/** The sessions of whoever is signed in, in server components, server actions and route handlers. */
export interface NextSessions {
  /**
   * Those that live now, newest sign-in first; the one that asks is marked `current`. None where nobody is signed in.
   *
   * @throws RecordsUnavailable, RevocationsUnavailable, KeysUnavailable, MissingSecret
   * @throws TypeError where `session.records` is not set
   */
  list(): Promise<ListedSession[]>
  /** Ends the one of that id, if it is theirs. */
  end(id: string): Promise<SessionsEnded>
  /** Ends all but the one that asks. */
  endOthers(): Promise<SessionsEnded>
  /** Ends all. The cookie here goes with the next answer that can set one; `signOut()` takes it at once. */
  endAll(): Promise<SessionsEnded>
}

export function sessionsOf(site: Site): NextSessions {
  /** The request is asked for first, which tells Next.js that the page depends on it. */
  const here = async (): Promise<{ config: AuthConfig; incoming: { headers: Headers } }> => {
    const { headers } = await requestScope()
    const config = (await configOf(site.source, undefined)) as AuthConfig
    return { config, incoming: { headers } }
  }
  type Here = Awaited<ReturnType<typeof here>>["incoming"]
  const end = async (which: (me: Here) => RevokedSessions<Here>): Promise<SessionsEnded> => {
    const { config, incoming } = await here()
    return revokeSessions(config, site.door, which(incoming))
  }
  return {
    async list() {
      const { config, incoming } = await here()
      return listSessions(config, site.door, incoming)
    },
    end: (id) => end((me) => ({ session: id, user: me, reason: "one-by-user" })),
    endOthers: () => end((me) => ({ user: me, except: me, reason: "others-by-user" })),
    endAll: () => end((me) => ({ user: me, reason: "all-by-user" })),
  }
}
