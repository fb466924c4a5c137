import type { Layout } from "./layouts.ts"
import { type Column, column, type Table } from "./table.ts"

/** The tables of Auth.js in a layout: its names and types, and the rules that the protocol needs in each of them. */
export function authTables(layout: Layout, prefix: string): readonly Table[] {
  const { id, string, time } = layout
  const owner = column("userId", layout.owner, { owner: true })
  const number: Column[] = layout.numbered ? [column("id", "number")] : []
  const keyed = (key: string[]): Pick<Table, "primary" | "unique"> =>
    layout.numbered ? { primary: ["id"], unique: [key] } : { primary: key, unique: [] }
  const named = (key: keyof Layout["names"]): Pick<Table, "key" | "name" | "since"> => ({
    key,
    name: prefix + layout.names[key],
    since: 1,
  })
  return [
    {
      ...named("users"),
      columns: [
        column("id", id),
        column("name?", layout.free),
        column("email?", string),
        column("emailVerified?", time),
        column("image?", layout.free),
      ],
      primary: ["id"],
      unique: [["email"]],
      indexes: [],
      telling: ["id", "email", "emailVerified"],
    },
    {
      ...named("accounts"),
      columns: [
        ...number,
        owner,
        column("type", string),
        column("provider", string),
        column("providerAccountId", string),
        column("refresh_token?", "text"),
        column("access_token?", "text"),
        column("expires_at?", layout.counting),
        column("token_type?", layout.free),
        column("scope?", "text"),
        column("id_token?", "text"),
        column("session_state?", layout.free),
      ],
      ...keyed(["provider", "providerAccountId"]),
      indexes: [["userId"]],
      telling: ["userId", "provider", "providerAccountId"],
    },
    {
      ...named("sessions"),
      columns: [...number, column("sessionToken", string), owner, column("expires", time)],
      ...keyed(["sessionToken"]),
      indexes: [["userId"]],
      telling: ["userId", "sessionToken", "expires"],
    },
    {
      ...named("verificationTokens"),
      columns: [
        column("identifier", string),
        column("token", string),
        column("expires", time),
      ],
      primary: ["identifier", "token"],
      unique: [],
      indexes: [],
      telling: ["identifier", "token", "expires"],
    },
    {
      ...named("authenticators"),
      columns: [
        column("credentialID", string),
        owner,
        column("providerAccountId", string),
        column("credentialPublicKey", "text"),
        column("counter", layout.counting),
        column("credentialDeviceType", string),
        column("credentialBackedUp", "boolean"),
        column("transports?", layout.free),
      ],
      primary: ["userId", "credentialID"],
      unique: [["credentialID"]],
      indexes: [],
      telling: ["credentialID", "userId", "credentialPublicKey"],
    },
  ]
}
