/**
 * People sign in until the disk is full, are seen on it, and sign in again when there is room: in one process, on a small
 * file system of its own. Says what came of it as JSON.
 */
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { carries, isDone, look, type Link, siteOn, whoIs } from "./site.ts"

const folder = process.argv[2]!
const filler = join(folder, "filler")
writeFileSync(filler, Buffer.alloc(600_000))
const adapter = SqlAdapter(await openSqlite(join(folder, "auth.db")))
const site = siteOn(adapter, "database", { url: "http://127.0.0.1:9" } as never)

const inside: Link[] = []
const refused: Link[] = []
for (let n = 0; n < 3_000 && refused.length < 5; n++) {
  const link = await site.ask(`p${n}@example.com`)
  if (link.url === undefined || !(await isDone(link.browser, link.answer))) {
    refused.push(link)
    continue
  }
  const answer = await link.browser.get(link.url)
  if (await isDone(link.browser, answer)) inside.push(link)
  else refused.push(link)
}
const unseen: string[] = []
for (const [n, { browser }] of inside.entries())
  if (whoIs(await look(browser)) === undefined) unseen.push(`${n}`)
const letIn = refused.filter(({ browser }) => carries(browser)).length

rmSync(filler)
const after = await site.ask("late@example.com")
await after.browser.get(after.url!)
const last = whoIs(await look(after.browser))
console.log(JSON.stringify({ inside: inside.length, refused: refused.length, unseen, letIn, last }))
process.exit()
