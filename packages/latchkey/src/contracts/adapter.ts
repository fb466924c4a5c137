import type { Account } from "../vocabulary/account.ts"
import type { Authenticator } from "../vocabulary/authenticator.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { RevocationStore } from "./revocations.ts"
import type { SessionRecords } from "./session-records.ts"
import type { User } from "../vocabulary/user.ts"

/** A user as it is stored. */
export interface AdapterUser extends User {
  id: string
  /** Lower-case, canonical; the only comparison key for a person's mailbox. */
  email: string
  /** When the user proved to own `email`; null if never. */
  emailVerified: Date | null
}

export type AdapterAccountType = "oidc" | "oauth" | "email" | "webauthn"

/** An account as it is stored. */
export interface AdapterAccount extends Account {
  userId: string
  type: AdapterAccountType
}

/** A session as it is stored. */
export interface AdapterSession {
  /** The opaque value of the cookie, or its hash where the store says so. */
  sessionToken: string
  userId: string
  expires: Date
}

/** A stored session as others may name it: who has this can't sign in with it. */
export interface AdapterSessionName {
  /** SHA-256 of the session token, base64url. */
  id: string
  expires: Date
}

/** A one-time token that proves the ownership of an e-mail address. */
export interface VerificationToken {
  /** The canonical e-mail address. */
  identifier: string
  expires: Date
  /** Never the value that was mailed: a MAC of it. */
  token: string
}

export interface AdapterAuthenticator extends Authenticator {
  userId: string
}

/**
 * Where users, accounts, sessions and one-time tokens are kept. Every method is optional in the type, because
 * what is needed depends on the configuration; `latchkey/testing` has the suite that shows an adapter is right.
 *
 * An adapter MUST
 * - return `null`, never throw, for what does not exist;
 * - throw on a store that fails: an error is never an empty answer;
 * - compare identifiers exactly (no case folding, no accent folding, no trailing-space rules);
 * - consume atomically: of any number of concurrent `useVerificationToken` calls for one row, one gets it;
 * - keep (provider, providerAccountId) and `email` unique by the store's own means;
 * - accept being called as free functions: no `this`.
 */
export interface Adapter {
  createUser?(user: AdapterUser): Awaitable<AdapterUser>
  getUser?(id: string): Awaitable<AdapterUser | null>
  getUserByEmail?(email: string): Awaitable<AdapterUser | null>
  getUserByAccount?(
    account: Pick<AdapterAccount, "provider" | "providerAccountId">,
  ): Awaitable<AdapterUser | null>
  updateUser?(user: Partial<AdapterUser> & Pick<AdapterUser, "id">): Awaitable<AdapterUser>
  /** Deletes the user with every account, session and authenticator. */
  deleteUser?(userId: string): Promise<void> | Awaitable<AdapterUser | null | undefined>
  linkAccount?(
    account: AdapterAccount,
  ): Promise<void> | Awaitable<AdapterAccount | null | undefined>
  unlinkAccount?(
    account: Pick<AdapterAccount, "provider" | "providerAccountId">,
  ): Promise<void> | Awaitable<AdapterAccount | undefined>
  getAccount?(
    providerAccountId: AdapterAccount["providerAccountId"],
    provider: AdapterAccount["provider"],
  ): Awaitable<AdapterAccount | null>
  /** Every account of a user. Optional; for settings pages, and so that the last way in is never taken away. */
  listAccountsByUserId?(userId: string): Awaitable<AdapterAccount[]>
  /**
   * Sets what is given of an account, which its provider and its id there name; what is `null` is emptied. Answers the
   * account, or null where there is none. With `expected`, only where these fields still are what it says, else null.
   * Optional; for provider tokens that are refreshed.
   */
  updateAccount?(
    account: Partial<AdapterAccount> & Pick<AdapterAccount, "provider" | "providerAccountId">,
    expected?: Partial<AdapterAccount>,
  ): Awaitable<AdapterAccount | null>
  createSession?(session: {
    sessionToken: string
    userId: string
    expires: Date
  }): Awaitable<AdapterSession>
  getSessionAndUser?(
    sessionToken: string,
  ): Awaitable<{ session: AdapterSession; user: AdapterUser } | null>
  updateSession?(
    session: Partial<AdapterSession> & Pick<AdapterSession, "sessionToken">,
  ): Awaitable<AdapterSession | null | undefined>
  deleteSession?(sessionToken: string): Promise<void> | Awaitable<AdapterSession | null | undefined>
  /**
   * Every session of a user, by its public id: SHA-256 of the session token, base64url. Optional.
   */
  listSessionsByUserId?(userId: string): Awaitable<AdapterSessionName[]>
  /**
   * Deletes the sessions of a user, of which `only` or all but `except` are meant by public id, and answers the public
   * ids of those that it deleted. Optional; with it sessions in a database can be ended by `revokeSessions`.
   */
  deleteSessionsByUserId?(
    userId: string,
    which?: { readonly only?: string; readonly except?: string },
  ): Awaitable<string[]>
  createVerificationToken?(
    token: VerificationToken,
  ): Awaitable<VerificationToken | null | undefined>
  /** Takes the row that has both the identifier and the token out of the store, or answers null. Atomic. */
  useVerificationToken?(params: {
    identifier: string
    token: string
  }): Awaitable<VerificationToken | null>
  getAuthenticator?(
    credentialID: AdapterAuthenticator["credentialID"],
  ): Awaitable<AdapterAuthenticator | null>
  createAuthenticator?(authenticator: AdapterAuthenticator): Awaitable<AdapterAuthenticator>
  listAuthenticatorsByUserId?(
    userId: AdapterAuthenticator["userId"],
  ): Awaitable<AdapterAuthenticator[]>
  /**
   * Sets the counter. With `expected`, only where it still is that, else throws: so that of two uses of one counter
   * value one is refused. An adapter may leave `expected` out; then only its readers can tell.
   */
  updateAuthenticatorCounter?(
    credentialID: AdapterAuthenticator["credentialID"],
    newCounter: AdapterAuthenticator["counter"],
    expected?: AdapterAuthenticator["counter"],
  ): Awaitable<AdapterAuthenticator>
  /**
   * Sets `credentialBackedUp`, which may change with each use (WebAuthn Level 3 §7.2 step 23). Optional: without it the
   * column says what was so at registration.
   */
  updateAuthenticatorBackup?(
    credentialID: AdapterAuthenticator["credentialID"],
    backedUp: AdapterAuthenticator["credentialBackedUp"],
  ): Promise<unknown>
  /**
   * Adds `by` to a named counter that forgets itself at `expires`, and answers the new count. Atomic. While a
   * counter lives, its first `expires` stands: whoever keeps trying doesn't put the end off.
   * Optional; used for throttling.
   */
  increment?(params: { key: string; by: number; expires: Date }): Awaitable<number>
  /**
   * Takes a named lease, or answers false while somebody else's lives. Who holds it takes it again to make it longer.
   * Atomic; the store's clock decides. Optional; so that of many instances one refreshes a token.
   */
  takeLease?(lease: {
    readonly key: string
    /** Random, of this one attempt. */
    readonly holder: string
    /** Milliseconds that it lives: a process that dies lets go by that. */
    readonly ttl: number
  }): Awaitable<boolean>
  /** Gives a lease back before its time, if it is this holder's still. */
  releaseLease?(lease: { readonly key: string; readonly holder: string }): Awaitable<void>
  /** Where sessions are listed with when, where from and how they began. Optional; for `session.records: true`. */
  readonly records?: SessionRecords
  /** Where sessions in cookies are noted that ended before their time. Optional; for `session.revocable: true`. */
  readonly revocations?: RevocationStore
  /**
   * Runs `work` so that either all its writes are kept or none. Optional; without it a flow orders its writes
   * so that a crash between two of them leaves nothing that lets anyone in.
   */
  transaction?<T>(work: (adapter: Adapter) => Promise<T>): Promise<T>
}

/** What every adapter of ours has. */
export type FullAdapter = Adapter & Required<Omit<Adapter, "records">>
