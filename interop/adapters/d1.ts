import { drizzle } from "drizzle-orm/d1"
import { Miniflare } from "miniflare"

/** Drizzle on an empty database of Cloudflare's D1, in Cloudflare's own workerd. */
export async function openD1(): Promise<{ readonly db: object; close(): Promise<void> }> {
  const script = "export default { fetch: () => new Response() }"
  const worker = new Miniflare({ modules: true, script, d1Databases: ["DB"] })
  const database = await worker.getD1Database("DB")
  return { db: drizzle(database as never), close: () => worker.dispose() }
}
