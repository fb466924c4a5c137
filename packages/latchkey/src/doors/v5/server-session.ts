/**
 * `getServerSession` for those who come from NextAuth 4: `latchkey/doors/v5/server-session`. NextAuth 5 itself refuses
 * to load this path.
 *
 * @module
 */
import { createGetServerSession, type GetServerSession } from "../../next/server-session.ts"

/**
 * The session, where code runs on the server.
 *
 * @example
 * ```ts
 * const session = await getServerSession(authOptions)
 * ```
 */
export const getServerSession: GetServerSession = createGetServerSession({
  compat: 5,
  basePath: "/api/auth",
})

export type {
  GetServerSession,
  GetServerSessionOptions,
  GetServerSessionParams,
  SessionOf,
} from "../../next/server-session.ts"
