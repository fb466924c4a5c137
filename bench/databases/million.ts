import { createHash } from "node:crypto"
import { EMAIL } from "../harness/contender.ts"

/** How many of the sessions are asked for, in turn: no store answers from one page alone. */
export const ASKED = 1_000

/** How many users sessions belong to. */
export const usersOf = (sessions: number): number => Math.min(100_000, sessions)

export const USER_NAME = "Ada Lovelace"

/** The n-th token that is asked for. */
export const tokenOf = (n: number): string => `bench-session-${n}-${"x".repeat(20)}`

/** As Latchkey stores it. To those that store tokens as they are this is a token. */
export const storedToken = (n: number): string =>
  `h1:${createHash("sha256").update(tokenOf(n)).digest("base64url")}`

/** Everybody who is asked for has this address but for a tag. */
export const emailOf = (n: number): string => EMAIL.replace("@", `+${n}@`)

/** Each of the sessions that are asked for is another person's. */
export function untagged(email: string | null | undefined): string | undefined {
  return email?.replace(/\+\d+@/, "@")
}

/** Milliseconds of each session: so long that no check is due to write. */
export const LIFETIME = 3_650 * 86_400_000

/** What `make` answers for each of those that are asked for, in turn. */
export function inTurn<T>(make: (n: number) => T): () => T {
  const all = Array.from({ length: ASKED }, (_, n) => make(n))
  let n = 0
  return () => all[n++ % ASKED]!
}
