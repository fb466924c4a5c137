import type { Adapter } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { NOW } from "../../databases/tables.ts"
import type { Store } from "./store.ts"
import { columnOf } from "./table.ts"
import { assertKey } from "./tokens.ts"

type LeaseMethods = "takeLease" | "releaseLease"

interface Lease {
  readonly key: string
  readonly holder: string
  readonly ttl: number
}

/** Leases by the server's clock, so that instances whose clocks differ agree. */
export function leaseMethods(
  store: () => MaybePromise<Store>,
): Required<Pick<Adapter, LeaseMethods>> {
  return {
    async takeLease(lease) {
      const db = await store()
      assertKey(db, "leases", lease.key)
      if (!Number.isSafeInteger(lease.ttl))
        throw new TypeError("A lease lives for whole milliseconds.")
      const taken = await takeLease(db, lease)
      const { name, end } = words(db)
      // Those that are over are of processes that died.
      if (taken) await db.write(`DELETE FROM ${name} WHERE ${end} < ${NOW[db.kind]}`, [])
      return taken
    },
    async releaseLease({ key, holder }) {
      const db = await store()
      const { name, k, h } = words(db)
      if (columnOf(db.tables.leases, "key").form.holds(key))
        await db.write(`DELETE FROM ${name} WHERE ${k} = ? AND ${h} = ?`, [key, holder])
    },
  }
}

async function takeLease(db: Store, { key, holder, ttl }: Lease): Promise<boolean> {
  const { name, k, h, end } = words(db)
  const now = NOW[db.kind]
  const values = `(${k}, ${h}, ${end}) VALUES (?, ?, ${now} + ?)`
  if (db.kind === "mysql") {
    // Assignments are made from left to right: who holds it is decided first.
    const sql = `INSERT INTO ${name} ${values} ON DUPLICATE KEY UPDATE
      ${h} = IF(${end} <= ${now}, VALUES(${h}), ${h}), ${end} = IF(${h} = VALUES(${h}), VALUES(${end}), ${end})`
    return db.atomically(async (within) => {
      await within.write(sql, [key, holder, ttl])
      const mine = `SELECT 1 FROM ${name} WHERE ${k} = ? AND ${h} = ?`
      return (await within.rows(mine, [key, holder])).length > 0
    })
  }
  const sql = `INSERT INTO ${name} AS old ${values} ON CONFLICT (${k}) DO UPDATE
    SET ${h} = excluded.${h}, ${end} = excluded.${end}
    WHERE old.${end} <= ${now} OR old.${h} = excluded.${h} RETURNING ${h}`
  return (await db.rows(sql, [key, holder, ttl])).length > 0
}

function words({ tables: { leases } }: Store) {
  const quoted = (column: string): string => columnOf(leases, column).name
  return { name: leases.name, k: quoted("key"), h: quoted("holder"), end: quoted("expires") }
}
