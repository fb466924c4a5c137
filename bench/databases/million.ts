import { createHash } from "node:crypto"
import { EMAIL } from "../harness/contender.ts"

/** How many sessions are in the table. */
export const SESSIONS = 1_000_000
/** How many users they belong to. */
export const USERS = 100_000
/** How many of the sessions are asked for, in turn: no store answers from one page alone. */
export const ASKED = 1_000

export const USER_NAME = "Ada Lovelace"

/** The n-th token that is asked for. */
export const tokenOf = (n: number): string => `bench-session-${n}-${"x".repeat(20)}`

/** As Latchkey stores it. */
export const storedToken = (n: number): string =>
  `h1:${createHash("sha256").update(tokenOf(n)).digest("base64url")}`

/** Everybody who is asked for has this address but for a tag. */
export const emailOf = (n: number): string => EMAIL.replace("@", `+${n}@`)

/** Milliseconds of each session: so long that no check is due to write. */
export const LIFETIME = 3_650 * 86_400_000
