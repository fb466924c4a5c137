import type { DatabaseKind } from "../../../databases/database.ts"
import { REVOCATION_TABLE, REVOCATIONS } from "../../../revocations/sql.ts"
import { REGISTER_TABLE } from "../../../session/registers/sql.ts"
import { column, fromSpec, type Table } from "./table.ts"

/** The name that the stores of rings have by default. */
const RING_TABLE = "auth_keyring"

const table = (given: Omit<Table, "telling" | "unique" | "indexes"> & Partial<Table>): Table => ({
  unique: [],
  indexes: [],
  telling: given.primary,
  ...given,
})

/** The tables that Auth.js doesn't have: those of our stores, by the names that the stores have by default. */
export function ownTables(kind: DatabaseKind, prefix: string): readonly Table[] {
  const written = kind === "postgres" ? [column("updated_at", "written", { default: "now()" })] : []
  return [
    fromSpec(REVOCATIONS, {
      key: "revocations",
      name: `${prefix}${REVOCATION_TABLE}`,
      since: 3,
    }),
    table({
      key: "register",
      name: REGISTER_TABLE,
      since: 3,
      columns: [
        column("id", "hash"),
        column("claims", "hash"),
        column("former", "hash"),
        column("expires", "integer"),
        column("moved", "integer"),
        column("writes", "integer"),
      ],
      primary: ["id"],
      indexes: [["expires"]],
    }),
    table({
      key: "keyring",
      name: RING_TABLE,
      since: 4,
      columns: [
        column("ring", "name191"),
        column("rev", "integer"),
        column("doc", "document"),
        ...written,
      ],
      primary: ["ring"],
    }),
    table({
      key: "keyringInstances",
      name: `${RING_TABLE}_instances`,
      since: 4,
      columns: [
        column("ring", "name100"),
        column("instance", "name150"),
        column("rev", "integer"),
        column("root", "name200"),
        column("said?", "text"),
        column("seen", "written"),
      ],
      primary: ["ring", "instance"],
    }),
  ]
}
