import type { FullAdapter } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Database } from "../../databases/database.ts"
import type { TablePlace } from "../../databases/ddl.ts"
import type { Watch } from "../../databases/watch.ts"
import { sqlRecordsIn } from "../../records/sql.ts"
import { sqlRevocationsIn } from "../../revocations/sql.ts"
import { whole } from "../whole.ts"
import { accountMethods } from "./accounts.ts"
import { authenticatorMethods } from "./authenticators.ts"
import { leaseMethods } from "./leases.ts"
import { openStore, type OpenStoreOptions } from "./open-store.ts"
import { sessionMethods } from "./sessions.ts"
import type { Store } from "./store.ts"
import { tokenMethods } from "./tokens.ts"
import { userMethods } from "./users.ts"

export interface AdapterAtOptions extends OpenStoreOptions {
  /** Where sessions in cookies are noted that ended before their time. */
  readonly revocations: TablePlace
  /** Where sessions are listed. */
  readonly records: TablePlace
  /** How others' notes of it are heard of. */
  readonly watch?: Watch | undefined
}

/** The adapter over a database, whoever carries its statements, with its tables where they are. */
export function adapterAt(
  database: Database,
  { revocations, records, watch, ...options }: AdapterAtOptions,
): FullAdapter {
  const store = (): MaybePromise<Store> => openStore(database, options)
  return adapterOf(store, {
    revocations: sqlRevocationsIn(database, revocations, watch),
    records: sqlRecordsIn(database, records),
  })
}

/** Stores of ours, which are no part of a transaction. */
type Beside = Required<Pick<FullAdapter, "revocations" | "records">>

function adapterOf(store: () => MaybePromise<Store>, beside: Beside): FullAdapter {
  return whole({
    ...beside,
    ...userMethods(store),
    ...accountMethods(store),
    ...sessionMethods(store),
    ...tokenMethods(store),
    ...authenticatorMethods(store),
    ...leaseMethods(store),
    transaction: async (work) =>
      (await store()).transaction((within) =>
        work(adapterOf(() => Promise.resolve(within), beside)),
      ),
  })
}
