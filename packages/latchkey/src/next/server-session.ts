/**
 * `getServerSession`, as NextAuth 4 has it: `latchkey/next/server-session`.
 *
 * @module
 */
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from "next"
import type { Door } from "../config/context.ts"
import type { SessionFrom } from "../contracts/session-type.ts"
import type { Session } from "../vocabulary/session.ts"
import { readCall } from "./calls.ts"
import { nodeSession } from "./pages-api.ts"
import { scopedSession } from "./read.ts"
import type { NextAuthCallbacks, NextAuthConfig } from "./types.ts"

/** The configuration; of it, what a session is read with. */
export interface GetServerSessionOptions extends Partial<Omit<NextAuthConfig, "callbacks">> {
  callbacks?: Omit<Partial<NextAuthCallbacks>, "session"> & { session?: (...args: any[]) => any }
}

/** In an API route, in `getServerSideProps`, or in a server component. */
export type GetServerSessionParams<O extends GetServerSessionOptions> =
  | [GetServerSidePropsContext["req"], GetServerSidePropsContext["res"], O]
  | [NextApiRequest, NextApiResponse, O]
  | [O]
  | []

/** What the `session` callback answers, where its type says so. */
export type SessionOf<O> = O extends { callbacks: { session: (...args: any[]) => infer R } }
  ? SessionFrom<Awaited<R>>
  : Session

export interface GetServerSession {
  <O extends GetServerSessionOptions>(
    ...args: GetServerSessionParams<O>
  ): Promise<SessionOf<O> | null>
}

/** `getServerSession` for one door. */
export function createGetServerSession(door: Door): GetServerSession {
  async function getServerSession(...args: readonly unknown[]): Promise<Session | null> {
    const options = args.length >= 2 ? args[2] : args[0]
    const config = { providers: [], ...(options as object | undefined) } as NextAuthConfig
    if (args.length < 2) return scopedSession({ source: config, door })
    const call = readCall(args)
    if (call.kind !== "node") throw new TypeError("getServerSession takes (req, res, options)")
    return nodeSession({ door, source: config }, call.req, call.res)
  }
  return getServerSession as GetServerSession
}

/**
 * The session, where code runs on the server.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost: not knowing is not the same as nobody
 * @example
 * ```ts
 * const session = await getServerSession(authOptions)
 * ```
 */
export const getServerSession: GetServerSession = createGetServerSession({
  compat: undefined,
  basePath: "/api/auth",
})
