import { RedisAdapter } from "latchkey/adapters/redis"
import { redisStore } from "latchkey/keyring/redis"
import { redisRegister } from "latchkey/register/redis"
import { createClient } from "redis"
import type { Store } from "./store.ts"

/** For many sessions. This server of a demo may lose what it holds. */
export async function redis(url: string): Promise<Store> {
  const client = createClient({ url })
  client.on("error", () => {})
  await client.connect()
  return {
    adapter: RedisAdapter(client, { subscribe: "second-connection" }),
    keys: redisStore(client, { subscribe: "second-connection", volatile: "accepted" }),
    register: redisRegister(client),
    close: async () => client.close(),
  }
}
