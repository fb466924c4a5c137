/** Better Auth's tables for Drizzle. A check reads two of them; it wants to know of all four. */
import * as pg from "drizzle-orm/pg-core"
import * as sqlite from "drizzle-orm/sqlite-core"

/** Its own adapter writes dates to SQLite as text, and the same rows are read here. */
const isoDate = sqlite.customType<{ data: Date; driverData: string }>({
  dataType: () => "text",
  fromDriver: (text) => new Date(text),
  toDriver: (date) => date.toISOString(),
})

interface Kinds {
  readonly table: (name: string, columns: never) => unknown
  readonly text: () => { primaryKey(): unknown }
  readonly flag: () => unknown
  readonly time: () => unknown
}

function tablesOf({ table, text, flag, time }: Kinds): Record<string, unknown> {
  const each = (names: string, kind: () => unknown): Record<string, unknown> =>
    Object.fromEntries(names.split(" ").map((name) => [name, kind()]))
  const of = (name: string, texts: string, others: Record<string, unknown> = {}): unknown => {
    const always = { id: text().primaryKey(), ...each("createdAt updatedAt", time) }
    return table(name, { ...always, ...each(texts, text), ...others } as never)
  }
  const account = "accountId providerId userId accessToken refreshToken idToken scope password"
  const expiries = "accessTokenExpiresAt refreshTokenExpiresAt"
  return {
    user: of("user", "name email image", each("emailVerified", flag)),
    session: of("session", "token userId ipAddress userAgent", each("expiresAt", time)),
    account: of("account", account, each(expiries, time)),
    verification: of("verification", "identifier value", each("expiresAt", time)),
  }
}

/** What its Drizzle adapter is told of the database. */
export function betterAuthSchema(kind: "sqlite" | "postgres" | "pglite") {
  if (kind === "sqlite") {
    const flag = (): unknown => sqlite.integer({ mode: "boolean" })
    const { sqliteTable: table, text } = sqlite
    return { provider: "sqlite", schema: tablesOf({ table, text, flag, time: isoDate }) } as const
  }
  const { pgTable: table, text, boolean: flag } = pg
  const time = (): unknown => pg.timestamp({ withTimezone: true })
  return { provider: "pg", schema: tablesOf({ table, text, flag, time }) } as const
}
