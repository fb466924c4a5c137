import type { SessionRecords } from "../contracts/session-records.ts"
import { MissingAdapterMethods, UnsupportedStrategy } from "../errors.ts"
import type { SessionLimit } from "./auth-config.ts"
import type { Context } from "./context.ts"

/**
 * Where sessions are listed; undefined where they are not.
 *
 * @throws MissingAdapterMethods
 */
export function recordsOf({ config }: Context): SessionRecords | undefined {
  const records = config.session?.records
  if (records !== true) return records
  if (config.adapter?.records) return config.adapter.records
  throw new MissingAdapterMethods(
    "session.records is true, and the adapter keeps no list: give it a store, such as sqlRecords(pool)",
  )
}

/** How many sessions a user may have, where that is limited. */
export function limitOf({ config }: Context): SessionLimit | undefined {
  const limit = config.session?.limit
  return typeof limit === "number" ? { max: limit } : limit
}

/**
 * What is listed can be ended, or the list would promise what it can't keep.
 *
 * @throws UnsupportedStrategy, MissingAdapterMethods
 * @throws TypeError for numbers that are none: a limit or an end that never comes
 */
export function assertListing(context: Context): void {
  const { config, strategy, absoluteTimeout } = context
  const { records, revocable } = config.session ?? {}
  const limit = limitOf(context)
  if (absoluteTimeout !== undefined && !(absoluteTimeout > 0)) {
    throw new TypeError("session.absoluteTimeout takes seconds, more than 0")
  }
  if (limit && !(Number.isInteger(limit.max) && limit.max > 0)) {
    throw new TypeError("session.limit takes a whole number, from 1 on")
  }
  if (limit && !records) {
    throw new UnsupportedStrategy("session.limit counts what session.records lists: set that too")
  }
  if (config.session?.endOthersOnChange === true) assertEndable(context)
  if (!records) return
  recordsOf(context)
  if (strategy === "jwt" && !revocable) {
    throw new UnsupportedStrategy(
      "session.records lists sessions so that they can be ended: set session.revocable too",
    )
  }
  const { adapter } = config
  if (strategy !== "database" || !adapter) return
  if (!adapter.deleteSessionsByUserId || !adapter.listSessionsByUserId) {
    throw new MissingAdapterMethods(
      "session.records needs the adapter's listSessionsByUserId and deleteSessionsByUserId",
    )
  }
}

/** @throws UnsupportedStrategy, MissingAdapterMethods */
function assertEndable({ config, strategy }: Context): void {
  const { revocable } = config.session ?? {}
  if (strategy === "jwt" && !revocable) {
    throw new UnsupportedStrategy(
      "session.endOthersOnChange ends sessions before their time: set session.revocable too",
    )
  }
  if (strategy === "database" && config.adapter && !config.adapter.deleteSessionsByUserId) {
    throw new MissingAdapterMethods(
      "session.endOthersOnChange needs the adapter's deleteSessionsByUserId",
    )
  }
}
