import type { AuthConfig } from "../config/auth-config.ts"
import {
  listSessions,
  type RevokedSessions,
  revokeSessions,
  type SessionsEnded,
} from "../core/sessions.ts"
import { configOf, type Site } from "./place.ts"
import { requestScope } from "./scope.ts"
import type { NextSessions } from "./types.ts"

/** What `auth.sessions` does. */
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
