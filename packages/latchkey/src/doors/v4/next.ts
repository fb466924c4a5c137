/**
 * What `next-auth/next` exports in NextAuth 4: `latchkey/doors/v4/next`.
 *
 * @module
 */
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from "next"
import type { NextRequest } from "next/server.js"
import type { Door } from "../../config/context.ts"
import { createNextAuth } from "../../next/create.ts"
import { createGetServerSession } from "../../next/server-session.ts"
import type {
  NextAuthConfigSource,
  NextAuthResult,
  NextAuthRouteContext,
} from "../../next/types.ts"
import type { Session } from "../../vocabulary/session.ts"
import { type Callable, callable } from "./callable.ts"
import type { AuthOptions, CallbacksOptions } from "./types.ts"

const door: Door = { compat: 4, basePath: "/api/auth" }

/** `NextAuth`, as NextAuth 4 types it. */
export interface NextAuthFunction {
  /** Answers one request of the pages router. */
  (req: NextApiRequest, res: NextApiResponse, options: AuthOptions): Promise<any>
  /** Answers one request of the app router. */
  (
    req: NextRequest | Request,
    context: NextAuthRouteContext,
    options: AuthOptions,
  ): Promise<Response>
  /** Sets authentication up; the result is itself the handler. */
  (options: AuthOptions | Extract<NextAuthConfigSource, Function>): NextAuthResult
}

/** The configuration; of it, what a session is read with. */
export type GetServerSessionOptions = Partial<Omit<AuthOptions, "callbacks">> & {
  callbacks?: Partial<Omit<CallbacksOptions, "session">> & { session?: (...args: any[]) => any }
}

/** In an API route, in `getServerSideProps`, or in a server component. */
export type GetServerSessionParams<O extends GetServerSessionOptions> =
  | [GetServerSidePropsContext["req"], GetServerSidePropsContext["res"], O]
  | [NextApiRequest, NextApiResponse, O]
  | [O]
  | []

/** `getServerSession`, as NextAuth 4 types it. */
export interface GetServerSession {
  <
    O extends GetServerSessionOptions,
    R = O["callbacks"] extends { session: (...args: any[]) => infer U } ? Awaited<U> : Session,
  >(
    ...args: GetServerSessionParams<O>
  ): Promise<R | null>
}

/**
 * The session, where code runs on the server.
 *
 * @example
 * ```ts
 * const session = await getServerSession(authOptions)
 * ```
 */
export const getServerSession: GetServerSession = createGetServerSession(
  door,
) as unknown as GetServerSession

/** @deprecated Its name is `getServerSession` now. */
export const unstable_getServerSession: GetServerSession = getServerSession

interface Named {
  readonly getServerSession: GetServerSession
  readonly unstable_getServerSession: GetServerSession
}

/**
 * Sets authentication up for a Next.js application, as NextAuth 4 would.
 *
 * @example
 * ```ts
 * export default NextAuth({ providers: [GitHub({ clientId, clientSecret })] })
 * ```
 */
const NextAuth: Callable<NextAuthFunction, Named> = callable(
  createNextAuth(door) as unknown as NextAuthFunction,
  { getServerSession, unstable_getServerSession },
)
export default NextAuth
