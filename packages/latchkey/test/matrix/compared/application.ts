import type { Answer, WireClient } from "../../doors/wire-client.ts"
import type { Issuer } from "../../support/issuer.ts"

/** Whether what was begun is accepted, where it is shown now. */
export type Show = () => Promise<boolean>

/** What a thing is begun with, beside the browser. */
export interface Surroundings {
  readonly issuer: Issuer
  /** The addresses of the links that were mailed. */
  readonly mails: string[]
}

/** One kind of thing that is to outlive its keys. */
export interface ComparedThing {
  /** Where the application keeps sessions. */
  readonly sessions: "cookie" | "database"
  /** The cookies that carry the thing; never matches where none does. */
  readonly carriers: RegExp
  /** Accepted as often as it is shown; else once. */
  readonly lasting: boolean
  begin(client: WireClient, around: Surroundings): Promise<Show>
}

/** One application, made with some library. */
export interface Application {
  /** Origin and base path. */
  readonly base: string
  /** An instance with these secrets, the newest first. All instances share one store. */
  instance(secrets: readonly string[]): Answer
}

export const THINGS = [
  "session in a cookie",
  "session in a database",
  "CSRF token",
  "sign-in at a provider",
  "mailed link",
] as const
export type ThingName = (typeof THINGS)[number]

/** What is compared. */
export interface Library {
  readonly name: string
  /** The published version; null for this repository. */
  readonly version: string | null
  /** Null where it has no such thing. */
  readonly things: Readonly<Record<ThingName, ComparedThing | null>>
  application(thing: ComparedThing, around: Surroundings): Application
}

export const NEVER = /(?!)/
export const ORIGIN = "https://app.example"

export function forget(client: WireClient, names: RegExp): void {
  for (const name of [...client.cookies.keys()].filter((one) => names.test(one))) {
    client.cookies.delete(name)
  }
}

export function has(client: WireClient, names: RegExp): boolean {
  return [...client.cookies.keys()].some((name) => names.test(name))
}
