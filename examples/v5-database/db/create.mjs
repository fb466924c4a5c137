// Makes the tables where they are missing: `npm run db`.
import { readFileSync } from "node:fs"
import { createClient } from "@libsql/client"

const client = createClient({ url: `file:${process.env.DATABASE_FILE ?? "./notes.sqlite"}` })
await client.executeMultiple(readFileSync(new URL("tables.sql", import.meta.url), "utf8"))
client.close()
