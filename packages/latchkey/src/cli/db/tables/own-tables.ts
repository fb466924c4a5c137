import type { DatabaseKind } from "../../../databases/database.ts"
import { RECORD_TABLE, RECORDS } from "../../../records/sql.ts"
import { REVOCATION_TABLE, REVOCATIONS } from "../../../revocations/sql.ts"
import { REGISTER, REGISTER_TABLE } from "../../../session/registers/sql.ts"
import { column, fromSpec, type Table } from "./table.ts"

/** The name that the stores of rings have by default. */
const RING_TABLE = "auth_keyring"

const table = (given: Omit<Table, "telling" | "unique" | "indexes"> & Partial<Table>): Table => ({
  unique: [],
  indexes: [],
  telling: given.primary,
  ...given,
})

/** The audit trail, and what of it is to be delivered still. */
const events = (): readonly Table[] => [
  table({
    key: "securityEvents",
    name: "auth_security_event",
    since: 5,
    columns: [
      column("id", "name64"),
      column("noted", "integer"),
      column("type", "name64"),
      column("outcome", "name64"),
      ...["user_id?", "actor?", "session_id?", "provider?", "ip?"].map((name) =>
        column(name, "key"),
      ),
      column("user_agent?", "name512"),
      ...["host?", "trace_id?", "reason?", "ref?"].map((name) => column(name, "key")),
      column("details?", "text"),
    ],
    primary: ["id"],
    indexes: [["user_id", "noted"], ["noted"]],
  }),
  table({
    key: "eventDeliveries",
    name: "auth_security_event_out",
    since: 5,
    columns: [
      column("hook", "name64"),
      column("event_id", "name64"),
      ...["since", "next_at", "attempts", "claimed_until"].map((name) => column(name, "integer")),
      column("claimed_by?", "name64"),
    ],
    primary: ["hook", "event_id"],
  }),
]

/** The tables that Auth.js doesn't have: those of our stores, by the names that the stores have by default. */
export function ownTables(kind: DatabaseKind, prefix: string): readonly Table[] {
  const written = kind === "postgres" ? [column("updated_at", "written", { default: "now()" })] : []
  return [
    fromSpec(RECORDS, { key: "records", name: `${prefix}${RECORD_TABLE}`, since: 3 }),
    fromSpec(REVOCATIONS, {
      key: "revocations",
      name: `${prefix}${REVOCATION_TABLE}`,
      since: 3,
    }),
    fromSpec(REGISTER, { key: "register", name: REGISTER_TABLE, since: 3 }),
    table({
      key: "keyring",
      name: RING_TABLE,
      since: 4,
      columns: [
        column("ring", "name191"),
        column("rev", "integer"),
        column("doc", "text"),
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
    ...events(),
  ]
}
