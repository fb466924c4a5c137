import type {
  Adapter,
  AdapterAccount,
  AdapterAuthenticator,
  AdapterSession,
  AdapterUser,
} from "../../contracts/adapter.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"

/** A part of the contract that a configuration may not need. */
export type ConformanceGroup =
  | "users"
  | "accounts"
  | "sessions"
  | "tokens"
  | "webauthn"
  | "increment"
  | "transaction"
  | "account-changes"
  | "session-list"
  | "leases"

/** Looks into the store itself, past the adapter. Each answers the raw row, or null where there is none. */
export interface AdapterRows {
  user?(id: string): Awaitable<unknown>
  account?(key: Pick<AdapterAccount, "provider" | "providerAccountId">): Awaitable<unknown>
  session?(sessionToken: string): Awaitable<unknown>
  verificationToken?(key: { identifier: string; token: string }): Awaitable<unknown>
}

export interface ConformanceContext {
  readonly adapter: Required<Adapter>
  readonly db: AdapterRows
  /** How many calls a race has. */
  readonly races: number
  /** A date so many seconds from now, as exact as the store promises. */
  readonly in: (seconds: number) => Date
}

export interface ConformanceCase {
  /** Stable: a number is never given to another case. */
  readonly id: `C${number}`
  readonly group: ConformanceGroup
  readonly title: string
  /** Whether it is about who comes first, so that it is run several times. */
  readonly raced?: true
  run(context: ConformanceContext): Promise<void>
}

/** A text that no other case and no other run uses. */
export const unique = (): string => crypto.randomUUID()

export const newUser = (fields: Partial<AdapterUser> = {}): AdapterUser => ({
  id: unique(),
  name: "Ada",
  email: `ada-${unique()}@example.com`,
  emailVerified: null,
  image: "https://example.com/ada.png",
  ...fields,
})

/** A stored user; the id may be the store's own. */
export const storedUser = async (
  { adapter }: ConformanceContext,
  fields: Partial<AdapterUser> = {},
): Promise<AdapterUser> => adapter.createUser(newUser(fields))

export const newAccount = (
  userId: string,
  fields: Partial<AdapterAccount> = {},
): AdapterAccount => ({
  userId,
  type: "oidc",
  provider: "example",
  providerAccountId: unique(),
  ...fields,
})

export const newSession = (
  { in: at }: ConformanceContext,
  userId: string,
  fields: Partial<AdapterSession> = {},
): AdapterSession => ({ sessionToken: unique(), userId, expires: at(3600), ...fields })

export const newAuthenticator = (
  userId: string,
  fields: Partial<AdapterAuthenticator> = {},
): AdapterAuthenticator => ({
  credentialID: unique(),
  userId,
  providerAccountId: unique(),
  credentialPublicKey: "cHVibGljIGtleQ",
  counter: 0,
  credentialDeviceType: "multiDevice",
  credentialBackedUp: true,
  transports: "internal,hybrid",
  ...fields,
})
