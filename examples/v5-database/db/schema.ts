import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core"

/** The adapter keeps users in a table of this name; the others of `tables.sql` are its own business. */
export const users = sqliteTable("user", {
  id: text("id").primaryKey(),
  name: text("name"),
  email: text("email").unique(),
  emailVerified: integer("emailVerified", { mode: "timestamp_ms" }),
  image: text("image"),
})

/** What this application keeps itself, by the id of the user in the session. */
export const notes = sqliteTable("note", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  userId: text("userId")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  body: text("body").notNull(),
})
