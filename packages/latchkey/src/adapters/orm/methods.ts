import type { Adapter, FullAdapter } from "../../contracts/adapter.ts"

/** What an adapter over an ORM has: everything, but `transaction` where the driver has none. */
export type OrmAdapter = Omit<FullAdapter, "transaction"> & Pick<Adapter, "transaction">
