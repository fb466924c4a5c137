import { D1Adapter, up } from "@auth/d1-adapter"
import { DynamoDBAdapter } from "@auth/dynamodb-adapter"
import { createIndexes, PouchDBAdapter } from "@auth/pouchdb-adapter"
import { UnstorageAdapter } from "@auth/unstorage-adapter"
import { UpstashRedisAdapter } from "@auth/upstash-redis-adapter"
import { DynamoDB } from "@aws-sdk/client-dynamodb"
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb"
import { Redis } from "@upstash/redis"
import dynalite from "dynalite"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { Miniflare } from "miniflare"
import PouchDB from "pouchdb"
import memoryOfPouch from "pouchdb-adapter-memory"
import find from "pouchdb-find"
import { createStorage, type Driver } from "unstorage"
import fsDriver from "unstorage/drivers/fs"
import memoryDriver from "unstorage/drivers/memory"
import { startUpstash } from "../servers/upstash.ts"
import type { Opened, Subject } from "../subject.ts"

const nothing = (): Promise<void> => Promise.resolve()

const unstorageName = "@auth/unstorage-adapter"
const withUnstorage = (driver: Driver): Promise<Opened> => {
  const storage = createStorage({ driver })
  return Promise.resolve({ adapter: UnstorageAdapter(storage), close: () => storage.dispose() })
}

export const documents: readonly Subject[] = [
  {
    id: "unstorage-memory",
    package: unstorageName,
    store: "memory",
    needs: [],
    lacks: ["increment", "transaction"],
    unmet: {
      upserts: "C07",
      "not-unique": "C08 C09 C24 C25 C35 C49 C53",
      leaves: "C12",
      "two-steps": "C43 C44",
    },
    open: () => withUnstorage(memoryDriver()),
  },
  {
    id: "unstorage-fs",
    package: unstorageName,
    store: "files",
    needs: [],
    lacks: ["increment", "transaction"],
    unmet: {
      unstorable: "C05 C41 C42",
      upserts: "C07",
      "not-unique": "C08 C09 C24 C25 C35 C49 C53",
      leaves: "C12",
      "two-steps": "C43 C44",
    },
    open: ({ folder }) => withUnstorage(fsDriver({ base: `${folder}/unstorage` })),
  },
  {
    id: "upstash-redis",
    package: "@auth/upstash-redis-adapter",
    store: "Redis behind Upstash's REST API",
    needs: ["redis"],
    lacks: ["webauthn", "increment", "transaction"],
    unmet: {
      upserts: "C07",
      "not-unique": "C08 C09 C24 C25 C35 C49",
      "two-steps": "C43 C44",
    },
    async open({ redis }) {
      const prefix = `interop:${crypto.randomUUID()}:`
      const { url, token, close } = await startUpstash(redis, prefix)
      const client = new Redis({ url, token, enableTelemetry: false })
      return { adapter: UpstashRedisAdapter(client, { baseKeyPrefix: prefix }), close }
    },
  },
  {
    id: "pouchdb",
    package: "@auth/pouchdb-adapter",
    store: "PouchDB in memory",
    needs: [],
    lacks: ["webauthn", "increment", "transaction"],
    unmet: {
      "not-unique": "C08 C09 C24 C25 C35 C49",
      leaves: "C12",
      "missing-throws": "C26 C31",
    },
    async open() {
      PouchDB.plugin(memoryOfPouch).plugin(find)
      const pouchdb = new PouchDB(crypto.randomUUID(), { adapter: "memory" })
      await createIndexes(pouchdb)
      return { adapter: PouchDBAdapter({ pouchdb }), close: () => pouchdb.destroy() }
    },
  },
  {
    id: "dynamodb",
    package: "@auth/dynamodb-adapter",
    store: "DynamoDB (dynalite)",
    needs: [],
    lacks: ["webauthn", "increment", "transaction"],
    // Halves of surrogate pairs become one text there; which of two users is found then is chance.
    unasked: ["C04"],
    unmet: {
      upserts: "C07",
      "not-unique": "C08 C09 C24 C25 C35 C49",
      "missing-throws": "C13",
    },
    open: withDynamo,
  },
  {
    id: "d1",
    package: "@auth/d1-adapter",
    store: "Cloudflare D1 (workerd)",
    needs: [],
    lacks: ["webauthn", "increment", "transaction"],
    // Each of its calls is a message to another process.
    races: 10,
    unasked: ["C10", "C22", "C28", "C31", "C46"],
    unmet: {
      unstorable: "C04 C32",
      "not-unique": "C08 C09 C24 C25",
      "update-deletes": "C33",
      "two-steps": "C43 C44",
    },
    async open() {
      const script = "export default { fetch: () => new Response() }"
      const worker = new Miniflare({ modules: true, script, d1Databases: ["DB"] })
      const database = await worker.getD1Database("DB")
      await up(database as never)
      return { adapter: D1Adapter(database as never), close: () => worker.dispose() }
    },
  },
]

/** The table of the adapter's guide. */
async function withDynamo(): Promise<Opened> {
  const server = dynalite({ createTableMs: 0 })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: "local", secretAccessKey: "local" }
  const client = new DynamoDB({ endpoint, region: "local", credentials })
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" as const },
    { AttributeName: range, KeyType: "RANGE" as const },
  ]
  await client.createTable({
    TableName: "next-auth",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk", "GSI1PK", "GSI1SK"].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S" as const,
    })),
    KeySchema: keys("pk", "sk"),
    GlobalSecondaryIndexes: [
      {
        IndexName: "GSI1",
        KeySchema: keys("GSI1PK", "GSI1SK"),
        Projection: { ProjectionType: "ALL" },
      },
    ],
  })
  for (let state = ""; state !== "ACTIVE";)
    state = (await client.describeTable({ TableName: "next-auth" })).Table?.TableStatus ?? ""
  const marshallOptions = {
    convertEmptyValues: true,
    removeUndefinedValues: true,
    convertClassInstanceToMap: true,
  }
  return {
    adapter: DynamoDBAdapter(DynamoDBDocument.from(client, { marshallOptions })),
    async close() {
      client.destroy()
      server.close()
      await nothing()
    },
  }
}
