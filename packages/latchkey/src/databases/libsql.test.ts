import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createClient } from "@libsql/client"
import { drizzle } from "drizzle-orm/libsql"
import { expect, it } from "vitest"
import { drizzleDatabase } from "../adapters/drizzle/database.ts"
import { databaseOf } from "./of-client.ts"

/**
 * The driver's connection commits nothing more once it has met another's lock, and says that it did: what was told to
 * be kept would be gone.
 */
it.each(["the client", "Drizzle"])(
  "what is written through %s while another holds the file is kept, and seen by others",
  async (carrier) => {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-libsql-"))
    const url = `file:${join(folder, "auth.db")}`
    const [holder, client, reader] = [1, 2, 3].map(() => createClient({ url }))
    try {
      const database =
        carrier === "Drizzle" ? drizzleDatabase(drizzle({ client: client! })) : databaseOf(client!)
      await database.write("CREATE TABLE t (n)", [])
      const transaction = await holder!.transaction("write")
      await transaction.execute("INSERT INTO t VALUES (1)")
      const writing = database.write("INSERT INTO t VALUES (?)", [2])
      await new Promise((resolve) => setTimeout(resolve, 60))
      await transaction.commit()
      expect(await writing).toBe(1)
      const { rows } = await reader!.execute("SELECT n FROM t ORDER BY n")
      expect(rows.map(({ n }) => n)).toEqual([1, 2])
      await reader!.execute("INSERT INTO t VALUES (3)")
    } finally {
      for (const each of [holder, client, reader]) each!.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
