/**
 * What `next-auth/middleware` exports in NextAuth 4: `latchkey/doors/v4/middleware`.
 *
 * @module
 */
import type { NextFetchEvent, NextRequest } from "next/server.js"
import {
  createWithAuth,
  type NextMiddlewareWithAuth,
  type NextRequestWithAuth,
  type WithAuth,
  type WithAuthOptions,
} from "../../next/middleware.ts"
import { type Callable, callable } from "./callable.ts"

/** Options of `withAuth`. */
export interface NextAuthMiddlewareOptions extends WithAuthOptions {}

/** What `withAuth` can be called with. */
export type WithAuthArgs =
  | [NextRequestWithAuth | NextRequest]
  | [NextRequestWithAuth | NextRequest, NextFetchEvent]
  | [NextRequestWithAuth | NextRequest, NextAuthMiddlewareOptions]
  | [NextMiddlewareWithAuth]
  | [NextMiddlewareWithAuth, NextAuthMiddlewareOptions]
  | [NextAuthMiddlewareOptions]
  | []

const base: WithAuth = createWithAuth({ compat: 4, basePath: "/api/auth" })

/**
 * Lets only those pass who are signed in, by the token in their cookie; sessions in a database are unknown here.
 *
 * @example
 * ```ts
 * export default withAuth({ callbacks: { authorized: ({ token }) => token?.role === "admin" } })
 * ```
 */
const withAuth: Callable<WithAuth, { readonly withAuth: WithAuth }> = callable(base, {
  withAuth: base,
})
export default withAuth
export { withAuth }

export type {
  NextMiddlewareWithAuth,
  NextRequestWithAuth,
  WithAuth,
  WithAuthMiddleware,
  WithAuthOptions,
} from "../../next/middleware.ts"
