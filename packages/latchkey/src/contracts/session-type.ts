import type { DefaultSession, Session } from "../vocabulary/session.ts"
import type { AdapterSession, AdapterUser } from "./adapter.ts"

declare const sessionType: unique symbol

/** Carries the type of a session, so that code for the browser can name what the server's configuration says. */
export interface SessionCarrier<S> {
  /** A type only; never there. */
  readonly [sessionType]?: S
}

/**
 * The type of the session that an `auth` of ours answers.
 *
 * @example
 * ```ts
 * export type AppSession = SessionTypeOf<typeof auth>
 * ```
 */
export type SessionTypeOf<A extends SessionCarrier<unknown>> =
  A extends SessionCarrier<infer S> ? S : never

/** The session that the `session` callback is given: with a database the row and its user. */
export type GivenSession = { user: AdapterUser } & AdapterSession & Session

type Shown<T> = { [K in keyof T]: T[K] }
type SessionUser = NonNullable<Session["user"]>

/** A user whom the callback was given, without what only the row has. */
type UserOf<U> = AdapterUser & SessionUser extends U
  ? SessionUser
  : U extends AdapterUser
    ? Shown<SessionUser & { id: string } & Omit<U, keyof AdapterUser | keyof SessionUser>>
    : U

/**
 * The session that the application sees, from what its `session` callback answers: `Session` where it answers what it
 * was given, else with the fields that it adds.
 */
export type SessionFrom<R> = unknown extends R
  ? Session
  : DefaultSession extends R
    ? Session
    : GivenSession extends R
      ? Session
      : R extends AdapterSession
        ? {
            [
              K in keyof R as K extends Exclude<keyof AdapterSession, keyof Session> ? never : K
            ]: K extends "user" ? UserOf<R[K]> : K extends "expires" ? string : R[K]
          }
        : R
