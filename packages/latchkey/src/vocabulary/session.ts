import type { User } from "./user.ts"

/** What every session has. An application adds its own fields by augmenting {@link Session}. */
export interface DefaultSession {
  user?: User
  /** When the session ends if nothing renews it; ISO 8601. */
  expires: string
}

/** The signed-in state of one browser, as the application sees it. */
export interface Session extends DefaultSession {}
