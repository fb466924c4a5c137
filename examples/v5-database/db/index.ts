import { createClient } from "@libsql/client"
import { drizzle } from "drizzle-orm/libsql"

const file = process.env.DATABASE_FILE ?? "./notes.sqlite"

export const db = drizzle(createClient({ url: `file:${file}` }))
