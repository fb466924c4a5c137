import { TABLES } from "../../../adapters/sql/schema.ts"
import { type LayoutName, LAYOUTS, namesIn } from "./layouts.ts"
import { type Column, fromSpec, type Table } from "./table.ts"

/** Tables that every adapter of Auth.js has, and the columns by which they are told from others of that name. */
const TELLING = {
  users: ["id", "email", "emailVerified"],
  accounts: ["userId", "provider", "providerAccountId"],
  sessions: ["userId", "sessionToken", "expires"],
  verificationTokens: ["identifier", "token", "expires"],
  authenticators: ["credentialID", "userId", "credentialPublicKey"],
} as const

type AuthTable = keyof typeof TELLING

/** These have a number of their own where the layout says so. */
const NUMBERED: readonly string[] = ["accounts", "sessions"]

/** The tables of Auth.js in a layout: its names and types, and the rules that the protocol needs in each of them. */
export function authTables(layoutName: LayoutName, prefix: string): readonly Table[] {
  const layout = LAYOUTS[layoutName]
  const names = namesIn(layoutName, prefix)
  return (Object.keys(TELLING) as AuthTable[]).map((key) => {
    const table = fromSpec(TABLES[key], { key, name: names[key], since: 1 })
    const columns = table.columns.map((column) => ({ ...column, type: typeIn(key, column) }))
    const told = { ...table, columns, telling: TELLING[key] }
    if (!layout.numbered || !NUMBERED.includes(key)) return told
    const number: Column = { name: "id", type: "number" }
    return { ...told, columns: [number, ...columns], primary: ["id"], unique: [table.primary] }
  })

  function typeIn(key: AuthTable, { name, type, owner }: Column): Column["type"] {
    if (key === "users" && name === "id") return layout.id
    return owner ? layout.owner : (layout.types[type as "key"] ?? type)
  }
}

/** The adapter's tables that are ours alone. */
export function adapterTables(layout: LayoutName, prefix: string): readonly Table[] {
  const names = namesIn(layout, prefix)
  return (["counters", "leases"] as const).map((key) =>
    fromSpec(TABLES[key], { key, name: names[key], since: 2 }),
  )
}
