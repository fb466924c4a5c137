import type { DatabaseKind } from "../../../databases/database.ts"
import type { TypeName } from "./types.ts"

/** The tables that an adapter of Auth.js would have too. */
export type AuthTable = "users" | "accounts" | "sessions" | "verificationTokens" | "authenticators"

export type LayoutName = "latchkey" | "drizzle" | "prisma" | "pg"

/** How the tables of Auth.js's adapters differ. */
export interface Layout {
  /** Whose it is, as people know it. */
  readonly title: string
  readonly kinds: readonly DatabaseKind[]
  readonly names: Readonly<Record<AuthTable, string>>
  /** Ids of users. */
  readonly id: TypeName
  /** Ids of users in the rows of others. */
  readonly owner: TypeName
  /** Text of no great length. */
  readonly string: TypeName
  /** Text that nothing is found by. */
  readonly free: TypeName
  readonly counting: TypeName
  readonly time: TypeName
  /** Accounts and sessions have a number of their own. */
  readonly numbered: boolean
}

const all = ["sqlite", "postgres", "mysql"] as const

export const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  latchkey: {
    title: "Latchkey's",
    kinds: all,
    names: {
      users: "users",
      accounts: "accounts",
      sessions: "sessions",
      verificationTokens: "verification_tokens",
      authenticators: "authenticators",
    },
    id: "key",
    owner: "key",
    string: "key",
    free: "text",
    counting: "integer",
    time: "time",
    numbered: false,
  },
  drizzle: {
    title: "Drizzle's",
    kinds: all,
    names: {
      users: "user",
      accounts: "account",
      sessions: "session",
      verificationTokens: "verificationToken",
      authenticators: "authenticator",
    },
    id: "key",
    owner: "key",
    string: "key",
    free: "key",
    counting: "int",
    time: "drizzle-time",
    numbered: false,
  },
  prisma: {
    title: "Prisma's",
    kinds: all,
    names: {
      users: "User",
      accounts: "Account",
      sessions: "Session",
      verificationTokens: "VerificationToken",
      authenticators: "Authenticator",
    },
    id: "prisma-id",
    owner: "prisma-id",
    string: "prisma-id",
    free: "prisma-id",
    counting: "int",
    time: "prisma-time",
    numbered: false,
  },
  pg: {
    title: "@auth/pg-adapter's",
    kinds: ["postgres"],
    names: {
      users: "users",
      accounts: "accounts",
      sessions: "sessions",
      verificationTokens: "verification_token",
      authenticators: "authenticators",
    },
    id: "number",
    owner: "number-id",
    string: "key",
    free: "text",
    counting: "integer",
    time: "time",
    numbered: true,
  },
}
