import type { Answer, WireClient } from "../../doors/wire-client.ts"
import type { Issuer } from "../../support/issuer.ts"

/** Whether what was begun is accepted, where it is shown now. */
export type Show = () => Promise<boolean>

/** One application, made with some library, in which one kind of thing is to outlive its keys. */
export interface Application {
  /** Origin and base path. */
  readonly base: string
  /** The cookies that carry the thing; never matches where none does. */
  readonly carriers: RegExp
  /** Accepted as often as it is shown; else once. */
  readonly lasting: boolean
  /** An instance with these secrets, the newest first. All instances share one store. */
  instance(secrets: readonly string[]): Answer
  begin(client: WireClient): Promise<Show>
}

/** What is compared. */
export const THINGS = [
  "session in a cookie",
  "session in a database",
  "CSRF token",
  "sign-in at a provider",
  "mailed link",
] as const
export type ThingName = (typeof THINGS)[number]

/** A library, and its application for each thing; null where it has no such thing. */
export interface Library {
  readonly name: string
  /** The published version; null for this repository. */
  readonly version: string | null
  applications(issuer: Issuer): Readonly<Record<ThingName, (() => Application) | null>>
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
