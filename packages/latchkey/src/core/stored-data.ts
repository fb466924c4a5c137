import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { openStored, openStoredAccount, ringForStorage } from "../config/stored-data.ts"
import { type AccountPlace, sealAccount } from "../keys/data/account-tokens.ts"
import { type OpenedData, sealData } from "../keys/data/seal-data.ts"

/** Where a text is kept. */
export interface StoragePlace {
  /** E.g. table, row and column: `notes/42/body`. What is sealed for one place is refused in any other. */
  readonly context: string
}

/** Seals and opens what an application stores, with the ring of its configuration. */
export interface StoredData {
  seal(text: string, place: StoragePlace): Promise<string>
  unseal(stored: string, place: StoragePlace): Promise<OpenedData>
  sealAccount<A extends AccountPlace>(account: A): Promise<A>
  unsealAccount<A extends AccountPlace>(account: A): Promise<A>
}

/** @param config Asked for at each call. */
export function storedData(config: () => Promise<AuthConfig> | AuthConfig, door: Door): StoredData {
  const context = async (): Promise<Context> =>
    new Context(await config(), door, { headers: new Headers() })
  return {
    seal: async (text, place) =>
      sealData(await ringForStorage(await context()), text, place.context),
    unseal: async (stored, place) => openStored(await context(), stored, place.context),
    sealAccount: async (account) => sealAccount(await ringForStorage(await context()), account),
    unsealAccount: async (account) => openStoredAccount(await context(), account),
  }
}
