import type { User } from "./user.ts"

/** What a door types otherwise: that of NextAuth 4 augments it. Not for applications. */
export interface DoorTypes {}

/** The user of a session. */
export type SessionUser = DoorTypes extends { sessionUser: infer U } ? U : User

/** What every session has. An application adds its own fields by augmenting {@link Session}. */
export interface DefaultSession {
  user?: SessionUser
  /** When the session ends if nothing renews it; ISO 8601. */
  expires: string
}

/** The signed-in state of one browser, as the application sees it. */
export interface Session extends DefaultSession {}
