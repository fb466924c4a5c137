import { SqlAdapter } from "latchkey/adapters/sql"
import { openDatabase } from "../../databases/open.ts"
import { latchkeyContender } from "./latchkey.ts"

export const contender = latchkeyContender("SqlAdapter", async (row) => {
  const opened = await openDatabase(row)
  return opened && SqlAdapter(opened.client)
})
