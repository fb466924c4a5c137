/**
 * `withAuth` for those who come from NextAuth 4: `latchkey/doors/v5/middleware`. NextAuth 5 itself refuses to load
 * this path.
 *
 * @module
 */
import { createWithAuth, type WithAuth } from "../../next/middleware.ts"

/**
 * Lets only those pass who are signed in, by the token in their cookie.
 *
 * @example
 * ```ts
 * export default withAuth({ pages: { signIn: "/login" } })
 * ```
 */
const withAuth: WithAuth = createWithAuth({ compat: 5, basePath: "/api/auth" })
export default withAuth
export { withAuth }

export type {
  NextMiddlewareWithAuth,
  NextRequestWithAuth,
  WithAuth,
  WithAuthMiddleware,
  WithAuthOptions,
} from "../../next/middleware.ts"
