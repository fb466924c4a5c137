import type { Adapter } from "latchkey/adapters"
import type { accountTokens } from "latchkey/adapters/sql"
import type { AuthConfig } from "latchkey"
import type { EventTable } from "latchkey/events/table"
import type { KeyStore } from "latchkey/keyring"

/** Everything that the demo keeps, in one place. */
export interface Store {
  /** Users, accounts, sessions, and which of them have ended. */
  readonly adapter: Adapter
  /** The key ring. */
  readonly keys: KeyStore
  /** Sessions that may stay when a key is revoked. */
  readonly register: NonNullable<NonNullable<AuthConfig["session"]>["register"]>
  /** The tokens of accounts, which are sealed where the ring can be told what is stored. */
  readonly tokens?: ReturnType<typeof accountTokens>
  /** What happened, kept for thirty days beside the users; not in Redis, which has no tables. */
  readonly activity?: EventTable
  close(): Promise<void>
}
