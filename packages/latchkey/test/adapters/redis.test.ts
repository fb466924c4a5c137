/** The Redis adapter on real servers, by every client that it takes, and on a real cluster of three. */
import { Cluster, Redis } from "ioredis"
import { createClient, createCluster } from "redis"
import { afterAll, beforeAll, describe, it } from "vitest"
import { RedisAdapter, type RedisAdapterMethods } from "../../src/adapters/redis.ts"
import type { RedisClient, UpstashRedisClient } from "../../src/databases/redis.ts"
import { adapterConformance } from "../../src/testing/index.ts"
import { recordStoreConformance } from "../../src/testing/record-store-conformance.ts"
import { revocationStoreConformance } from "../../src/testing/revocation-store-conformance.ts"
import { canStart } from "../support/private-server.ts"
import { methodsOf } from "./redis-methods.ts"
import { RedisCluster } from "../support/redis-cluster.ts"
import { roundsOr } from "../stores/rounds.ts"
import { redisServer } from "../stores/servers.ts"

const { rounds, ...SLOW } = roundsOr(1)
const prefix = `lk_adapter_${process.pid}_${Date.now().toString(36)}`

interface Opened {
  readonly client: RedisClient | UpstashRedisClient
  readonly close: () => unknown
}

/** Sends any command, for looking into the store past the adapter. */
type Ask = (...args: string[]) => Promise<unknown>

function judge(name: string, open: () => Promise<Opened>): void {
  describe(name, () => {
    let opened: Opened
    let adapter: RedisAdapterMethods
    beforeAll(async () => {
      opened = await open()
      adapter = RedisAdapter(opened.client, { prefix })
    }, SLOW.timeout)
    afterAll(() => opened?.close())
    adapterConformance({
      adapter: () => adapter,
      test: {
        describe,
        it: (title: string, body: () => Promise<void>) => it(title, SLOW, body),
      },
      skip: ["transaction"],
      rounds,
    })
    methodsOf(() => adapter)
    recordStoreConformance({ store: () => adapter.records, test: { describe, it } })
    revocationStoreConformance({ store: () => adapter.revocations, test: { describe, it } })
  })
}

async function tidied(ask: Ask): Promise<void> {
  let cursor = "0"
  do {
    const [next, keys] = (await ask("SCAN", cursor, "MATCH", `${prefix}*`, "COUNT", "1000")) as [
      string,
      string[],
    ]
    if (keys.length > 0) await ask("DEL", ...keys)
    cursor = String(next)
  } while (cursor !== "0")
}

describe.skipIf(!redisServer.reachable)("on one server", () => {
  afterAll(async () => {
    const client = new Redis(redisServer.url)
    await tidied((name, ...args) => client.call(name!, ...args))
    client.disconnect()
  })

  judge("ioredis", async () => {
    const client = new Redis(redisServer.url)
    return { client, close: () => client.disconnect() }
  })

  judge("node-redis", async () => {
    const client = await createClient({ url: redisServer.url }).connect()
    return { client, close: () => client.destroy() }
  })

  judge("node-redis, protocol version 2", async () => {
    const client = await createClient({ url: redisServer.url, RESP: 2 }).connect()
    return { client, close: () => client.destroy() }
  })
})

describe.skipIf(!canStart("redis"))("on a cluster", () => {
  const cluster = new RedisCluster()
  beforeAll(() => cluster.start(), SLOW.timeout)
  afterAll(() => cluster.remove())

  judge("ioredis", async () => {
    const client = new Cluster(cluster.roots)
    return { client, close: () => client.disconnect() }
  })

  judge("node-redis", async () => {
    const rootNodes = cluster.roots.map(({ host, port }) => ({ url: `redis://${host}:${port}` }))
    const client = createCluster({ rootNodes })
    await client.connect()
    return { client, close: () => client.destroy() }
  })
})
