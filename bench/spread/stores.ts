import pg from "pg"
import { createClient } from "redis"

/** What instances hear of an end by. */
export type Push = "postgres" | "redis"

export const servers: Readonly<Record<Push, string>> = {
  postgres: process.env["LATCHKEY_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432/test",
  redis: process.env["LATCHKEY_TEST_REDIS"] ?? "redis://127.0.0.1:6379",
}

/** Takes away what a run has written; throws where no server answers. */
export const clean: Readonly<Record<Push, (name: string) => Promise<void>>> = {
  async postgres(name) {
    const client = new pg.Client(servers.postgres)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${name}`)
    await client.end()
  },
  async redis(name) {
    const client = createClient({ url: servers.redis, socket: { reconnectStrategy: false } })
    client.on("error", () => {})
    await client.connect()
    const keys = await client.keys(`${name}*`)
    if (keys.length > 0) await client.del(keys)
    client.destroy()
  },
}
